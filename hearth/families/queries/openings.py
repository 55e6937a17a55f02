"""What was opened in an emergency: by oneself, and for whoever answers for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from hearth.access.queries import NOWHERE, may, may_everywhere
from hearth.core.actors import Actor
from hearth.families.models import Opening

ANSWER = "families.answer_access"
SHOWN_FOR = timedelta(days=7)  # a review, to the member whose opening it is about


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


def own_openings(actor: Actor, *, now: datetime) -> QuerySet[Opening]:
    """What the member opened and has not done with: open still, waiting for a review, or reviewed of late. The newest
    first."""
    is_live = Q(until__gt=now) | Q(review=None) | Q(review__created_at__gt=now - SHOWN_FOR)
    return openings_visible_to(actor).filter(
        is_live, user_id=actor.user_id or NOWHERE, organisation_id=actor.organisation_id or NOWHERE
    )


def open_for(actor: Actor, records: Collection[UUID], *, now: datetime) -> list[Opening]:
    """What stands open to the member of the person of these records, the longest open first."""
    mine = own_openings(actor, now=now).filter(source_record_id__in=records, until__gt=now)
    return list(mine.order_by("-until"))
