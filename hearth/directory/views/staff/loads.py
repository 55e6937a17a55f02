"""What was read from files: how good it was, row by row. For staff who keep the directory true."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from markupsafe import Markup, escape

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, csv_file
from hearth.core.words import count_words, when_words
from hearth.directory.loading import report
from hearth.directory.models import Load, LoadRow, RowOutcome
from hearth.directory.queries import feeds
from hearth.directory.staff import feed_words


def _count(name: str) -> Any:
    return lambda row: count_words(row.counts.get(name, 0))


def _breakable(name: str) -> Markup:
    """A file's name that may be broken over lines where its words end."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[/_.-])", name))


class Loads(Listing):
    """All loads, newest first."""

    columns = [
        Column(
            "source",
            gettext_lazy("What it holds"),
            sort="source",
            cell=lambda row: report.title(row.source),
            link=lambda row: reverse("directory:load", args=[row.pk]),
        ),
        Column("file", gettext_lazy("File"), sort="file_name", cell=lambda row: _breakable(row.file_name)),
        Column("when", gettext_lazy("When"), sort="created_at", cell=lambda row: when_words(row.created_at)),
        Column("accepted", gettext_lazy("Accepted"), cell=_count("accepted"), number=True),
        Column("repaired", gettext_lazy("Repaired"), cell=_count("repaired"), number=True),
        Column("refused", gettext_lazy("Refused"), cell=_count("refused"), number=True),
        Column("unchanged", gettext_lazy("As before"), cell=_count("unchanged"), number=True),
        Column("state", gettext_lazy("How it went"), cell=report.state),
    ]
    filters = [
        ChoiceFilter(
            "source",
            gettext_lazy("What it holds"),
            choices=lambda: [
                (source, report.title(source))
                for source in report.loads().order_by("source").values_list("source", flat=True).distinct()
            ],
            apply=lambda rows, value: rows.filter(source=value),
        )
    ]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s file read", "%(n)s files read", n))
    empty = Empty(
        gettext_lazy("No file has been loaded yet"),
        gettext_lazy("When lists of places or services are loaded, how good they were shows here."),
        icon="file",
    )


def _reasons_cell(row: LoadRow) -> Markup:
    return Markup("<br>").join(escape(line) for line in report.row_reasons(row))


def _raw_cell(row: LoadRow) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>').format(
        reverse("directory:load_row", args=[row.load_id, row.pk]), gettext_lazy("As it came"), report.row_name(row)
    )


class LoadRows(Listing):
    """The rows of one load of which there is something to say."""

    columns = [
        Column("name", gettext_lazy("What"), cell=report.row_name),
        Column("number", gettext_lazy("Row"), sort="number", cell=lambda row: row.number or "", number=True),
        Column("outcome", gettext_lazy("What became of it"), cell=lambda row: row.get_outcome_display()),
        Column("why", gettext_lazy("Why"), cell=_reasons_cell),
        Column("raw", gettext_lazy("The row"), cell=_raw_cell),
    ]
    filters = [
        ChoiceFilter(
            "outcome",
            gettext_lazy("What became of it"),
            choices=RowOutcome.choices,
            apply=lambda rows, value: rows.filter(outcome=value),
        ),
    ]
    order = "number"
    page_size = 25
    things = staticmethod(lambda n: ngettext("%(n)s row", "%(n)s rows", n))
    empty = Empty(
        gettext_lazy("Nothing to say about any row"),
        gettext_lazy("Every row came in as it stood, or is the same as before."),
        icon="check",
    )


def _rows_of(one: Load) -> type[LoadRows]:
    """The list with a filter of this load's own reasons."""
    why = ChoiceFilter(
        "reason",
        gettext_lazy("Why"),
        choices=[(line.code, line.words) for line in report.reasons(one)],
        apply=lambda rows, value: rows.filter(reasons__contains=[{"code": value}]),
    )

    class Rows(LoadRows):
        filters = [*LoadRows.filters, why]

    return Rows


@staff("directory.feeds")
@require_safe
def loads(request: MemberRequest) -> HttpResponse:
    """Every reading of a file."""
    return Loads(request, report.loads()).respond("directory/loads.html")


@staff("directory.feeds")
@require_safe
def load(request: MemberRequest, load_id: UUID) -> HttpResponse:
    """One reading: counts, reasons ranked, rows."""
    one = _load_or_404(load_id)
    page = _rows_of(one)(request, report.rows(one))
    return page.respond(
        "directory/load.html",
        {
            "load": one,
            "feed": one.feed,
            "is_running": feeds.is_running(one, clock.now()),
            "shares": feed_words.shares(one.counts.get("quality", {})),
            "title": report.title(one.source),
            "state": feed_words.reading_state(one, clock.now()) if one.feed else report.state(one),
            "counts": report.counts(one),
            "reasons": report.reasons(one),
        },
    )


@staff("directory.feeds")
@require_safe
def load_row(request: MemberRequest, load_id: UUID, row_id: int) -> HttpResponse:
    """One row or record: what became of it, why, and all of it as it was sent."""
    row = feeds.row(load_id, row_id)
    if row is None:
        raise Http404
    kept = feeds.source_row(row)
    return pages.render(
        request,
        "directory/load_row.html",
        {
            "row": row,
            "name": report.row_name(row) or _("A row without a name"),
            "title": report.title(row.load.source),
            "reasons": report.row_reasons(row),
            "parts": [(name, report.in_words(value)) for name, value in row.raw.items() if value],
            "kept": kept,
            "raw": json.dumps(kept.raw if kept else row.raw, indent=2, ensure_ascii=False),
            "back": reverse("directory:load", args=[load_id]),
        },
    )


@staff("directory.feeds")
@require_safe
def load_rows(request: MemberRequest, load_id: UUID) -> HttpResponse:
    """Every row of which there is something to say, as a file."""
    one = _load_or_404(load_id)
    found = report.rows(one).order_by("number", "pk")
    response = csv_file(
        f"rows-{one.source}",
        [_("Row"), _("What"), _("What became of it"), _("Why"), _("As it came")],
        report.cells(found),
    )
    audit.record(
        action="directory.load_rows_exported",
        kind=EntryKind.EXPORT,
        by=request.actor,
        subject_type="load",
        subject_id=one.pk,
        detail={"count": found.count()},
    )
    return response


@staff("directory.feeds")
@require_safe
def load_refused(request: MemberRequest, load_id: UUID) -> HttpResponse:
    """The refused rows as a file with the columns they came with."""
    one = _load_or_404(load_id)
    response = HttpResponse(report.refused_csv(one), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{one.source}.csv"'
    audit.record(
        action="directory.refused_rows_exported",
        kind=EntryKind.EXPORT,
        by=request.actor,
        subject_type="load",
        subject_id=one.pk,
        detail={"count": one.counts.get("refused", 0)},
    )
    return response


def _load_or_404(load_id: UUID) -> Load:
    found = report.load(load_id)
    if found is None:
        raise Http404
    return found
