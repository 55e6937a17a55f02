"""England's bank holidays. They come with a package; nothing is asked of the network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from django.utils.translation import gettext as _
from govuk_bank_holidays.bank_holidays import BankHolidays

# Days on which everything is shut although the bank holiday for them, on a weekend, falls on a later day.
SAME_DAY_EACH_YEAR = {"New Year’s Day": (1, 1), "Christmas Day": (12, 25), "Boxing Day": (12, 26)}


@cache
def bank_holidays() -> Mapping[date, str]:
    """Day to its English name, as far ahead as they are published (about two years). Christmas Day, Boxing Day and
    New Year's Day are among them also where they fall on a weekend; the day given instead is a plain "Bank holiday"."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = {one["date"]: "" if one["notes"] == "Substitute day" else one["title"] for one in known}
    for year in {day.year for day in days}:
        days |= {date(year, month, day): name for name, (month, day) in SAME_DAY_EACH_YEAR.items()}
    return MappingProxyType(dict(sorted(days.items())))


def is_bank_holiday(day: date) -> bool:
    """Whether it is one, as far as we know."""
    return day in bank_holidays()


def bank_holiday_words(day: date) -> str:
    """ "Christmas Day", or "Bank holiday" for those that have no name of their own; empty on other days."""
    name = bank_holidays().get(day)
    if name is None:
        return ""
    names = {
        "New Year’s Day": _("New Year’s Day"),
        "Good Friday": _("Good Friday"),
        "Easter Monday": _("Easter Monday"),
        "Early May bank holiday": _("Early May bank holiday"),
        "Spring bank holiday": _("Spring bank holiday"),
        "Summer bank holiday": _("Summer bank holiday"),
        "Christmas Day": _("Christmas Day"),
        "Boxing Day": _("Boxing Day"),
    }
    return names.get(name, _("Bank holiday"))
