"""A date typed as day, month and year: the pattern that works for dates people know by heart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from hearth.core import clock
from hearth.core.forms.kit import KitMixin
from hearth.core.words import date_words, list_words

PARTS = ("day", "month", "year")
PART_WORDS = {"day": gettext_lazy("day"), "month": gettext_lazy("month"), "year": gettext_lazy("year")}
ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class DateParts(forms.Widget):
    """Three inputs: NAME-day, NAME-month, NAME-year. Its value is a dictionary of what was typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else id_


def month_number(text: str) -> int | None:
    """1 to 12 from "3", "03", "Mar", "march" or "marca", in English or the reader's language; None: it is no month."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.casefold().rstrip(".")
    if len(word) >= 3 and word.isascii() and word[:3] in ENGLISH_MONTHS:
        return ENGLISH_MONTHS.index(word[:3]) + 1
    for number in range(1, 13):
        if word in {str(names[number]).casefold() for names in (MONTHS, MONTHS_ALT, MONTHS_3)}:
            return number
    return None


class DateField(KitMixin, forms.Field):
    """A date. `past` and `future` both allow today; `earliest` and `latest` are allowed values.

    `name` starts the messages: "Date of birth must be a real date".
    """

    widget = DateParts

    def __init__(
        self,
        label: StrOrPromise,
        *,
        name: StrOrPromise = "",
        past: bool = False,
        future: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        **options: Any,
    ) -> None:
        self.name = name or gettext_lazy("The date")
        self.past, self.future, self.earliest, self.latest = past, future, earliest, latest
        super().__init__(label, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value or {}

    def to_python(self, value: Any) -> date | None:
        """The date; the error's code names the parts that are wrong: "parts:month,year"."""
        if isinstance(value, date) or value is None:
            return value
        missing = [part for part in PARTS if not value.get(part)]
        if len(missing) == 3:
            return None
        if missing:
            names = list_words([str(PART_WORDS[part]) for part in missing])
            raise self._error(_("%(name)s must include a %(missing)s"), missing, missing=names)
        day, month, year = value["day"], month_number(value["month"]), value["year"]
        if year.isdecimal() and len(year) != 4:
            raise self._error(_("%(name)s must have a year of 4 numbers, like 2019"), ["year"])
        wrong = [part for part, fine in zip(PARTS, (day.isdecimal(), month, year.isdecimal()), strict=True) if not fine]
        if wrong:
            raise self._error(_("%(name)s must be a real date"), wrong)
        try:
            found = date(int(year), month or 0, int(day))
        except ValueError:
            raise self._error(_("%(name)s must be a real date"), ["day"]) from None
        self._check_bounds(found)
        return found

    def _check_bounds(self, found: date) -> None:
        today = clock.today()
        if self.past and found > today:
            raise self._error(_("%(name)s must be today or in the past"), PARTS)
        if self.future and found < today:
            raise self._error(_("%(name)s must be today or in the future"), PARTS)
        if self.earliest and found < self.earliest:
            raise self._error(_("%(name)s must be %(date)s or later"), PARTS, date=date_words(self.earliest, False))
        if self.latest and found > self.latest:
            raise self._error(_("%(name)s must be %(date)s or earlier"), PARTS, date=date_words(self.latest, False))

    def _error(self, words: str, parts: Sequence[str], /, **values: str) -> ValidationError:
        return ValidationError(words % {"name": self.name, **values}, code="parts:" + ",".join(parts))

    def words(self, value: Any) -> str:
        return str(formats.date_format(value, "j E Y")) if value else ""
