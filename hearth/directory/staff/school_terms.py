"""School terms as those who keep them see them: by year, with what looks wrong, and next year's as a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.core.bank_holidays import bank_holiday_words, bank_holidays
from hearth.core.words import date_words
from hearth.directory.actions.school_terms import TermValues
from hearth.directory.models import SchoolTerm
from hearth.directory.queries.times.calendar import LONGEST_HOLIDAY_DAYS, SUMMER_TERM_ENDS_FROM

DATES_LEFT = timedelta(weeks=8)  # fewer than these: it is time to add the next year
LONGEST_BREAK_DAYS = 23  # within a school year: more looks like a term left out
LONGEST_TERM_DAYS = 63  # more looks like a half term left out
A_YEAR = timedelta(weeks=52)
SCHOOL_STARTS_IN = 9  # never before September: then 53 weeks on
SHUT_FOR_ALL = ("Good Friday", "Easter Monday", "Christmas Day", "Boxing Day", "New Year’s Day")


@dataclass(frozen=True, slots=True)
class YearOfTerms:
    """A school year, oldest term first."""

    name: str
    terms: list[SchoolTerm]
    is_past: bool


def years(terms: Sequence[SchoolTerm], today: date) -> list[YearOfTerms]:
    """By school year: the present and later ones first, in order; then the past, newest first."""
    grouped: dict[str, list[SchoolTerm]] = {}
    for term in sorted(terms, key=lambda term: term.first_day):
        grouped.setdefault(term.year, []).append(term)
    made = [YearOfTerms(name, rows, rows[-1].last_day < today) for name, rows in grouped.items()]
    return [year for year in made if not year.is_past] + [year for year in reversed(made) if year.is_past]


def running_out(terms: Sequence[SchoolTerm], today: date) -> str:
    """That the dates end soon, or have ended; empty while there are enough."""
    if not terms:
        return _("There are no school terms yet. Until there are, families read “in term time” without dates.")
    last = max(term.last_day for term in terms)
    if last < today:
        return _("The last school term ended on %(day)s. Add this year’s.") % {"day": date_words(last)}
    if last - today < DATES_LEFT:
        return _("No dates after %(day)s: add next year’s terms.") % {"day": date_words(last)}
    return ""


def warnings(terms: Sequence[SchoolTerm | TermValues], today: date) -> list[str]:
    """What looks wrong about terms that are not over, each in a sentence. None of it stops anybody."""
    found = []
    ordered = sorted(terms, key=lambda term: term.first_day)
    for term in ordered:
        if term.last_day >= today:
            found += _about(term)
    for before, after in pairwise(ordered):
        gap = (after.first_day - before.last_day).days - 1
        summer = SUMMER_TERM_ENDS_FROM <= before.last_day.month < SCHOOL_STARTS_IN
        if after.first_day >= today and gap > (LONGEST_HOLIDAY_DAYS if summer else LONGEST_BREAK_DAYS):
            words = ngettext(
                "%(n)s week lies between %(before)s and %(after)s. Is one left out?",
                "%(n)s weeks lie between %(before)s and %(after)s. Is one left out?",
                gap // 7,
            )
            found.append(
                words
                % {
                    "n": gap // 7,
                    "before": _("%(name)s (to %(day)s)") % {"name": before.name, "day": date_words(before.last_day)},
                    "after": _("%(name)s (from %(day)s)") % {"name": after.name, "day": date_words(after.first_day)},
                }
            )
    return found


def _about(term: SchoolTerm | TermValues) -> list[str]:
    found = []
    length = (term.last_day - term.first_day).days + 1
    if length > LONGEST_TERM_DAYS:
        words = _("%(name)s is %(n)s weeks long. Is a half term break left out?")
        found.append(words % {"name": term.name, "n": length // 7})
    for day in (term.first_day, term.last_day):
        if day.weekday() > 4:
            found.append(_("%(name)s: %(day)s is at a weekend.") % {"name": term.name, "day": date_words(day)})
    for day, holiday in bank_holidays().items():
        if holiday in SHUT_FOR_ALL and term.first_day <= day <= term.last_day and day.weekday() < 5:
            given = {"name": term.name, "holiday": bank_holiday_words(day), "day": date_words(day)}
            found.append(_("%(name)s: %(holiday)s, %(day)s, lies within it.") % given)
    return found


def proposal(terms: Sequence[SchoolTerm]) -> list[TermValues]:
    """The year after the last one, on the same weekdays: 52 weeks on, or 53 where school would start in August."""
    if not terms:
        return []
    last = max(terms, key=lambda term: term.first_day)
    pattern = [term for term in sorted(terms, key=lambda term: term.first_day) if term.year == last.year]
    shift = A_YEAR
    if (pattern[0].first_day + shift).month < SCHOOL_STARTS_IN <= pattern[0].first_day.month:
        shift += timedelta(weeks=1)
    return [TermValues(term.name, term.first_day + shift, term.last_day + shift, term.council_code) for term in pattern]
