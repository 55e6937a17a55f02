"""Staff's notes on a service: written, changed, found useful, taken down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory.events import NoteChanged, NoteRemoved, NoteWritten
from hearth.directory.models import NoteMark, Service, ServiceNote
from hearth.directory.queries import notes as queries

SUBJECT = "note"


@transaction.atomic
def write(*, service_id: UUID, words: str, by: Actor, now: datetime) -> ServiceNote:
    """Tell colleagues something of a service. Raises Service.DoesNotExist, also for whoever may not read notes."""
    if not may(by, queries.NOTES):
        raise Service.DoesNotExist
    service = Service.objects.get(pk=service_id)
    assert by.user_id is not None and by.organisation_id is not None
    note = ServiceNote.objects.create(
        created_at=now,
        service=service,
        organisation_id=by.organisation_id,
        author_id=by.user_id,
        author_name=by.name,
        words=words.strip(),
    )
    _log("directory.note_written", note, by)
    events.publish(NoteWritten(note_id=note.pk, service_id=service_id), by=by)
    return note


@transaction.atomic
def change(*, note_id: UUID, words: str, by: Actor, now: datetime) -> ServiceNote:
    """Put an own note in other words. Raises ServiceNote.DoesNotExist for any other."""
    note = queries.own_notes(by).select_for_update().get(pk=note_id)
    if words.strip() != note.words:
        note.words = words.strip()
        note.edited_at = now
        note.save(update_fields=["words", "edited_at"])
        _log("directory.note_changed", note, by)
        events.publish(NoteChanged(note_id=note.pk, service_id=note.service_id), by=by)
    return note


@transaction.atomic
def remove(*, note_id: UUID, reason: str = "", by: Actor, now: datetime) -> ServiceNote:
    """Take a note down; its words are gone at once. An author needs no reason; of somebody else's note the author
    reads it. Raises ServiceNote.DoesNotExist for one that the actor may not take down, ValueError without a reason."""
    note = queries.removable_notes(by).select_for_update().get(pk=note_id)
    own = note.author_id == by.user_id
    if not own and not reason.strip():
        raise ValueError("Say why it is taken down.")
    note.words = ""
    note.removed_at = now
    note.removed_by = by.name
    note.removed_reason = "" if own else reason.strip()
    note.save(update_fields=["words", "removed_at", "removed_by", "removed_reason"])
    _log("directory.note_removed", note, by, own=own)
    events.publish(NoteRemoved(note_id=note.pk, service_id=note.service_id), by=by)
    return note


@transaction.atomic
def mark(*, note_id: UUID, useful: bool, by: Actor, now: datetime) -> None:
    """Say that a colleague's note is useful, or take that back. One's own counts for nothing. Raises
    ServiceNote.DoesNotExist."""
    note = queries.notes_visible_to(by).filter(removed_at__isnull=True).get(pk=note_id)
    if note.author_id == by.user_id or by.user_id is None:
        return
    if useful:
        NoteMark.objects.bulk_create([NoteMark(created_at=now, note=note, user_id=by.user_id)], ignore_conflicts=True)
    else:
        NoteMark.objects.filter(note=note, user_id=by.user_id).delete()


def _log(action: str, note: ServiceNote, by: Actor, **detail: bool) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=note.organisation_id,
        subject_type=SUBJECT,
        subject_id=note.pk,
        detail={"service": str(note.service_id), **detail},
    )
