"""Messages for the outbox tests, and a look at them past row security."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from hearth.core import clock, outbox
from hearth.core.models import Channel, OutboxMessage
from hearth.core.outbox.sending import TASK
from hearth.core.tests.support import as_owner


def write(**values: Any) -> OutboxMessage:
    """One queued email."""
    given = {
        "key": f"test:{uuid4()}",
        "channel": Channel.EMAIL,
        "recipient": "amina@family.example",
        "subject": "Your request",
        "body": "We have an answer for you.",
        "purpose": "test",
    }
    return outbox.queue(**{**given, **values})


def look(message: OutboxMessage | UUID) -> OutboxMessage:
    """The message as it stands."""
    with as_owner():
        return OutboxMessage.objects.get(id=message if isinstance(message, UUID) else message.id)


def change(message: OutboxMessage, **values: Any) -> None:
    """Set fields past row security: a test's way to let time pass."""
    with as_owner():
        OutboxMessage.objects.filter(id=message.id).update(**values)


def make_due(message: OutboxMessage) -> None:
    """As if its pause were over."""
    change(message, not_before=clock.now() - timedelta(seconds=1))


def jobs_of(message: OutboxMessage | UUID) -> list[str]:
    """The states of the jobs that were deferred for a message."""
    message_id = message if isinstance(message, UUID) else message.id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select status::text from procrastinate_jobs where task_name = %s and args ->> 'message_id' = %s",
            [TASK, str(message_id)],
        )
        return [row[0] for row in cursor.fetchall()]
