"""Sending the outbox: one job a message, each message once, as far as its gateway can promise (ADR 0003).

A message is claimed in one transaction, handed to the gateway outside any, and recorded in a third. Whatever dies in
between leaves it "sending"; `sweep` finds it there and sends it with `again`, so that the gateway first looks whether
it has it already.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from psycopg_pool import PoolTimeout

from hearth.core import clock, deferring
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.outbox.gateways import Fault, Outgoing, Passing, Refused, gateway_for
from hearth.core.outbox.hours import next_safe_moment
from hearth.core.rowcontext import acting_as

logger = logging.getLogger("hearth.outbox")

TASK = "outbox.send"
# A message is fetched at its time by the database's clock, which may be a little ahead of ours.
CLOCKS_DIFFER = timedelta(seconds=5)
# How long to go on trying to write down that a message went out, while the database is away.
RECORD_FOR = 120.0  # seconds
AWAY = (OperationalError, InterfaceError, PoolTimeout)


def defer(message_id: UUID, *, at: datetime) -> None:
    """Have a worker send the message at `at` or soon after. Undone with the caller's transaction."""
    deferring.defer(send_message, at=at if at > clock.now() else None, message_id=str(message_id))


@app.task(name=TASK, queue="outbox")
def send_message(message_id: str) -> None:
    """Send one message now, if it is still to be sent."""
    claimed = _claim(UUID(message_id))
    if claimed is not None:
        _send(*claimed)


def _claim(message_id: UUID) -> tuple[Outgoing, datetime, int] | None:
    """Take the message for this worker, committed before anything leaves. None when there is nothing to send: it went
    out, it is held, another worker has it, or the action that queued it was undone."""
    now = clock.now()
    # Durable: inside another transaction the claim could be undone after the message has left.
    with transaction.atomic(durable=True), acting_as(job="outbox"):
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(id=message_id, status=MessageStatus.QUEUED, not_before__lte=now + CLOCKS_DIFFER)
            .first()
        )
        if message is None:
            return None
        # Fetched by the database's clock, which may be a little ahead: its own moment counts, if that is later.
        moment = max(now, message.not_before)
        safe = next_safe_moment(moment, message.safe_from, message.safe_until)
        if safe > moment:
            # A retry, a sweep or a long queue brought it outside the safe hours: it waits for the next ones.
            message.not_before = safe
            message.save(update_fields=["not_before"])
            defer(message.id, at=safe)
            return None
        again = message.claimed_at is not None
        message.status = MessageStatus.SENDING
        message.claimed_at = now
        message.attempts += 1  # the row is locked
        message.save(update_fields=["status", "claimed_at", "attempts"])
    outgoing = Outgoing(
        id=message.id,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        language=message.language,
        again=again,
        one_click=message.one_click,
    )
    return outgoing, now, message.attempts


def _send(outgoing: Outgoing, claimed_at: datetime, attempts: int) -> None:
    """Hand it over and write down how that went."""
    fault: Fault | None = None
    gateway_id, for_good = "", False
    try:
        if not outgoing.recipient:
            raise Refused(Fault.BAD_ADDRESS)
        gateway_id = gateway_for(outgoing.channel).send(outgoing)
    except Passing as error:
        fault = error.fault
    except Refused as error:
        fault, for_good = error.fault, True
    except ImproperlyConfigured:
        fault = Fault.OUR_MISTAKE
        logger.exception("the gateway of a channel is not set up", extra={"channel": outgoing.channel})
    except Exception:  # a mistake of ours must not leave the message "sending" in silence
        fault = Fault.OUR_MISTAKE
        logger.exception("a gateway failed in a way it should not", extra={"channel": outgoing.channel})
    if fault is None:
        _patiently(lambda: _record_sent(outgoing.id, claimed_at, gateway_id))
        return
    logger.warning("a message did not go out", extra={"channel": outgoing.channel, "attempts": attempts})
    _patiently(lambda: _record_fault(outgoing.id, claimed_at, attempts, fault, for_good=for_good))


def _record_sent(message_id: UUID, claimed_at: datetime, gateway_id: str) -> None:
    with acting_as(job="outbox"):
        _mine(message_id, claimed_at).update(
            status=MessageStatus.SENT, sent_at=clock.now(), gateway_id=gateway_id[:100], last_error=""
        )
        # What a family was told may hold its code: once it has left, nobody here needs to be able to read it.
        OutboxMessage.objects.filter(id=message_id, status=MessageStatus.SENT, safe_contact_id__isnull=False).update(
            body="", subject=""
        )
        OutboxMessage.objects.filter(id=message_id, status=MessageStatus.SENT, forgets=True).update(
            recipient="", body="", subject="", one_click=""
        )


def _record_fault(message_id: UUID, claimed_at: datetime, attempts: int, fault: Fault, *, for_good: bool) -> None:
    """Back into the queue for later, or failed when it is for good or was the last try."""
    pauses = settings.OUTBOX_RETRY_AFTER
    if for_good or attempts > len(pauses):
        with acting_as(job="outbox"):
            _mine(message_id, claimed_at).update(status=MessageStatus.FAILED, last_error=fault.value)
        return
    at = clock.now() + timedelta(seconds=pauses[attempts - 1])
    with acting_as(job="outbox"):
        if _mine(message_id, claimed_at).update(status=MessageStatus.QUEUED, not_before=at, last_error=fault.value):
            defer(message_id, at=at)


def _mine(message_id: UUID, claimed_at: datetime) -> QuerySet[OutboxMessage]:
    """The message, as long as this claim on it holds."""
    return OutboxMessage.objects.filter(id=message_id, status=MessageStatus.SENDING, claimed_at=claimed_at)


def _patiently(write: Callable[[], None]) -> None:
    """Write down what happened, even when the database is away for a while. When it stays away, the error is raised
    and the sweep will find the message."""
    until, pause = time.monotonic() + RECORD_FOR, 0.5
    while True:
        try:
            write()
            return
        except AWAY:
            if time.monotonic() + pause > until:
                raise
            logger.warning("the database is away; a message's fate is noted when it is back")
        connection.close()
        time.sleep(pause)
        pause = min(pause * 2, 5.0)
