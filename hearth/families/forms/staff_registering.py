"""The desk types a registration from paper: one page in the order of the paper form, each date in one box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.core import clock
from hearth.core.forms import (
    AgreeField,
    CheckboxesField,
    EmailField,
    HearthForm,
    PhoneField,
    PostcodeField,
    RadioField,
    SelectField,
    TextField,
)
from hearth.core.forms.dates import month_number
from hearth.families import notices, vocabulary
from hearth.families.reaching import LANGUAGES, hours

BEFORE_BIRTH = timedelta(days=310)  # a due date further away is a slip of the pen
ON_PAPER = 4  # rows of the printed form
CHILDREN = 6  # rows; a larger family's others are added as a second registration of the same adult


class QuickDateField(TextField):
    """A date typed in one box as people write it: 27 3 2024, 27/03/24, 27 March 2024, 270324. A year of two numbers is
    the latest that is not more than a year ahead."""

    def __init__(self, label: Any, **options: Any) -> None:
        options.setdefault("autocomplete", "off")
        options.setdefault("width", 10)
        super().__init__(label, max_length=30, **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = quick_date(text, clock.today())
        if found is None:
            raise ValidationError(_("Enter a date like 27 3 2024"))
        return found


def quick_date(text: str, today: date) -> date | None:
    """The date that was typed, or None."""
    parts = [part for part in re.split(r"[\s/.,-]+", text.strip()) if part]
    if len(parts) == 1 and text.strip().isdecimal() and len(text.strip()) in {6, 8}:
        digits = text.strip()
        parts = [digits[:2], digits[2:4], digits[4:]]
    if len(parts) != 3 or not parts[0].isdecimal() or not parts[2].isdecimal():
        return None
    month, year = month_number(parts[1]), int(parts[2])
    if month is None or len(parts[2]) not in {2, 4}:
        return None
    if len(parts[2]) == 2:
        year += today.year - today.year % 100
        if year > today.year + 1:
            year -= 100
    try:
        return date(year, month, int(parts[0]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A filled-in row of the form."""

    given_name: str
    family_name: str
    day: date
    is_born: bool


class LookForm(HearthForm):
    """Whom the desk is about to type: what "is this person already known?" goes by."""

    given_name = TextField(
        _("First name"), required=_("Enter their first name"), max_length=80, autocomplete="off", width=20
    )
    family_name = TextField(
        _("Last name"), required=_("Enter their last name"), max_length=80, autocomplete="off", width=20
    )
    birth_date = QuickDateField(_("Date of birth"), optional=True, hint=_("27 3 1994 or 270394"))


class KnownForm(LookForm):
    """The same with whatever else was typed already: a home makes it surer."""

    address = TextField(_("House number and street"), optional=True, max_length=200)
    postcode = TextField(_("Postcode"), optional=True, max_length=20)


def _small(label: StrOrPromise) -> TextField:
    return TextField(label, optional=True, max_length=80, autocomplete="off", width=20)


class PaperForm(LookForm):
    on_paper = ON_PAPER

    relation = SelectField(
        _("Who are they to the children?"), optional=True, choices=lambda: vocabulary.choices("relations")
    )
    address = TextField(_("House number and street"), optional=True, max_length=200, autocomplete="off")
    postcode = PostcodeField(_("Postcode"), optional=True, autocomplete="off")
    language = SelectField(_("Language"), required=_("Choose a language"), choices=LANGUAGES, prompt=None)
    needs_interpreter = AgreeField(_("Wants an interpreter"), optional=True)
    how = RadioField(
        _("Safe to contact by"),
        required=_("Choose how it is safe to contact them"),
        choices=[
            ("email", _("Email")),
            ("text", _("Text message")),
            ("call", _("Phone call")),
            ("none", _("Do not contact")),
        ],
        reveal={"email": ["email"], "text": ["mobile"], "call": ["phone", "voicemail_ok"]},
    )
    email = EmailField(_("Email address"), required=_("Enter an email address that only they read"), autocomplete="off")
    mobile = PhoneField(_("Mobile number"), required=_("Enter a mobile number"), autocomplete="off")
    phone = PhoneField(_("Phone number"), required=_("Enter a phone number"), autocomplete="off")
    voicemail_ok = AgreeField(_("Safe to leave a message"), optional=True)
    safe_from = SelectField(_("Safe from"), optional=True, choices=lambda: list(hours(7, 21)), prompt=_("any time"))
    safe_until = SelectField(_("Safe until"), optional=True, choices=lambda: list(hours(8, 22)), prompt=_("any time"))
    access = CheckboxesField(_("To take part"), optional=True, choices=lambda: vocabulary.choices("access"))
    dietary = CheckboxesField(_("Food"), optional=True, choices=lambda: vocabulary.choices("dietary"))
    needs_words = TextField(_("Anything else they need"), optional=True, max_length=250, autocomplete="off")
    agreed = CheckboxesField(_("They agree"), optional=True, choices=lambda: notices.current(clock.today()).choices())
    is_met = AgreeField(
        _("I have met them, and am sure who they are"),
        optional=True,
        hint=_("From then on they see on their own page who else works with them."),
    )
    has_read = AgreeField(
        _("They have the privacy notice, and signed the paper"),
        required=_("Tick this once they have the privacy notice"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in range(1, CHILDREN + 1):
            self.fields[f"child{row}_given"] = _small(_("First name"))
            self.fields[f"child{row}_family"] = _small(_("Last name if different"))
            self.fields[f"child{row}_day"] = QuickDateField(_("Born, or due"), optional=True)

    @property
    def child_rows(self) -> list[tuple[int, list[Any]]]:
        """The rows of children as the page draws them."""
        return [
            (row, [self[f"child{row}_{part}"] for part in ("given", "family", "day")]) for row in range(1, CHILDREN + 1)
        ]

    @property
    def has_more_children(self) -> bool:
        """Whether anything stands in the rows that the printed form has not."""
        fields = [one for _row, row in self.child_rows[ON_PAPER:] for one in row]
        return any(one.value() or one.errors for one in fields)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        today = clock.today()
        if said.get("birth_date") and said["birth_date"] > today:
            self.add_error("birth_date", _("Date of birth must be today or in the past"))
        start, end = said.get("safe_from"), said.get("safe_until")
        if bool(start) != bool(end) or (start and end and start >= end):
            self.add_error("safe_until", _("Choose both times, the second one later than the first"))
        for row in range(1, CHILDREN + 1):
            given, day = said.get(f"child{row}_given"), said.get(f"child{row}_day")
            named = given or said.get(f"child{row}_family")
            if day and day > today + BEFORE_BIRTH:
                self.add_error(f"child{row}_day", _("A baby is due within ten months"))
            if named and day is None and f"child{row}_day" not in self.errors:
                self.add_error(f"child{row}_day", _("Enter when this child was born"))
            if day and day <= today and not given:
                self.add_error(f"child{row}_given", _("Enter this child’s first name"))
        if self.has_children() and not said.get("relation"):
            self.add_error("relation", _("Choose who they are to the children"))
        return said

    def has_children(self) -> bool:
        return any(self.cleaned_data.get(f"child{row}_day") for row in range(1, CHILDREN + 1))

    def children(self) -> Iterator[ChildRow]:
        """The children that were filled in, in order. A day to come is the day on which a baby is due."""
        said, today = self.cleaned_data, clock.today()
        for row in range(1, CHILDREN + 1):
            day = said.get(f"child{row}_day")
            if day:
                yield ChildRow(
                    said[f"child{row}_given"], said[f"child{row}_family"] or said["family_name"], day, day <= today
                )


class FindForm(HearthForm):
    """A registration by the reference that a family shows."""

    reference = TextField(
        _("The reference that they show"),
        required=_("Enter the reference, such as K7RM-29TX"),
        max_length=30,
        autocomplete="off",
        width=10,
    )


class AgreedForm(HearthForm):
    """What a family says anew at the desk."""

    agreed = CheckboxesField(_("They agree"), optional=True, choices=[])

    def __init__(self, *args: Any, notice: notices.Notice, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agreed"].offer(notice.choices())  # type: ignore[attr-defined]
