"""What is kept for named people only, for whoever decides that in the organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from hearth.access.queries import NOWHERE, may
from hearth.core.actors import Actor
from hearth.families.models import Restriction, SourceRecord
from hearth.families.queries.people import seen_of


def restrictions_of(actor: Actor) -> QuerySet[Restriction]:
    """Those that the actor's organisation decided and that hold, the newest first."""
    if not may(actor, "families.restrict"):
        return Restriction.objects.none()
    return (
        Restriction.objects.filter(organisation_id=actor.organisation_id or NOWHERE, ended_at=None)
        .prefetch_related("readers__user")
        .order_by("-created_at")
    )


def restrictions_to_review(actor: Actor, *, today: date) -> QuerySet[Restriction]:
    """Those whose day to be looked at again has come, the longest waiting first."""
    return restrictions_of(actor).filter(review_on__lte=today).order_by("review_on", "created_at")


def whom_they_keep(actor: Actor, rows: Collection[Restriction], *, today: date) -> dict[UUID, SourceRecord]:
    """The records that are kept, of people whom the actor may see: who is not named does not learn who it is."""
    return {record.pk: record for record in seen_of(actor, [row.source_record_id for row in rows], today=today)}
