"""The filters of a list: each narrows the rows by its part of the query string, and says so in a chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.core.words import date_words

Rows = Any  # a QuerySet, or a sequence of anything


@dataclass(frozen=True)
class TextFilter:
    """Words to look for."""

    name: str
    label: StrOrPromise
    apply: Callable[[Rows, str], Rows]

    def _typed(self, query: QueryDict) -> str:
        return query.get(self.name, "").replace("\x00", "").strip()  # which the database does not take

    def narrow(self, rows: Rows, query: QueryDict) -> Rows:
        value = self._typed(query)
        return self.apply(rows, value) if value else rows

    def chips(self, query: QueryDict) -> list[tuple[str, str, str | None]]:
        value = self._typed(query)
        return [(_("%(label)s: %(value)s") % {"label": self.label, "value": value}, self.name, None)] if value else []

    def shown(self, query: QueryDict) -> dict[str, Any]:
        return {"kind": "text", "value": self._typed(query)}


@dataclass(frozen=True)
class ChoiceFilter:
    """One of some choices, or with `multiple` any of them: then `apply` gets a list of values."""

    name: str
    label: StrOrPromise
    choices: Sequence[tuple[str, StrOrPromise]] | Callable[[], Sequence[tuple[str, StrOrPromise]]]
    apply: Callable[[Rows, Any], Rows]
    multiple: bool = False

    def _choices(self) -> list[tuple[str, str]]:
        found = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in found]

    def _chosen(self, query: QueryDict) -> list[str]:
        offered = {value for value, _label in self._choices()}
        return [value for value in dict.fromkeys(query.getlist(self.name)) if value in offered and value]

    def narrow(self, rows: Rows, query: QueryDict) -> Rows:
        chosen = self._chosen(query)
        if not chosen:
            return rows
        return self.apply(rows, chosen if self.multiple else chosen[0])

    def chips(self, query: QueryDict) -> list[tuple[str, str, str | None]]:
        labels = dict(self._choices())
        return [
            (_("%(label)s: %(value)s") % {"label": self.label, "value": labels[value]}, self.name, value)
            for value in self._chosen(query)
        ]

    def shown(self, query: QueryDict) -> dict[str, Any]:
        chosen = self._chosen(query)
        items: list[dict[str, Any]] = [
            {"value": value, "text": label, "checked": value in chosen, "selected": value in chosen}
            for value, label in self._choices()
        ]
        if self.multiple:
            return {"kind": "choices", "items": items}
        return {"kind": "choice", "items": [{"value": "", "text": _("All")}, *items]}


@dataclass(frozen=True)
class DateRangeFilter:
    """NAME-from and NAME-to as yyyy-mm-dd. `apply` gets [start, end): end is the day after the last one, and either
    may be None."""

    name: str
    label: StrOrPromise
    apply: Callable[[Rows, date | None, date | None], Rows]

    def _ends(self, query: QueryDict) -> tuple[date | None, date | None]:
        return _day(query.get(f"{self.name}-from", "")), _day(query.get(f"{self.name}-to", ""))

    def narrow(self, rows: Rows, query: QueryDict) -> Rows:
        start, last = self._ends(query)
        if start is None and last is None:
            return rows
        return self.apply(rows, start, last + timedelta(days=1) if last else None)

    def chips(self, query: QueryDict) -> list[tuple[str, str, str | None]]:
        start, last = self._ends(query)
        found: list[tuple[str, str, str | None]] = []
        if start:
            words = _("%(label)s from %(date)s") % {"label": self.label, "date": date_words(start, weekday=False)}
            found.append((words, f"{self.name}-from", None))
        if last:
            words = _("%(label)s to %(date)s") % {"label": self.label, "date": date_words(last, weekday=False)}
            found.append((words, f"{self.name}-to", None))
        return found

    def shown(self, query: QueryDict) -> dict[str, Any]:
        start, last = self._ends(query)
        return {"kind": "dates", "start": start or "", "end": last or ""}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(9000, 1, 1) else None


Filter = TextFilter | ChoiceFilter | DateRangeFilter
