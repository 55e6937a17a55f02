"""School terms, and when a hub is open or shut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.forms import CheckboxesField, DateField, HearthForm, RadioField, TextField
from hearth.core.words import list_words
from hearth.directory.actions.opening import Days, Stretch
from hearth.directory.actions.school_terms import TermValues
from hearth.directory.loading.openings import read_day
from hearth.directory.models import BankHolidays
from hearth.directory.queries.times import WEEKDAYS, Hours, hours_words

NOTE = re.compile(r"^(?P<hours>.*?)\s*\((?P<note>[^()]*)\)$")
LONGEST_NOTE = 120
FIRST_DAY = gettext_lazy("The first day")
LAST_DAY = gettext_lazy("The last day")
IN_ORDER = gettext_lazy("The last day must be the same as or after the first day")


class _Stretch(HearthForm):
    """A first and a last day."""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", str(IN_ORDER))
        return found


class TermForm(_Stretch):
    """One stretch of school days."""

    name = TextField(
        gettext_lazy("What is it called?"),
        hint=gettext_lazy("For example, Autumn term, first half. A half term break lies between two of them."),
        max_length=60,
        required=gettext_lazy("Enter what this part of the year is called"),
    )
    first_day = DateField(
        gettext_lazy("First day of school"), name=FIRST_DAY, required=gettext_lazy("Enter the first day of school")
    )
    last_day = DateField(
        gettext_lazy("Last day of school"), name=LAST_DAY, required=gettext_lazy("Enter the last day of school")
    )

    def values(self, council_code: str) -> TermValues:
        """What was typed, checked."""
        return TermValues(council_code=council_code, **self.cleaned_data)


class CopyTermsForm(HearthForm):
    """The terms of a year as proposed from the year before: each may be changed before it is added."""

    def __init__(self, *args: Any, proposed: Sequence[TermValues], **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposed = proposed
        for number, term in enumerate(proposed):
            for end, label, value in (
                ("first", gettext_lazy("First day of school"), term.first_day),
                ("last", gettext_lazy("Last day of school"), term.last_day),
            ):
                self.fields[f"{end}_{number}"] = DateField(
                    label,
                    name=term.name,
                    required=_("%(name)s: enter this day") % {"name": term.name},
                    initial=value,
                )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(len(self.proposed)):
            first, last = found.get(f"first_{number}"), found.get(f"last_{number}")
            if first and last and last < first:
                self.add_error(f"last_{number}", str(IN_ORDER))
        return found

    def values(self) -> list[TermValues]:
        """What was typed, checked."""
        data = self.cleaned_data
        return [
            TermValues(one.name, data[f"first_{number}"], data[f"last_{number}"], one.council_code)
            for number, one in enumerate(self.proposed)
        ]


class ClosureForm(_Stretch):
    """Days on which a hub is shut."""

    first_day = DateField(
        gettext_lazy("First day on which it is shut"),
        name=FIRST_DAY,
        required=gettext_lazy("Enter the first day on which it is shut"),
    )
    last_day = DateField(
        gettext_lazy("Last day on which it is shut"),
        name=LAST_DAY,
        hint=gettext_lazy("For a single day, the same day again."),
        required=gettext_lazy("Enter the last day on which it is shut"),
    )
    words = TextField(
        gettext_lazy("Why? Families read this"),
        hint=gettext_lazy("A few words, such as: staff training, or: Christmas and New Year."),
        max_length=160,
        optional=True,
    )

    def days(self) -> Days:
        """What was typed, checked."""
        data = self.cleaned_data
        return Days(data["first_day"], data["last_day"], data["words"])


class ShutForm(ClosureForm):
    """The same for one hub or several at once."""

    sites = CheckboxesField(
        gettext_lazy("Which are shut?"), required=gettext_lazy("Choose at least one that is shut"), choices=()
    )
    field_order = ["sites", "first_day", "last_day", "words"]

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["sites"]
        assert isinstance(field, CheckboxesField)
        field.offer(sites)


class HoursForm(HearthForm):
    """A usual week: the hours of each day as people write them, and what holds on bank holidays."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(7):
            self.fields[f"day_{number}"] = TextField(
                str(WEEKDAY_NAMES[number]),
                optional=True,
                max_length=200,
                hint=_("For example: 9am to 12pm and 1pm to 4:30pm. Leave a day empty when it is shut.")
                if number == 0
                else "",
            )
        self.fields["bank_holidays"] = RadioField(
            gettext_lazy("Is it open on bank holidays?"),
            choices=[
                (BankHolidays.CLOSED.value, gettext_lazy("No, shut")),
                (BankHolidays.OPEN.value, gettext_lazy("Yes, as on that day of the week")),
                (
                    BankHolidays.UNKNOWN.value,
                    gettext_lazy("It differs"),
                    gettext_lazy("Families read that they should ring first. Say below when it is shut."),
                ),
            ],
            required=gettext_lazy("Choose whether it is open on bank holidays"),
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.stretches: list[Stretch] = []
        for number in range(7):
            text = found.get(f"day_{number}") or ""
            read = read_hours(text, number)
            if read is None:
                words = _("Enter the hours of %(day)s like this: 9am to 12pm and 1pm to 4:30pm")
                self.add_error(f"day_{number}", words % {"day": WEEKDAY_NAMES[number]})
            else:
                self.stretches += read
        return found


def read_hours(text: str, weekday: int) -> list[Stretch] | None:
    """The hours of one day as somebody wrote them, with a note in brackets at the end; none for a day that is shut.
    None where they cannot be read for certain."""
    note = NOTE.match(text.strip())
    hours, words = (note["hours"], note["note"].strip()[:LONGEST_NOTE]) if note else (text, "")
    read = read_day(hours, WEEKDAYS[weekday])
    if read.words or any(slot.closes is None or slot.closes <= slot.opens or slot.week for slot in read.slots):
        return None
    return [Stretch(weekday, slot.opens, slot.closes, words) for slot in read.slots if slot.closes]


def hours_initial(hours: Iterable[Hours], bank_holidays: str) -> dict[str, str]:
    """The week as the form shows it."""
    week = list(hours)
    shown = {"bank_holidays": bank_holidays}
    for number in range(7):
        stretches = sorted((one for one in week if one.weekday == number), key=lambda one: one.opens)
        text = list_words([hours_words(one.opens, one.closes) for one in stretches])
        notes = " ".join(dict.fromkeys(one.notes for one in stretches if one.notes))
        shown[f"day_{number}"] = f"{text} ({notes})" if notes else text
    return shown
