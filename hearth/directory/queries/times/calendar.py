"""Days as a council and the country know them: school terms and bank holidays. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hearth.core.bank_holidays import bank_holidays

LONGEST_HOLIDAY_DAYS = 70  # a longer gap between two terms is one that nobody has filled in
LAST_OF_SCHOOL_YEAR = (8, 31)
SUMMER_TERM_ENDS_FROM = 6  # a term that ends in June or later is a year's last


@dataclass(frozen=True, slots=True, order=True)
class TermDates:
    """One stretch of school days, both days included."""

    first_day: date
    last_day: date
    name: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A council's school terms, in order, and England's bank holidays."""

    terms: tuple[TermDates, ...] = ()
    bank_holidays: Mapping[date, str] = field(default_factory=bank_holidays)

    def is_term(self, day: date) -> bool | None:
        """Whether schools are open about this day; weekends within a term count. None: no dates are known for it.

        Between two known terms are holidays. After the last one nothing is known, but for the summer: the school year
        ends on 31 August.
        """
        at = bisect_right(self.terms, day, key=lambda term: term.first_day)
        if at == 0:
            return None
        before = self.terms[at - 1]
        if day <= before.last_day:
            return True
        if at < len(self.terms) and (self.terms[at].first_day - before.last_day).days <= LONGEST_HOLIDAY_DAYS:
            return False
        ends_year = before.last_day.month >= SUMMER_TERM_ENDS_FROM
        return False if ends_year and day <= date(before.last_day.year, *LAST_OF_SCHOOL_YEAR) else None

    def next_term(self, day: date) -> TermDates | None:
        """The first term that starts after this day."""
        at = bisect_right(self.terms, day, key=lambda term: term.first_day)
        return self.terms[at] if at < len(self.terms) else None

    def is_bank_holiday(self, day: date) -> bool:
        """Whether it is one, as far as they are published."""
        return day in self.bank_holidays


UNKNOWN_CALENDAR = Calendar()
