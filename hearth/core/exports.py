"""Tables as files for a spreadsheet: CSV for any program, XLSX for those that guess wrongly at CSV.

A cell never becomes a formula: what somebody typed into a form is opened here by somebody else, in a program that runs
formulas. Whoever hands a file out writes the log entry (`Listing.respond`, or `audit.record` with EntryKind.EXPORT).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60  # characters of a column
MOST_CELL = 32_767  # characters that a spreadsheet's cell holds


def file_response(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a file called `name`.csv or `name`.xlsx. Raises KeyError for another kind."""
    return {CSV: csv_file, XLSX: xlsx_file}[kind](name, heads, rows)


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """As CSV, in UTF-8 with a mark so that spreadsheets read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(str(head)) for head in heads])
    for row in rows:
        writer.writerow([value if _is_number(value) else safe_cell(_text(value)) for value in row])
    return _attached("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """As XLSX: one sheet, its heads fixed, filters on. Numbers are numbers, all else is text as it stands."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    widths = [len(str(head)) for head in heads]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, str(head), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if _is_number(value):
                sheet.write_number(last, place, value)
            elif text := _text(value)[:MOST_CELL]:
                sheet.write_string(last, place, text)
                widths[place] = max(widths[place], len(text))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    if heads:
        sheet.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    return _attached(out.getvalue(), XLSX_TYPE, f"{name}.xlsx")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever stands before it."""
    begins = text.lstrip(" \u00a0\ufeff\n")[:1]
    return f"'{text}" if begins in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") and begins else text


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _attached(body: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
