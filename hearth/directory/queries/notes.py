"""Reading staff's notes on services. No public page, file, search or interface asks here; row security shows them only
to members whose role has `directory.notes`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hearth.access.queries import NOWHERE, may, may_everywhere
from hearth.core.actors import Actor
from hearth.directory.models import NoteMark, ServiceNote
from hearth.directory.queries.merged import taken_in

NOTES, OVERSEES = "directory.notes", "directory.approve"


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note as staff read it, and what the reader may do with it."""

    id: UUID
    words: str
    author: str
    organisation: str
    written_at: datetime
    edited_at: datetime | None
    useful: int
    marked: bool  # by the reader
    own: bool
    may_remove: bool
    removed_by: str = ""
    removed_reason: str = ""


def notes_visible_to(actor: Actor) -> QuerySet[ServiceNote]:
    """All notes, of every organisation, for whoever may read notes."""
    return ServiceNote.objects.all() if may(actor, NOTES) else ServiceNote.objects.none()


def own_notes(actor: Actor) -> QuerySet[ServiceNote]:
    """The actor's own notes that still stand."""
    return notes_visible_to(actor).filter(author_id=actor.user_id or NOWHERE, removed_at__isnull=True)


def removable_notes(actor: Actor) -> QuerySet[ServiceNote]:
    """Own notes; all of them for the network's directory editors."""
    rows = notes_visible_to(actor).filter(removed_at__isnull=True)
    return rows if may_everywhere(actor, OVERSEES) else rows.filter(author_id=actor.user_id or NOWHERE)


def notes_on(service_id: UUID, actor: Actor) -> list[NoteFacts]:
    """The notes on a service and on those that it took in, most useful first, then newest; of the reader's own also
    those that somebody else took down, last."""
    mark = NoteMark.objects.filter(note=OuterRef("pk"), user_id=actor.user_id or NOWHERE)
    rows = (
        notes_visible_to(actor)
        .filter(service_id__in=taken_in(service_id))
        .filter(Q(removed_at__isnull=True) | Q(author_id=actor.user_id or NOWHERE) & ~Q(removed_reason=""))
        .select_related("organisation")
        .annotate(useful=Count("marks"), marked=Exists(mark))
        .order_by("removed_at", "-useful", "-created_at")
    )
    overall = may_everywhere(actor, OVERSEES)
    return [
        NoteFacts(
            id=row.pk,
            words=row.words,
            author=row.author_name,
            organisation=row.organisation.name,
            written_at=row.created_at,
            edited_at=row.edited_at,
            useful=row.useful,
            marked=row.marked,
            own=row.author_id == actor.user_id,
            may_remove=row.removed_at is None and (overall or row.author_id == actor.user_id),
            removed_by=row.removed_by,
            removed_reason=row.removed_reason,
        )
        for row in rows
    ]
