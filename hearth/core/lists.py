"""Lists: columns, sort, filters, chips, count, pages and export, all in the query string and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from hearth.core import exports, pages
from hearth.core.exports import csv_file, safe_cell
from hearth.core.list_filters import ChoiceFilter, DateRangeFilter, Filter, Rows, TextFilter
from hearth.core.list_pages import CountedSoFar
from hearth.core.words import count_words

EXPORT = "export"

__all__ = [
    "Chip",
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "Empty",
    "Listing",
    "RowAction",
    "TextFilter",
    "csv_file",
    "safe_cell",
]


@dataclass(frozen=True)
class Column:
    """One column. `cell` gives what the page shows (text or Markup), `csv` what the export says; `sort` is the field
    (or fields) to order by; `link` makes the cell a link. The first column names the row."""

    name: str
    label: StrOrPromise
    cell: Callable[[Any], Any] | None = None
    sort: str | Sequence[str] = ()
    link: Callable[[Any], str | None] | None = None
    csv: Callable[[Any], Any] | None = None
    number: bool = False

    def value(self, row: Any) -> Any:
        found = self.cell(row) if self.cell else getattr(row, self.name)
        return "" if found is None else found

    def plain(self, row: Any) -> str:
        found = self.csv(row) if self.csv else self.value(row)
        return "" if found is None else str(found)

    def order_fields(self, descending: bool) -> list[str]:
        fields = [self.sort] if isinstance(self.sort, str) else list(self.sort)
        return [(f"-{f}" if not f.startswith("-") else f[1:]) if descending else f for f in fields]


@dataclass(frozen=True)
class Chip:
    """One filter in use, and the same list without it."""

    text: str
    url: str


@dataclass(frozen=True)
class RowAction:
    """The one main action of a row; an address of None shows none."""

    text: Callable[[Any], StrOrPromise]
    url: Callable[[Any], str | None]


@dataclass(frozen=True)
class Empty:
    """What would be here, and how to start."""

    title: StrOrPromise
    text: StrOrPromise
    url: str = ""
    action: StrOrPromise = ""
    icon: str = "list"


def _count(number: int) -> str:
    return ngettext("%(n)s result", "%(n)s results", number)


class Listing:
    """Subclass it, then `Queue(request, rows)`. `rows` is already scoped to the reader."""

    columns: ClassVar[Sequence[Column]] = ()
    in_files: ClassVar[Sequence[Column]] = ()  # which only the files have, after the others
    filters: ClassVar[Sequence[Filter]] = ()
    order: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    most_counted: ClassVar[int] = 2000  # rows: counting stops there, and what comes after is found by the filters
    action: ClassVar[RowAction | None] = None
    things: ClassVar[Any] = staticmethod(_count)  # (int) -> str; as a Callable it would be taken for a method
    empty: ClassVar[Empty] = Empty(gettext_lazy("Nothing here yet"), gettext_lazy("It shows here when there is some."))
    exports: ClassVar[str | None] = None

    def __init__(self, request: HttpRequest, rows: Rows, context: dict[str, Any] | None = None) -> None:
        self.request = request
        self.query = request.GET
        self.context = context or {}
        for one in self.filters:
            rows = one.narrow(rows, self.query)
        self._rows = self._ordered(rows)

    # Sort ------------------------------------------------------------------------------------------------------------

    @property
    def order_given(self) -> str:
        """The order asked for in the address, where it is one we offer."""
        asked = self.query.get("order", "")
        return asked if self._column(asked.lstrip("-")) else ""

    def _column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name and column.sort), None)

    def _ordered(self, rows: Rows) -> Rows:
        order = self.order_given or self.order
        column = self._column(order.lstrip("-"))
        if column is None:
            return rows
        fields = column.order_fields(order.startswith("-"))
        if isinstance(rows, QuerySet):
            return rows.order_by(*fields, "pk")  # the key last, so that pages never overlap
        for name in reversed(fields):
            rows = sorted(rows, key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
        return rows

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        order = self.order_given or self.order
        found = []
        for column in self.columns:
            current = order.lstrip("-") == column.name
            sorted_as = ("descending" if order.startswith("-") else "ascending") if current and column.sort else ""
            turn = f"-{column.name}" if sorted_as == "ascending" else column.name
            url = self.address(order=turn, page=None) if column.sort else ""
            found.append({"label": column.label, "url": url, "sorted": sorted_as, "number": column.number})
        return found

    # Pages -----------------------------------------------------------------------------------------------------------

    @cached_property
    def _paginator(self) -> CountedSoFar:
        return CountedSoFar(self._rows, self.page_size, self.most_counted)

    @cached_property
    def _page(self) -> Page[Any]:
        return self._paginator.get_page(self.query.get("page", 1))

    @property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return list(self._page.object_list)

    @property
    def first(self) -> int:
        """The place of this page's first row in the whole list, from 1; 0 where there is none."""
        return self._page.start_index()

    @cached_property
    def total(self) -> int:
        return self._paginator.count

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than were counted: they are in the file, and the filters find them."""
        return self._paginator.has_more

    @property
    def pages(self) -> int:
        return self._paginator.num_pages

    @cached_property
    def count_line(self) -> str:
        """ "120 requests", and on later pages "51 to 100 of 120 requests"."""
        line = str(type(self).things(self.total)) % {"n": count_words(self.total)}
        if self.has_more:
            line = _("more than %(line)s") % {"line": line}
        if self.pages < 2:
            return line
        first, last = self._page.start_index(), self._page.end_index()
        return _("%(first)s to %(last)s of %(line)s") % {
            "first": count_words(first),
            "last": count_words(last),
            "line": line,
        }

    @cached_property
    def page_links(self) -> dict[str, Any]:
        """The parameters of the pagination component."""
        page = self._page
        items: list[dict[str, Any]] = []
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            if not isinstance(number, int):  # the gap
                items.append({"ellipsis": True})
                continue
            spoken = _("Page %(n)s") % {"n": number}
            item = {"number": number, "href": self.address(page=number), "visuallyHiddenText": spoken}
            items.append(item | {"current": number == page.number})
        links: dict[str, Any] = {"items": items, "landmarkLabel": _("Pages")}
        if page.has_previous():
            links["previous"] = {"href": self.address(page=page.number - 1), "text": _("Previous")}
        if page.has_next():
            links["next"] = {"href": self.address(page=page.number + 1), "text": _("Next")}
        return links

    # Filters ---------------------------------------------------------------------------------------------------------

    @cached_property
    def shown_filters(self) -> list[dict[str, Any]]:
        return [
            {"id": f"filter-{one.name}", "name": one.name, "label": str(one.label)} | one.shown(self.query)
            for one in self.filters
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the address of the list without it."""
        found = []
        for one in self.filters:
            for words, name, value in one.chips(self.query):
                left = [v for v in self.query.getlist(name) if v != value] if value is not None else []
                found.append(Chip(words, self.address(page=None, **{name: left})))
        return found

    @property
    def clear_url(self) -> str:
        return f"?order={self.order_given}" if self.order_given else self.request.path

    def address(self, **changes: Any) -> str:
        """This list with some of its query string changed; None or [] takes a part out."""
        query = self.query.copy()
        query.pop(EXPORT, None)
        for name, value in changes.items():
            if value is None or value == []:
                query.pop(name, None)
            elif isinstance(value, list):
                query.setlist(name, value)
            else:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else self.request.path

    # What is shown ---------------------------------------------------------------------------------------------------

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """The rows of this page as the table draws them."""
        return [self._cells_of(row) for row in self.rows]

    def _cells_of(self, row: Any) -> dict[str, Any]:
        cells = [
            {
                "value": column.value(row),
                "url": column.link(row) if column.link else None,
                "main": at == 0,
                "number": column.number,
            }
            for at, column in enumerate(self.columns)
        ]
        shown = {"cells": cells, "name": cells[0]["value"], "action_url": None, "action_text": ""}
        if self.action:
            shown |= {"action_url": self.action.url(row), "action_text": self.action.text(row)}
        return shown

    @property
    def export_urls(self) -> list[tuple[str, str]]:
        """The kinds of file in which this list can be had, as (kind, address); none of an empty list."""
        if not (self.exports and self.total):
            return []
        return [(kind, self.address(page=None, **{EXPORT: kind})) for kind in exports.KINDS]

    @property
    def wants_export(self) -> str:
        """The kind of file that was asked for, or nothing."""
        kind = self.query.get(EXPORT, "")
        return kind if self.exports and kind in exports.KINDS else ""

    def respond(
        self,
        template: str,
        context: dict[str, Any] | None = None,
        *,
        on_export: Callable[[int], Any] | None = None,
    ) -> HttpResponse:
        """The page, or the same list as a file. `on_export(count)` writes the audit entry; no export without it."""
        if self.wants_export:
            if on_export is None:
                raise TypeError("A list that exports needs on_export=, which writes the audit entry.")
            response = self.file(self.wants_export)
            on_export(self._rows.count() if isinstance(self._rows, QuerySet) else len(self._rows))
            return response
        return pages.render(self.request, template, {"listing": self} | self.context | (context or {}))

    def file(self, kind: str) -> HttpResponse:
        """All rows of the filtered list, in its order."""
        rows: Iterable[Any] = self._rows
        columns = [*self.columns, *self.in_files]
        if isinstance(rows, QuerySet):
            rows = rows.iterator(chunk_size=2000)
        return exports.file_response(
            kind,
            str(self.exports),
            [str(column.label) for column in columns],
            ([column.plain(row) for column in columns] for row in rows),
        )
