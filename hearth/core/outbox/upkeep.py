"""What keeps the outbox whole: finding messages that were left half-way, trying failed ones again on request, and
forgetting old ones."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.models import Draft, MessageStatus, OutboxMessage
from hearth.core.outbox.gateways import Fault
from hearth.core.outbox.sending import TASK, defer
from hearth.core.rowcontext import acting_as

logger = logging.getLogger("hearth.outbox")

# How long a claim holds. Far above every gateway's time-out, so that a claim this old has lost its worker.
STUCK_AFTER = timedelta(minutes=5)
# How long a due message may lie without a job before the sweep gives it one.
FORGOTTEN_AFTER = timedelta(minutes=2)
# How long the words and the address of a message are kept; that it was sent, when and why stays.
WORDS_KEPT_FOR = timedelta(days=90)
AT_A_TIME = 1000


def sweep(*, now: datetime) -> int:
    """Give a job to every message that was left half-way, and return how many there were.

    Two kinds: claimed by a worker that died before it wrote down what happened; queued and due, but without a job
    (the job was lost with its worker, or failed while the database was away).
    """
    return _release_stuck(now) + _remember_forgotten(now)


def _release_stuck(now: datetime) -> int:
    with acting_as(job="outbox"):
        stuck = list(
            OutboxMessage.objects.select_for_update(skip_locked=True).filter(
                status=MessageStatus.SENDING, claimed_at__lt=now - STUCK_AFTER
            )[:AT_A_TIME]
        )
        for message in stuck:
            # A message that ends its worker every time must not do so for ever.
            given_up = message.attempts > len(settings.OUTBOX_RETRY_AFTER)
            message.status = MessageStatus.FAILED if given_up else MessageStatus.QUEUED
            message.last_error = Fault.INTERRUPTED.value
            message.not_before = now
            message.save(update_fields=["status", "last_error", "not_before"])
            if not given_up:
                defer(message.id, at=now)
    if stuck:
        logger.warning("messages were left half-way and are sent again", extra={"count": len(stuck)})
    return len(stuck)


def _remember_forgotten(now: datetime) -> int:
    with acting_as(job="outbox"), connection.cursor() as cursor:
        cursor.execute(
            """
            select id from core_outbox
            where status = %s and not_before < %s
              and id::text not in (
                select args ->> 'message_id' from procrastinate_jobs where status = 'todo' and task_name = %s)
            order by not_before limit %s
            """,
            [MessageStatus.QUEUED, now - FORGOTTEN_AFTER, TASK, AT_A_TIME],
        )
        forgotten = [row[0] for row in cursor.fetchall()]
        for message_id in forgotten:
            defer(message_id, at=now)
    if forgotten:
        logger.warning("messages had no job and got one", extra={"count": len(forgotten)})
    return len(forgotten)


def retry(*, message_id: UUID, by: Actor) -> bool:
    """Try a failed message of the actor's organisation again, from the first try. False when it is not theirs, did
    not fail, or its words have been forgotten. The caller logs it."""
    now = clock.now()
    with transaction.atomic():
        moved = (
            OutboxMessage.objects.filter(id=message_id, organisation_id=by.organisation_id, status=MessageStatus.FAILED)
            .exclude(recipient="")
            # `claimed_at` stays: it is how the gateway knows that an earlier try may have reached it.
            .update(status=MessageStatus.QUEUED, attempts=0, not_before=now, last_error="")
        )
        if moved:
            defer(message_id, at=now)
    return bool(moved)


def tidy(*, now: datetime) -> tuple[int, int]:
    """Forget the words and addresses of messages older than 90 days, and delete drafts whose time is over. Returns
    how many of each."""
    over = Q(status__in=[MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.HELD])
    with acting_as(job="tidy"):
        messages = (
            OutboxMessage.objects.filter(over, created_at__lt=now - WORDS_KEPT_FOR)
            .exclude(recipient="", body="", subject="")
            .update(recipient="", body="", subject="", one_click="")
        )
        drafts, _by_model = Draft.objects.filter(expires_at__lt=now).delete()
    return messages, drafts
