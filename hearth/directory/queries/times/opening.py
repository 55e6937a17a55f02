"""When a hub's doors are open: its week, the days on which it is shut, and bank holidays. Pure, in London time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hearth.core.bank_holidays import bank_holidays
from hearth.core.clock import LONDON
from hearth.directory.models import BankHolidays
from hearth.directory.queries.times.timetable import Shut

OPENS_WITHIN_DAYS = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of opening on a weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A hub's opening. `hours` are of a usual week; `shut` are days on which it is shut all day."""

    hours: tuple[Hours, ...] = ()
    shut: tuple[Shut, ...] = ()
    on_bank_holidays: str = BankHolidays.UNKNOWN.value
    bank_holidays: Mapping[date, str] = field(default_factory=bank_holidays)

    def usual(self, day: date) -> list[Hours]:
        """What a usual week says of that day, in order."""
        return sorted((h for h in self.hours if h.weekday == day.weekday()), key=lambda h: h.opens)

    def on(self, day: date) -> list[Hours]:
        """When it is open on a day, in order. Where nobody said what holds on a bank holiday, it is not open then."""
        return [] if self.shut_on(day) or self.is_doubtful(day) or self._shut_for_bank_holiday(day) else self.usual(day)

    def shut_on(self, day: date) -> Shut | None:
        """The closure that holds on a day."""
        return next((shut for shut in self.shut if shut.holds_on(day)), None)

    def is_doubtful(self, day: date) -> bool:
        """A bank holiday on which it may be open or not: nobody said so."""
        return (
            day in self.bank_holidays
            and self.on_bank_holidays == BankHolidays.UNKNOWN
            and bool(self.usual(day))
            and self.shut_on(day) is None
        )

    def _shut_for_bank_holiday(self, day: date) -> bool:
        return day in self.bank_holidays and self.on_bank_holidays == BankHolidays.CLOSED

    def is_shut_unusually(self, day: date) -> bool:
        """Whether it is shut on a day on which it usually opens."""
        return bool(self.usual(day)) and (self.shut_on(day) is not None or self._shut_for_bank_holiday(day))

    def open_stretch(self, now: datetime) -> Hours | None:
        """The stretch of opening in which the moment lies."""
        here = now.astimezone(LONDON)
        return next((h for h in self.on(here.date()) if h.opens <= here.time() < h.closes), None)

    def next_opening(self, now: datetime) -> tuple[date, Hours] | None:
        """The next time that the doors open after this moment."""
        here = now.astimezone(LONDON)
        for ahead in range(OPENS_WITHIN_DAYS):
            day = here.date() + timedelta(days=ahead)
            later = [h for h in self.on(day) if ahead or h.opens > here.time()]
            if later:
                return day, later[0]
        return None

    def closures(self, first: date, last: date) -> list[Shut]:
        """The closures that touch the days from `first` to `last`, those that meet or overlap made one; single bank
        holidays on which it is known to be shut among them."""
        known = [
            shut for shut in self.shut if shut.first_day <= last and (shut.last_day is None or shut.last_day >= first)
        ]
        alone = [
            Shut(day, day, "")
            for day in self.bank_holidays
            if first <= day <= last and self.is_shut_unusually(day) and self.shut_on(day) is None
        ]
        return _joined(sorted([*known, *alone], key=lambda shut: (shut.first_day, shut.words == "")))

    def doubtful(self, first: date, last: date) -> list[date]:
        """The bank holidays in these days on which nobody said whether it is open."""
        return [day for day in self.bank_holidays if first <= day <= last and self.is_doubtful(day)]


def _joined(shuts: Sequence[Shut]) -> list[Shut]:
    """Stretches with the same words (or none) that meet or overlap made one."""
    made: list[Shut] = []
    for shut in shuts:
        before = made[-1] if made else None
        if before and _meets(before, shut) and (shut.words in ("", before.words) or not before.words):
            ends = [before.last_day, shut.last_day]
            last = None if None in ends else max(day for day in ends if day)
            made[-1] = Shut(before.first_day, last, before.words or shut.words)
        else:
            made.append(shut)
    return made


def _meets(before: Shut, shut: Shut) -> bool:
    return before.last_day is None or shut.first_day <= before.last_day + timedelta(days=1)


def is_open(opening: Opening, now: datetime) -> bool:
    """Whether the doors are open at this moment."""
    return opening.open_stretch(now) is not None
