"""Helpers of the freshness tests: listings confirmed so many days ago, and the ladder walked day by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

from hearth.core import actors, clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.directory import links
from hearth.directory.actions import reminding, standing
from hearth.directory.models import FreshnessStep, Reminder, Service
from hearth.directory.tests.factories import make_service

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday; 6 months before it is 2 September
BY = actors.job("freshness")


def made(confirmed_days_ago: int | None, *, now: datetime = NOW, **values: Any) -> Service:
    """A listing that was last confirmed so many days ago; never, for None."""
    at = None if confirmed_days_ago is None else now - timedelta(days=confirmed_days_ago)
    with clock.standing_at(now):
        return make_service(assured_at=at, **values)


def morning(now: datetime = NOW) -> int:
    """What the job does on a morning; how many letters were written."""
    with clock.standing_at(now):
        standing.nightly(now=now, by=BY)
        return reminding.remind_all(now=now, by=BY)


def mornings(start: datetime, days: int, every: int = 1) -> datetime:
    """Every morning, or every so many, from `start` for so many days; the last of them."""
    for number in range(0, days + 1, every):
        morning(start + timedelta(days=number))
    return start + timedelta(days=days)


def standing_of(service: Service) -> str:
    """Where it stands now."""
    with as_owner():
        return Service.objects.get(pk=service.pk).standing


def steps_of(service: Service) -> list[str]:
    """What was done about it, oldest first."""
    with as_owner():
        return list(FreshnessStep.objects.filter(service=service).values_list("step", flat=True))


def letters_to(organisation: Any) -> list[Reminder]:
    """The letters to an organisation, oldest first."""
    with as_owner():
        return list(Reminder.objects.filter(organisation=organisation).order_by("created_at"))


def emails() -> list[OutboxMessage]:
    """All reminders in the outbox, oldest first."""
    with as_owner():
        return list(OutboxMessage.objects.filter(purpose="directory.reminder").order_by("created_at"))


def link_of(reminder: Reminder) -> str:
    """The path of a letter's link."""
    return reverse("directory:asked", args=[links.token_for(reminder.pk)])
