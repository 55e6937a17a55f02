"""What staff read of loads: each file's counts, its reasons ranked in words, its rows, and the refused ones to mend."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hearth.core.lists import safe_cell
from hearth.directory.loading.mapping import mappings
from hearth.directory.loading.reasons import Weight, weight, words
from hearth.directory.models import Feed, Load, LoadRow, RowOutcome

UNSEEN = {"spaces"}  # the difference cannot be seen


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason, how many rows it touched, and what it did to them."""

    code: str
    words: str
    effect: str
    weight: str
    count: int


def loads() -> QuerySet[Load]:
    """Every reading of every file. They hold nothing about a person."""
    return Load.objects.all()


def load(load_id: UUID) -> Load | None:
    """One reading of a file."""
    return Load.objects.select_related("feed").filter(pk=load_id).first()


def title(source: str) -> str:
    """What a kind of file holds, in words, or whose feed it is; its code where neither is there any more."""
    if source.startswith("feed-"):
        return Feed.objects.filter(code=source.removeprefix("feed-")).values_list("name", flat=True).first() or source
    return next((mapping.title for mapping in mappings() if mapping.source == source), source)


def state(one: Load) -> str:
    """How it went, in a few words."""
    if one.finished_at is None:
        return _("Broken off: load it again")
    return _("Stopped before its end") if "failed" in one.counts else _("Read to its end")


def counts(one: Load) -> dict[str, Any]:
    """The counts of a load, all of them there: one that was killed before its first batch has none yet."""
    names = ("rows", "accepted", "repaired", "refused", "unchanged", "added", "updated", "gone", "conflicts")
    return {**dict.fromkeys(names, 0), "notes": [], "failed": "", **one.counts}


def effect(code: str) -> str:
    """What a reason did to its row."""
    words_of = {Weight.REFUSAL: _("Refused"), Weight.REPAIR: _("Repaired"), Weight.REMARK: _("Worth a look")}
    return words_of[weight_of(code)]


def weight_of(code: str) -> Weight:
    """A reason's weight; a remark for a code that this version does not know."""
    try:
        return weight(code)
    except KeyError:
        return Weight.REMARK


def reasons(one: Load) -> list[ReasonLine]:
    """The reasons of a load: refusals first, then repairs, then remarks; the most frequent first."""
    order = [Weight.REFUSAL, Weight.REPAIR, Weight.REMARK]
    lines = [
        ReasonLine(code, words(code), effect(code), weight_of(code).value, count)
        for code, count in one.counts.get("reasons", {}).items()
    ]
    return sorted(lines, key=lambda line: (order.index(weight_of(line.code)), -line.count, line.words))


def rows(one: Load) -> QuerySet[LoadRow]:
    """The rows of which there is something to say."""
    return LoadRow.objects.filter(load=one)


def row_reasons(row: LoadRow) -> list[str]:
    """Each reason in words, with what was there and what is there now."""
    return [reason_words(reason) for reason in row.reasons]


def reason_words(reason: Mapping[str, str]) -> str:
    """One reason as it is kept (`Reason.as_json`), in words."""
    text = words(reason["code"])
    if reason.get("column"):
        text = _("%(column)s: %(words)s") % {"column": reason["column"], "words": text}
    if reason.get("was") and reason["code"] not in UNSEEN:
        text += f" (“{_short(reason['was'])}”" + (f" → “{_short(reason['now'])}”" if reason.get("now") else "") + ")"
    return text


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def row_name(row: LoadRow) -> str:
    """What a row is called, as far as its raw text says."""
    for column, value in row.raw.items():
        if value and column.lower().replace("_", " ").endswith("name"):
            return in_words(value)
    return next((in_words(value)[:200] for value in row.raw.values() if value), "")


def in_words(value: Any) -> str:
    """A value of a raw row as text: a part of a record that is a record itself as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def refused_csv(one: Load) -> str:
    """The refused rows with the file's own columns and the reason, to mend and load again."""
    refused = rows(one).filter(outcome=RowOutcome.REFUSED).order_by("number")
    columns: dict[str, None] = {}
    for raw in refused.values_list("raw", flat=True).iterator(chunk_size=2000):
        columns.update(dict.fromkeys(raw))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Row"), _("Why"), *columns])
    for row in _each(refused):
        why = "; ".join(row_reasons(row))
        writer.writerow([row.number, safe_cell(why), *(safe_cell(in_words(row.raw.get(name, ""))) for name in columns)])
    return "\ufeff" + out.getvalue()


def cells(found: QuerySet[LoadRow]) -> Iterator[list[str]]:
    """Number, name, outcome, reasons and the row as it came, as the cells of a table."""
    for row in _each(found):
        why = "; ".join(row_reasons(row))
        yield [str(row.number or ""), row_name(row), str(row.get_outcome_display()), why, in_words(row.raw)]


def _each(found: QuerySet[LoadRow]) -> Iterator[LoadRow]:
    yield from found.iterator(chunk_size=2000)
