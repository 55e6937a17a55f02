"""When a service is on: a rule, with times typed as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.core.forms import CheckboxesField, DateField, HearthForm, HiddenField, RadioField, SelectField, TextField
from hearth.core.forms.kit import KitMixin
from hearth.core.words import time_words
from hearth.directory.models import BankHolidays
from hearth.directory.queries.times import WEEKDAYS

TYPED = re.compile(r"^([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*(am|pm)?$")


def read_time(typed: str) -> time | None:
    """ "9:30am", "9.30", "930", "14:00", "2 pm", "noon" and "midnight" as a time; None where it is none."""
    text = typed.lower().replace("a.m.", "am").replace("p.m.", "pm").strip()
    text = {"noon": "12pm", "midday": "12pm", "midnight": "12am"}.get(text, text)
    match = TYPED.match(text)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeField(KitMixin, forms.CharField):
    """A time of day, typed as people write it."""

    width = 5

    def __init__(self, label: StrOrPromise, **options: Any) -> None:
        super().__init__(label, **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        if not text:
            return None
        found = read_time(text)
        if found is None:
            raise ValidationError(_("Enter a time, like 9:30am or 14:00"), code="time")
        return found

    def prepare_value(self, value: Any) -> Any:
        return time_words(value) if isinstance(value, time) else value


DAYS = [
    ("MO", lazy("Monday")),
    ("TU", lazy("Tuesday")),
    ("WE", lazy("Wednesday")),
    ("TH", lazy("Thursday")),
    ("FR", lazy("Friday")),
    ("SA", lazy("Saturday")),
    ("SU", lazy("Sunday")),
]
WEEKLY, MONTHLY, DATES = "weekly", "monthly", "dates"


class TimeForm(HearthForm):
    """One rule. With split hours it stands for two schedules: `schedules()` gives one or two."""

    seen = HiddenField(optional=True)
    how_often = RadioField(
        lazy("How often?"),
        required=lazy("Say how often it is on"),
        choices=[
            (WEEKLY, lazy("Every week")),
            ("2", lazy("Every 2 weeks"), lazy("Give the first day below, so that families know which weeks.")),
            ("4", lazy("Every 4 weeks"), lazy("Give the first day below.")),
            (MONTHLY, lazy("Every month, on one of these days")),
            (DATES, lazy("Every month, on certain dates")),
        ],
        reveal={MONTHLY: ["week_of_month"], DATES: ["days_of_month"]},
    )
    byday = CheckboxesField(lazy("On which days?"), required=lazy("Choose at least one day"), choices=DAYS)
    opens = TimeField(lazy("From what time?"), optional=True, hint=lazy("For example: 9:30am"))
    closes = TimeField(lazy("Until what time?"), optional=True)
    opens_again = TimeField(lazy("From what time again?"), optional=True,
                            hint=lazy("Only where there is a break: for example open again at 1:30pm."))  # fmt: skip
    closes_again = TimeField(lazy("And until what time?"), optional=True)
    week_of_month = SelectField(
        lazy("Which one in the month?"),
        optional=True,
        prompt=lazy("Choose which one"),
        choices=[
            ("1", lazy("The first")),
            ("2", lazy("The second")),
            ("3", lazy("The third")),
            ("4", lazy("The fourth")),
            ("5", lazy("The fifth, in a month that has one")),
            ("-1", lazy("The last")),
        ],
    )
    days_of_month = TextField(lazy("On which dates of the month?"), optional=True, width=10,
                              hint=lazy("Numbers, like 1, 15. Write “last” for the last day."))  # fmt: skip
    season = RadioField(
        lazy("All through the year?"),
        required=lazy("Say if it is on all through the year"),
        choices=[
            ("all", lazy("Yes, also in the school holidays")),
            ("term", lazy("In school term time only")),
            ("holidays", lazy("In the school holidays only")),
        ],
    )
    bank_holidays = RadioField(
        lazy("On bank holidays?"),
        required=lazy("Say if it is on at bank holidays"),
        choices=[
            (BankHolidays.CLOSED.value, lazy("No")),
            (BankHolidays.OPEN.value, lazy("Yes, also on bank holidays")),
            (BankHolidays.UNKNOWN.value, lazy("We do not say")),
        ],
    )
    place = SelectField(lazy("At which place?"), optional=True, prompt=lazy("All of them"))
    valid_from = DateField(lazy("From which day?"), optional=True, name=lazy("The first day"),
                           hint=lazy("Leave it empty if it is on already."))  # fmt: skip
    valid_to = DateField(lazy("Until which day?"), optional=True, name=lazy("The last day"),
                         hint=lazy("Leave it empty if it goes on."))  # fmt: skip
    notes = TextField(lazy("Anything else about the time"), optional=True, max_length=255,
                      hint=lazy("For example: doors close at 10am."))  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        places: list[tuple[str, str]],
        kept: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """`kept` is the schedule as it stands: what the page cannot ask (of a feed) stays."""
        super().__init__(data, files, **options)
        self.kept = dict(kept or {})
        if len(places) > 1:
            self.fields["place"].offer(places)  # type: ignore[attr-defined]
        else:
            del self.fields["place"]
        if kept:  # the second stretch is a rule of its own by then
            del self.fields["opens_again"], self.fields["closes_again"]
        self.only_place = places[0][0] if len(places) == 1 else None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        often = found.get("how_often")
        if often == DATES:  # which need no day of the week
            self.errors.pop("byday", None)
        if often == MONTHLY and not found.get("week_of_month"):
            self.add_error("week_of_month", _("Choose which one in the month"))
        if often == DATES:
            self._read_dates(found)
        if often in ("2", "4") and not found.get("valid_from") and "valid_from" not in self.errors:
            self.add_error("valid_from", _("Enter the first day, so that families know which weeks"))
        start, end = found.get("valid_from"), found.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The last day must be the first day or later"))
        self._check_hours(found)
        return found

    def _check_hours(self, found: dict[str, Any]) -> None:
        opens, closes = found.get("opens"), found.get("closes")
        if opens and closes and opens == closes:
            self.add_error("closes", _("The end must be another time than the start"))
        again, until = found.get("opens_again"), found.get("closes_again")
        if (until or again) and not (opens and closes):
            self.add_error("opens" if not opens else "closes", _("Enter the first stretch of time as well"))
        elif until and not again:
            self.add_error("opens_again", _("Enter when it opens again"))
        elif again and closes and again < closes:
            self.add_error("opens_again", _("The second stretch must start after the first has ended"))

    def _read_dates(self, found: dict[str, Any]) -> None:
        typed = str(found.get("days_of_month") or "").lower()
        words = re.findall(r"[0-9]+|last", typed)
        numbers = [-1 if word == "last" else int(word) for word in words]
        if not numbers or any(number > 31 or number == 0 for number in numbers):
            self.add_error("days_of_month", _("Enter dates of the month, like 1, 15"))
        found["numbers"] = sorted(dict.fromkeys(numbers), key=lambda number: (number < 0, number))

    def schedules(self) -> list[dict[str, Any]]:
        """One or two schedules, without id and created_at. Of a valid form."""
        found = self.cleaned_data
        often = found["how_often"]
        first = self.kept | {
            "place_id": (found["place"] or None) if "place" in self.fields else self.only_place,
            "freq": "MONTHLY" if often in (MONTHLY, DATES) else "WEEKLY",
            "byday": [] if often == DATES else sorted(found["byday"], key=WEEKDAYS.index),
            "week_of_month": int(found["week_of_month"]) if often == MONTHLY else None,
            "days_of_month": found["numbers"] if often == DATES else [],
            "interval": int(often) if often.isdigit() else self._other_interval(often),
            "opens": plain(found["opens"]),
            "closes": plain(found["closes"]),
            "valid_from": plain(found["valid_from"]),
            "valid_to": plain(found["valid_to"]),
            "term_time_only": found["season"] == "term",
            "holidays_only": found["season"] == "holidays",
            "bank_holidays": found["bank_holidays"],
            "notes": found["notes"],
            "more": self.kept.get("more") or {},
        }
        if not found.get("opens_again"):
            return [first]
        second = first | {"opens": plain(found["opens_again"]), "closes": plain(found["closes_again"]), "notes": ""}
        return [first, second]

    def _other_interval(self, often: str) -> int:
        """Every third month of a feed, which the page does not offer, stays."""
        kept = self.kept.get("interval") or 1
        return kept if often in (MONTHLY, DATES) and self.kept.get("freq") == "MONTHLY" else 1


def plain(value: time | date | None) -> str | None:
    """As a document holds it."""
    return value.isoformat() if value else None


def shown_time(schedule: Mapping[str, Any]) -> dict[str, Any]:
    """A schedule's answers, by field."""
    monthly = schedule.get("freq") == "MONTHLY"
    interval = schedule.get("interval") or 1
    dates = ["last" if number == -1 else str(number) for number in schedule.get("days_of_month") or []]
    often = (DATES if dates else MONTHLY) if monthly else str(interval) if interval in (2, 4) else WEEKLY
    season = "term" if schedule.get("term_time_only") else "holidays" if schedule.get("holidays_only") else "all"
    return {
        "byday": schedule.get("byday"),
        "how_often": often,
        "week_of_month": str(schedule.get("week_of_month") or ""),
        "days_of_month": ", ".join(dates),
        "opens": time_of(schedule.get("opens")),
        "closes": time_of(schedule.get("closes")),
        "season": season,
        "bank_holidays": schedule.get("bank_holidays"),
        "place": schedule.get("place_id") or "",
        "valid_from": day_of(schedule.get("valid_from")),
        "valid_to": day_of(schedule.get("valid_to")),
        "notes": schedule.get("notes"),
    }


def time_of(text: str | None) -> time | None:
    """A time of a document."""
    return time.fromisoformat(text) if text else None


def day_of(text: str | None) -> date | None:
    """A day of a document."""
    return date.fromisoformat(text) if text else None
