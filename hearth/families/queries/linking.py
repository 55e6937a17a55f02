"""What whoever decides about links may see: pairs that wait, and what was decided. Both records must be visible."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from hearth.access.queries import may_everywhere
from hearth.core.actors import Actor
from hearth.families.models import LinkCandidate, LinkDecision, Origin, Verdict
from hearth.families.queries.people import LINK, records_visible_to

MOST = 100


def candidates_visible_to(actor: Actor, *, today: date) -> QuerySet[LinkCandidate]:
    """Pairs that may be of one person and that nobody has decided about, the likeliest first."""
    if not may_everywhere(actor, LINK):
        return LinkCandidate.objects.none()
    seen = records_visible_to(actor, today=today)
    return (
        LinkCandidate.objects.filter(closed_at=None, record_a__in=seen, record_b__in=seen)
        .select_related("record_a__source_organisation", "record_b__source_organisation")
        .order_by("-probability", "created_at")
    )


def decisions_visible_to(actor: Actor, *, today: date) -> QuerySet[LinkDecision]:
    """What stands decided, by members and by the model, the newest first."""
    if not may_everywhere(actor, LINK):
        return LinkDecision.objects.none()
    seen = records_visible_to(actor, today=today)
    return (
        LinkDecision.objects.filter(record_a__in=seen, record_b__in=seen)
        .select_related("record_a__source_organisation", "record_b__source_organisation")
        .order_by("-created_at")
    )


def to_split(actor: Actor, *, today: date) -> QuerySet[LinkDecision]:
    """What a member decided that stands in people with two NHS numbers: one of these links is wrong, or a number is.
    Only the database knows which people these are: numbers are not shown to whoever links."""
    with connection.cursor() as cursor:
        cursor.execute("select * from families_two_numbers()")
        people = [row[0] for row in cursor.fetchall()]
    return decisions_visible_to(actor, today=today).filter(
        record_a__link__person__in=people, origin=Origin.PERSON, verdict=Verdict.SAME, revoked_at=None
    )
