"""What was opened in an emergency: by oneself, and for whoever answers for it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hearth.access.queries import NOWHERE, may, may_everywhere
from hearth.core.actors import Actor
from hearth.families.models import Opening

ANSWER = "families.answer_access"


def openings_visible_to(actor: Actor) -> QuerySet[Opening]:
    """The member's own; those of the organisation's people for its information lead; all for the host's."""
    rows = Opening.objects.select_related("organisation", "review").order_by("-created_at")
    if may_everywhere(actor, ANSWER):
        return rows
    mine = Q(user_id=actor.user_id or NOWHERE)
    if may(actor, ANSWER):
        mine |= Q(organisation_id=actor.organisation_id or NOWHERE)
    return rows.filter(mine)


def openings_to_review(actor: Actor) -> QuerySet[Opening]:
    """Those that wait for the actor's review, the oldest first."""
    if not may(actor, ANSWER):
        return Opening.objects.none()
    return (
        openings_visible_to(actor).filter(review=None).exclude(user_id=actor.user_id or NOWHERE).order_by("created_at")
    )
