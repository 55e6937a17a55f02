"""Who a listing is for: the words, and ages that are typed in months or years and kept in months."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import (
    RadioField,
    SelectField,
    TextField,
    WholeNumberField,
)
from hearth.directory.forms.staff_listing import ListingForm

MONTHS, YEARS = "months", "years"
OLDEST_MONTHS = 26 * 12
UNITS = [(MONTHS, lazy("months")), (YEARS, lazy("years"))]


class WhoForm(ListingForm):
    """Ages are kept in months, both ends included: "to 5 years" is 71 months, the month before the sixth birthday."""

    parts = ("who_for", "min_age_months", "max_age_months")
    who_for = TextField(
        lazy("Who is it for, in your words?"),
        optional=True,
        max_length=255,
        hint=lazy("For example: mums and dads with a first baby."),
    )
    ages = RadioField(
        lazy("Is it for children of a certain age?"),
        required=lazy("Say if it is for children of a certain age"),
        choices=[
            ("some", lazy("Yes")),
            ("all", lazy("No: any age is welcome")),
            (
                "unknown",
                lazy("We do not say"),
                lazy("It is then found for every age, with the words “ages not stated”."),
            ),
        ],
        reveal={"some": ["low", "low_unit", "high", "high_unit"]},
    )
    low = WholeNumberField(lazy("From what age?"), optional=True, minimum=0, maximum=300, name=lazy("The youngest age"),
                           hint=lazy("0 for newborn babies."))  # fmt: skip
    low_unit = SelectField(lazy("Is that in months or years?"), optional=True, choices=UNITS, prompt=None)
    high = WholeNumberField(lazy("Up to what age?"), optional=True, minimum=0, maximum=300, name=lazy("The oldest age"),
                            hint=lazy("They can come until the birthday after it."))  # fmt: skip
    high_unit = SelectField(lazy("Is that in months or years?"), optional=True, choices=UNITS, prompt=None)

    def shown(self) -> dict[str, Any]:
        low, high = self.document.get("min_age_months"), self.document.get("max_age_months")
        known = low is not None or high is not None
        everybody = (low, high) == (0, None)
        low_number, low_unit = shown_age(low, upper=False)
        high_number, high_unit = shown_age(high, upper=True)
        return {
            "who_for": self.document.get("who_for"),
            "ages": "all" if everybody else "some" if known else "unknown" if self.document.get("summary") else None,
            "low": _typed(low_number),
            "low_unit": low_unit,
            "high": _typed(high_number),
            "high_unit": high_unit,
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("ages") == "some" and not {"low", "high"} & set(self.errors):
            if found.get("low") is None and found.get("high") is None:
                self.add_error("low", _("Enter the youngest age, the oldest, or both"))
            low, high = self._months()
            for name, months in (("low", low), ("high", high)):
                if months is not None and months >= OLDEST_MONTHS:
                    self.add_error(name, _("Enter an age up to 25 years"))
            if low is not None and high is not None and low > high:
                self.add_error("high", _("The oldest age must be the youngest age or more"))
        return found

    def _months(self) -> tuple[int | None, int | None]:
        found, was = self.cleaned_data, self.shown()
        low = stored_age(found.get("low"), found.get("low_unit"), upper=False)
        high = stored_age(found.get("high"), found.get("high_unit"), upper=True)
        # What a feed gave as 60 months shows as "5 years" and stays 60 where nobody touched it.
        if (_typed(found.get("low")), found.get("low_unit")) == (was["low"], was["low_unit"]):
            low = self.document.get("min_age_months")
        if (_typed(found.get("high")), found.get("high_unit")) == (was["high"], was["high_unit"]):
            high = self.document.get("max_age_months")
        return low, high

    def said(self) -> dict[str, Any]:
        low, high = {"some": self._months(), "all": (0, None)}.get(self.cleaned_data["ages"], (None, None))
        return {"who_for": self.cleaned_data["who_for"], "min_age_months": low, "max_age_months": high}


def _typed(number: int | None) -> str:
    """A number as somebody types it; 0 is one."""
    return "" if number is None else str(number)


def shown_age(months: int | None, *, upper: bool) -> tuple[int | None, str]:
    """Months as a number and its unit, as people say it."""
    if months is None:
        return None, YEARS
    if upper and months >= 23 and months % 12 == 11:
        return months // 12, YEARS
    return (months // 12, YEARS) if months >= 24 and months % 12 == 0 else (months, MONTHS)


def stored_age(number: int | None, unit: str | None, *, upper: bool) -> int | None:
    """A number and its unit as months: an upper end in years lasts until the next birthday."""
    if number is None or unit != YEARS:
        return number
    return number * 12 + (11 if upper else 0)
