"""Reading the log. Pages show what these return; no rule of the product reads the log."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from hearth.audit.models import Entry
from hearth.core.actors import Actor

IN_LIST = "_in_list"  # how an action ends that speaks of one record of a list: "families.taken_in_list"


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Entries about the actor's organisation's records, or about what its own people did; newest first.

    Row security says the same again, and asks for the permission too.
    """
    mine = Q(organisation_id=actor.organisation_id) | Q(actor_organisation_id=actor.organisation_id)
    if actor.organisation_id is None:
        return Entry.objects.none()
    return Entry.objects.filter(mine).order_by("-created_at", "-id")


def without_lists(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without the entries that say of each record that it was in a list: the list itself has one."""
    return entries.exclude(action__endswith=IN_LIST)


def entries_about(actor: Actor, subject_id: UUID) -> QuerySet[Entry]:
    """The story of one record: who looked at it or changed it, newest first."""
    return entries_visible_to(actor).filter(subject_id=subject_id)
