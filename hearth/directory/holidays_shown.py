"""What the page of school holidays shows: terms, the holidays between them, and bank holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from hearth.core.bank_holidays import bank_holiday_words, bank_holidays
from hearth.core.words import date_words
from hearth.directory.queries.school import calendars, council_names
from hearth.directory.queries.times import Calendar
from hearth.directory.queries.times.calendar import LONGEST_HOLIDAY_DAYS
from hearth.directory.whatson_asked import FAR_AHEAD_DAYS, AskedWhen

BANK_HOLIDAYS_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Stretch:
    """School days, or holidays, both days included."""

    name: str
    words: str
    is_holiday: bool
    is_now: bool
    whats_on_url: str = ""


@dataclass(frozen=True, slots=True)
class SchoolDates:
    """The dates of one council's schools: what holds today, and what is to come by school year."""

    council: str
    now: str
    years: list[tuple[str, list[Stretch]]]


def page(today: date) -> dict[str, Any]:
    """Everything of the page."""
    known = calendars()
    names = council_names(known.of_council)
    dates = [
        SchoolDates(names.get(code, ""), now_words(calendar, today), _years(calendar, today))
        for code, calendar in sorted(known.of_council.items(), key=lambda pair: (pair[0] != "", names.get(pair[0], "")))
    ]
    ahead = [day for day in bank_holidays() if day >= today][:BANK_HOLIDAYS_SHOWN]
    return {
        "dates": [one for one in dates if one.years],
        "several": len(dates) > 1,
        "bank_holidays": [(date_words(day), bank_holiday_words(day)) for day in ahead],
    }


def now_words(calendar: Calendar, today: date) -> str:
    """What today is, and when that ends; empty where no dates are known for it."""
    is_term = calendar.is_term(today)
    if is_term is None:
        return ""
    if is_term:
        ends = next(term.last_day for term in calendar.terms if term.first_day <= today <= term.last_day)
        return _("It is term time. School breaks up on %(day)s.") % {"day": date_words(ends)}
    starts = calendar.next_term(today)
    if starts is None:
        return _("It is the school holidays.")
    return _("It is the school holidays. School starts again on %(day)s.") % {"day": date_words(starts.first_day)}


def _years(calendar: Calendar, today: date) -> list[tuple[str, list[Stretch]]]:
    """(school year, its terms and holidays in order), from the present one on; holidays stand with the term before."""
    grouped: dict[str, list[Stretch]] = {}
    after = [*calendar.terms[1:], None]
    for term, follows in zip(calendar.terms, after, strict=True):
        rows = grouped.setdefault(term.year, [])
        if term.last_day >= today:
            rows.append(_stretch(term.name, term.first_day, term.last_day, today, is_holiday=False))
        if follows and (follows.first_day - term.last_day).days <= LONGEST_HOLIDAY_DAYS:
            first, last = term.last_day + timedelta(days=1), follows.first_day - timedelta(days=1)
            if first <= last and last >= today:
                rows.append(_stretch(holiday_name(first), first, last, today, is_holiday=True))
    return [(year, rows) for year, rows in grouped.items() if rows]


def _stretch(name: str, first: date, last: date, today: date, *, is_holiday: bool) -> Stretch:
    words = _("%(first)s to %(last)s") % {"first": date_words(first), "last": date_words(last)}
    shown = max(first, today)
    while shown.weekday() > 4 and shown < last:  # the first weekday of it
        shown += timedelta(days=1)
    soon = is_holiday and shown <= today + timedelta(days=FAR_AHEAD_DAYS)
    url = AskedWhen(when=shown.isoformat()).address() if soon else ""
    return Stretch(name, words, is_holiday, first <= today <= last, url)


def holiday_name(first: date) -> str:
    """What the holidays are called that start about this day."""
    if first.month in (10, 11):
        return _("Autumn half term")
    if first.month in (12, 1):
        return _("Christmas holidays")
    if first.month == 2:
        return _("February half term")
    if first.month in (3, 4):
        return _("Easter holidays")
    if first.month in (5, 6):
        return _("May half term")
    return _("Summer holidays")
