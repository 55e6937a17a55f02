"""What a listing's document says, in words: row by row, for reading it, and side by side with another."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from hearth.directory.staff.listing_rows import FACE_ROWS, ROWS, Document, Lines, Row


@dataclass(frozen=True, slots=True)
class Compared:
    """One row that two documents say differently. `marked` are both as one text, where words came and went."""

    code: str
    label: str
    page: str
    before: Lines
    after: Lines
    marked_before: list[Markup] = field(default_factory=list)
    marked_after: list[Markup] = field(default_factory=list)
    parts: tuple[str, ...] = ()


def compare(before: Document, after: Document) -> list[Compared]:
    """The rows that differ, in the listing's order. A part that one of them does not have is the same."""
    found = []
    for row in rows_for(after):
        differs = any(part in before and part in after and before[part] != after[part] for part in row.parts)
        if not differs:
            continue
        old, new = row.lines(dict(after) | dict(before)), row.lines(dict(before) | dict(after))
        if old == new and row.code == "ages":  # 60 and 71 months are both "5 years"
            old, new = [f"{old[0]} ({_months(before)})"], [f"{new[0]} ({_months(after)})"]
        marked = _marked(old, new)
        found.append(Compared(row.code, str(row.label), row.page, old, new, *marked, row.parts))
    return found


def _months(document: Document) -> str:
    low, high = document.get("min_age_months"), document.get("max_age_months")
    return _("%(low)s to %(high)s months") % {"low": low or 0, "high": "…" if high is None else high}


def rows_for(document: Document) -> Sequence[Row]:
    """The rows of a service's document, or of an organisation's public face."""
    return ROWS if "name" in document or "places" in document else FACE_ROWS


def in_words(document: Document, *, all_rows: bool = False) -> list[tuple[Row, Lines]]:
    """Every row with what it says; rows that say nothing only with `all_rows`."""
    rows = [(row, row.lines(document)) for row in rows_for(document)]
    return rows if all_rows else [(row, lines) for row, lines in rows if lines]


WORD = re.compile(r"\s+|\w+|[^\w\s]")


def _marked(old: Lines, new: Lines) -> tuple[list[Markup], list[Markup]]:
    """Both sides, each word that only one of them has marked as deleted or inserted."""
    if len(old) == len(new) == 1:
        before, after = _words_marked(old[0], new[0])
        return [before], [after]
    return (
        [escape(line) if line in new else Markup("<del>{}</del>").format(line) for line in old],
        [escape(line) if line in old else Markup("<ins>{}</ins>").format(line) for line in new],
    )


def _words_marked(old: str, new: str) -> tuple[Markup, Markup]:
    was, now = WORD.findall(old), WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    if matcher.ratio() < 0.3:  # two different texts: marking every other word helps nobody
        return Markup("<del>{}</del>").format(old), Markup("<ins>{}</ins>").format(new)
    before, after = Markup(""), Markup("")
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(was[a:b]), "".join(now[c:d])
        before += escape(gone) if kind == "equal" or not gone else Markup("<del>{}</del>").format(gone)
        after += escape(come) if kind == "equal" or not come else Markup("<ins>{}</ins>").format(come)
    return before, after
