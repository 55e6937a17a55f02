"""What whoever decides about links may see: pairs that wait, and what was decided. Both records must be visible."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import F, QuerySet

from hearth.access.queries import may_everywhere
from hearth.core.actors import Actor
from hearth.families.models import LinkCandidate, LinkDecision, Origin, Verdict
from hearth.families.queries.people import LINK, KeptFromReader, may_be_compared

MOST = 100
Pair = TypeVar("Pair", LinkCandidate, LinkDecision)


def candidates_visible_to(actor: Actor, *, today: date) -> QuerySet[LinkCandidate]:
    """Pairs that may be of one person and that nobody has decided about, the likeliest first."""
    if not may_everywhere(actor, LINK):
        return LinkCandidate.objects.none()
    return (
        _both_seen(LinkCandidate.objects.filter(closed_at=None), actor, today)
        .select_related("record_a__source_organisation", "record_b__source_organisation")
        .order_by("-probability", "created_at")
    )


def decisions_visible_to(actor: Actor, *, today: date) -> QuerySet[LinkDecision]:
    """What stands decided, by members and by the model, the newest first."""
    if not may_everywhere(actor, LINK):
        return LinkDecision.objects.none()
    return (
        _both_seen(LinkDecision.objects.all(), actor, today)
        .select_related("record_a__source_organisation", "record_b__source_organisation")
        .order_by("-created_at")
    )


def _both_seen(rows: QuerySet[Pair], actor: Actor, today: date) -> QuerySet[Pair]:
    both = [may_be_compared(actor, today=today, path=f"{one}__") for one in ("record_a", "record_b")]
    return rows.filter(*both).exclude(KeptFromReader(F("record_a"))).exclude(KeptFromReader(F("record_b")))


def to_split(actor: Actor, *, today: date) -> QuerySet[LinkDecision]:
    """What a member decided that stands in people with two NHS numbers: one of these links is wrong, or a number is.
    Only the database knows which people these are: numbers are not shown to whoever links."""
    with connection.cursor() as cursor:
        cursor.execute("select * from families_two_numbers()")
        people = [row[0] for row in cursor.fetchall()]
    return decisions_visible_to(actor, today=today).filter(
        record_a__link__person__in=people, origin=Origin.PERSON, verdict=Verdict.SAME, revoked_at=None
    )
