"""The waiting list of a service: who comes next, and where one request stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.referrals.models import Referral, State

ENOUGH = 3  # starts in 90 days without which nothing is said of how long it takes
DAYS = 90


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands on its waiting list: 1 is next. `started` counts who began from it in the last 90 days,
    `median_days` is how many days the middle one of them had waited."""

    place: int
    waiting: int
    started: int
    median_days: int

    @property
    def weeks(self) -> int | None:
        """In how many weeks its turn comes, at the pace of the last 90 days; None where too few began to tell."""
        if self.started < ENOUGH:
            return None
        return max(1, round(self.place * DAYS / self.started / 7))


def place_in_line(referral: Referral, now: datetime) -> Place | None:
    """The place of a waiting request, for whoever may see it: its family, its sender, its service. Else None."""
    if referral.state != State.WAITING:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from hearth_place_in_line(%s, %s)", [referral.pk, now])
        row = cursor.fetchone()
    return Place(*row) if row else None


def line(actor: Actor, service_id: UUID) -> QuerySet[Referral]:
    """The waiting list of a service of the actor's organisation, in order: priority first, then who asked first."""
    return (
        Referral.objects.filter(
            provider_id__in=organisations_where(actor, "referrals.view"), service_id=service_id, state=State.WAITING
        )
        .annotate(turn=Case(When(priority="", then=Value(1)), default=Value(0), output_field=IntegerField()))
        .order_by("turn", "sent_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a service, how many of them are due for a review, and since when the first asked."""

    service_id: UUID
    name: str
    waiting: int
    late: int
    first_asked: datetime


def waiting_by_service(actor: Actor, today: date) -> list[Waiting]:
    """The waiting lists of the actor's organisation, longest first."""
    rows = Referral.objects.filter(
        provider_id__in=organisations_where(actor, "referrals.view"), state=State.WAITING
    ).values_list("service_id", "service__name")
    counted = rows.annotate(n=Count("id"), late=Count("id", filter=Q(review_by__lt=today)), first=Min("sent_at"))
    return [Waiting(*row) for row in counted.order_by("-n", "service__name")]
