"""Who is kept for named people only, for whoever decides that in the organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from hearth.access.queries import NOWHERE, may
from hearth.core.actors import Actor
from hearth.families.models import Restriction, RestrictionKind


def restrictions_of(actor: Actor) -> QuerySet[Restriction]:
    """Those that the actor's organisation decided and that hold, the newest first."""
    if not may(actor, "families.restrict"):
        return Restriction.objects.none()
    return (
        Restriction.objects.filter(
            organisation_id=actor.organisation_id or NOWHERE, kind=RestrictionKind.RESTRICTED, ended_at=None
        )
        .prefetch_related("readers__user")
        .order_by("-created_at")
    )
