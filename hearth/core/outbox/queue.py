"""Putting a message into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import connection

from hearth.core import clock
from hearth.core.models import Channel, MessageStatus, OutboxMessage
from hearth.core.outbox.sending import defer


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that are due and not sent, and the age in seconds of the oldest (0 when there is none)."""

    count: int
    oldest_seconds: int


def queue(
    *,
    key: str,
    channel: Channel,
    recipient: str,
    body: str,
    purpose: str,
    subject: str = "",
    language: str = "en",
    not_before: datetime | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    organisation_id: UUID | None = None,
    held: bool = False,
    safe_from: time | None = None,
    safe_until: time | None = None,
    safe_contact_id: UUID | None = None,
    forgets: bool = False,
    one_click: str = "",
) -> OutboxMessage:
    """Write a message and defer its sending, in the caller's transaction. The same `key` twice is one message.

    `subject` and a text's words must say nothing of a person or a need: phones lie on tables (TRUST 12). `held`
    writes it for the record without ever sending (the safe-contact rule said no). With safe hours it leaves in them
    only, however often it has to be tried. `forgets` empties the address and the words as soon as it has been sent.
    `one_click` is the address to which a mail program posts when its reader wants no more of these (RFC 8058).
    """
    at = clock.now()
    message = OutboxMessage(
        key=key,
        created_at=at,
        channel=channel,
        recipient=recipient,
        subject=subject,
        body=body,
        language=language,
        purpose=purpose,
        not_before=not_before or at,
        subject_type=subject_type,
        subject_id=subject_id,
        organisation_id=organisation_id,
        safe_from=safe_from,
        safe_until=safe_until,
        safe_contact_id=safe_contact_id,
        forgets=forgets,
        one_click=one_click,
        status=MessageStatus.HELD if held else MessageStatus.QUEUED,
    )
    created = OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)[0]
    if not held:
        defer(created.id, at=created.not_before)
    return created


def backlog() -> Backlog:
    """How many messages are due and waiting, counted by a function of the database that shows no message."""
    with connection.cursor() as cursor:
        cursor.execute("select waiting, oldest_seconds from core_outbox_backlog()")
        row = cursor.fetchone()
    assert row is not None
    return Backlog(int(row[0]), int(row[1]))


def hold_for(*, subject_id: UUID, other_than: UUID) -> int:
    """Hold back what still waits for a family about a subject and was decided by another safe contact than this one.

    They have said anew how they may be reached, and the old way may no longer be safe. Returns how many were held.
    """
    with connection.cursor() as cursor:
        cursor.execute("select core_outbox_hold(%s, %s)", [subject_id, other_than])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
