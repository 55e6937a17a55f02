"""What is owed next, and by when: of one referral, and for the database of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, DateField, F, Q, QuerySet, When

from hearth.core import working_days
from hearth.referrals import clocks
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Due:
    """The answer that a referral waits for: which clock, by when, and how it stands today."""

    clock: str
    by: date

    def is_late(self, today: date) -> bool:
        return today > self.by

    def is_soon(self, today: date) -> bool:
        """Whether it is due today or on the next working day."""
        return not self.is_late(today) and self.by <= working_days.after(today, 1)


def due(referral: Referral) -> Due | None:
    """What is owed next: to open it, to decide, to make first contact, to answer, to review; nothing when no clock
    runs."""
    clock = machine().states[referral.state].clock
    if not clock:
        return None
    if clock == "decide" and referral.acknowledged_at is None:
        return Due("acknowledge", referral.acknowledge_by)
    by = clocks.of(referral, clock)
    return Due(clock, by) if by else None


def due_filter(*, before: date) -> Q:
    """Referrals whose running clock ends before a day: the same rule as `due`, for the database."""
    q = Q(pk__in=[])
    for code, state in machine().states.items():
        if state.clock == "decide":
            q |= Q(state=code, acknowledged_at__isnull=True, acknowledge_by__lt=before)
        if state.clock:
            q |= Q(state=code, **{f"{clocks.field(state.clock)}__lt": before})
    return q


def late_filter(today: date) -> Q:
    """Referrals whose running clock has passed."""
    return due_filter(before=today)


def soon_filter(today: date) -> Q:
    """Referrals that are due today or on the next working day, and not late."""
    return due_filter(before=working_days.after(today, 1) + timedelta(days=1)) & ~late_filter(today)


def with_due(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """The same referrals with `due_by`: the day of the running clock, null where none runs."""
    whens = []
    for code, state in machine().states.items():
        if state.clock == "decide":
            whens.append(When(state=code, acknowledged_at__isnull=True, then=F("acknowledge_by")))
        if state.clock:
            whens.append(When(state=code, then=F(clocks.field(state.clock))))
    return rows.annotate(due_by=Case(*whens, default=None, output_field=DateField()))
