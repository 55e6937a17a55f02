"""What is sealed about a person, for the people whom it names; and whom in the organisation one may name."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from hearth.access.queries import NOWHERE, organisations_where
from hearth.core.actors import Actor
from hearth.families.models import PersonLink, SealedPart, SealedReader


def sealed_visible_to(actor: Actor) -> QuerySet[SealedPart]:
    """Parts that name the actor, of the organisation for which they work now."""
    mine = SealedReader.objects.filter(user_id=actor.user_id or NOWHERE)
    return SealedPart.objects.filter(
        pk__in=mine.values("part_id"), organisation__in=organisations_where(actor, "families.view")
    )


def sealed_of(actor: Actor, person: UUID) -> QuerySet[SealedPart]:
    """Those about one person, whichever of the person's records they name, the newest first."""
    records = PersonLink.objects.filter(person=person).values("pk")
    return (
        sealed_visible_to(actor).filter(source_record__in=records).prefetch_related("readers").order_by("-created_at")
    )


def seal_colleagues() -> dict[UUID, str]:
    """Names of those in the reader's organisation who see families, by their ids; the reader among them."""
    with connection.cursor() as cursor:
        cursor.execute("select user_id, name from hearth_seal_colleagues() order by name")
        return dict(cursor.fetchall())
