"""One schedule as a rule: which days it names. Pure; school terms, exceptions and closures come in timetable.py."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from hearth.directory.models import BankHolidays

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Rule:
    """Weekly on `byday`; or monthly on the `week_of_month`th such day (-1 is the last) or on `days_of_month` (-1 is the
    last day). `interval` counts weeks (Monday to Sunday) or months from that of `valid_from`. Both ends included.

    `closes` at or before `opens` is on the day after; midnight to midnight is a whole day and night.
    """

    byday: tuple[str, ...] = ()
    monthly: bool = False
    week_of_month: int | None = None
    opens: time | None = None
    closes: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    term_time_only: bool = False
    notes: str = ""
    interval: int = 1
    days_of_month: tuple[int, ...] = ()
    bank_holidays: str = BankHolidays.UNKNOWN.value
    holidays_only: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it names days at all. "Once a month" without saying when names none."""
        if self.monthly:
            return bool(self.days_of_month or (self.byday and self.week_of_month))
        return bool(self.byday)

    @property
    def week_unknown(self) -> bool:
        """Every other week, and nobody said which: every such day may be one."""
        return self.interval > 1 and self.valid_from is None

    def happens_on(self, day: date) -> bool:
        """Whether the rule names that day: before school holidays, bank holidays and exceptions."""
        if not self.is_dated or not self._is_valid(day) or self._is_off_turn(day):
            return False
        if self.byday and WEEKDAYS[day.weekday()] not in self.byday:
            return False
        if not self.monthly:
            return True
        length = monthrange(day.year, day.month)[1]
        if self.days_of_month:
            return day.day in self.days_of_month or day.day - length - 1 in self.days_of_month
        return self.week_of_month in ((day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1))

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days that it names from `first` to `last`, both included, in order."""
        if not self.is_dated:
            return
        first = max(first, self.valid_from) if self.valid_from else first
        last = min(last, self.valid_to) if self.valid_to else last
        if self.monthly:
            for ahead in range((last - first).days + 1):
                day = first + timedelta(days=ahead)
                if self.happens_on(day):
                    yield day
            return
        steps = sorted(WEEKDAYS.index(letters) for letters in set(self.byday) if letters in WEEKDAYS)
        monday = first - timedelta(days=first.weekday())
        while monday <= last:
            if not self._is_off_turn(monday):
                for step in steps:
                    day = monday + timedelta(days=step)
                    if first <= day <= last:
                        yield day
            monday += timedelta(days=7)

    def _is_valid(self, day: date) -> bool:
        return not ((self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to))

    def _is_off_turn(self, day: date) -> bool:
        """Whether the day lies in a week or month that the interval leaves out."""
        if self.interval < 2 or self.valid_from is None:
            return False
        start = self.valid_from
        if self.monthly:
            return ((day.year - start.year) * 12 + day.month - start.month) % self.interval != 0
        weeks = (day - timedelta(days=day.weekday())) - (start - timedelta(days=start.weekday()))
        return weeks.days // 7 % self.interval != 0
