"""What becomes of the parts of a copy: what the family reads, page by page and as JSON. One function decides it, and
the preview, the PDF and the JSON show what it gives; what was blacked out or held back is in none of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation

from hearth.core.words import date_words
from hearth.directory.leaflets import press
from hearth.families import blackout, copies
from hearth.families.blackout import Segment
from hearth.families.models import CopyPart, Decision

SCHEMA = "hearth-copy-1"
SHORTEST = 3  # letters of what was blacked out that is looked for elsewhere


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One line. `runs` are for whoever prepares it: what stays, and what goes."""

    label: str
    text: str  # as the family reads it
    runs: list[Segment]


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part that is given, under the number that the family reads."""

    number: int
    part: CopyPart
    items: list[ReadItem]
    reason: str = ""  # why words were blacked out, in the family's language; may be untold


@dataclass(frozen=True, slots=True)
class AsRead:
    """The whole copy: what is given, and what the family is told that was held back (number, why)."""

    given: list[ReadPart] = field(default_factory=list)
    held: list[tuple[int, str]] = field(default_factory=list)
    silent: int = 0  # held back, and not told


@dataclass(frozen=True, slots=True)
class Released:
    """What was made at sign-off."""

    pdf: bytes
    data: bytes
    given: int
    held_back: int

    @property
    def digests(self) -> tuple[str, str]:
        return hashlib.sha256(self.pdf).hexdigest(), hashlib.sha256(self.data).hexdigest()


def read_items(part: CopyPart) -> list[ReadItem]:
    """The lines of one part with what is blacked out, whether or not it is given in the end."""
    texts = [str(item["text"]) for item in part.items]
    is_black = part.decision == Decision.BLACK_OUT
    gone = blackout.by_item(part.pieces, part.passages, texts) if is_black else [[] for _text in texts]
    return [
        ReadItem(item["label"], blackout.left(text, stretches), blackout.segments(text, stretches))
        for item, text, stretches in zip(part.items, texts, gone, strict=True)
    ]


def as_read(parts: Iterable[CopyPart]) -> AsRead:
    """What the family reads. Numbers run on without a gap where something was held back in silence."""
    made, number = AsRead(), 0
    silent = 0
    for part in parts:
        if part.decision == Decision.HOLD:
            if copies.is_silent(part.reason):
                silent += 1
                continue
            number += 1
            made.held.append((number, copies.told(part.reason)))
            continue
        number += 1
        is_told = part.decision == Decision.BLACK_OUT and not copies.is_silent(part.reason)
        made.given.append(ReadPart(number, part, read_items(part), copies.told(part.reason) if is_told else ""))
    return AsRead(made.given, made.held, silent)


def still_there(read: AsRead) -> list[tuple[str, list[int]]]:
    """Words that were blacked out somewhere and can still be read in these parts: for whoever signs it off to see."""
    everywhere = {one.number: "\n".join(item.text for item in one.items) for one in read.given}
    black = {run.text.strip() for one in read.given for item in one.items for run in item.runs if run.is_black}
    found = []
    for words in sorted(one for one in black if len(one) >= SHORTEST):
        where = [number for number, text in everywhere.items() if blackout.stretches_of(words, text)]
        if where:
            found.append((words, where))
    return found


def make(*, parts: Iterable[CopyPart], whose: str, reference: str, language: str, gathered_at: datetime) -> Released:
    """The files. The first page is in the family's language, the parts are as they were written. Raises press.Busy."""
    kept = list(parts)
    with translation.override(language):
        read = as_read(kept)
        pdf = press.pdf("copy", _content(read, whose, reference, gathered_at))
    with translation.override("en"):
        data = _json(as_read(kept), whose, reference, gathered_at)
    return Released(pdf, data, len(read.given), len(read.held) + read.silent)


def _content(read: AsRead, whose: str, reference: str, gathered_at: datetime) -> dict[str, Any]:
    when = {"date": date_words(gathered_at, weekday=False)}
    lead = [copies.cover("what") % when, copies.cover("english")]
    if any(one.reason for one in read.given):
        lead.append(copies.cover("black"))
    return {
        "title": copies.cover("title"),
        "whose": f"{whose} · {reference}",
        "lead": [words for words in lead if words],
        "held_title": copies.cover("held"),
        "held": [f"{copies.cover('part') % {'n': number}}: {why}" for number, why in read.held],
        "more": copies.cover("may_be_more"),
        "unhappy": copies.cover("unhappy"),
        "complain": copies.cover("complain"),
        "footer": reference,
        "parts": [
            {
                "title": f"{one.number}. {one.part.title}",
                "about": _meta(one.part),
                "note": one.reason,
                "rows": [{"label": item.label, "lines": item.text.split("\n"), "plain": False} for item in one.items],
            }
            for one in read.given
        ],
    }


def _meta(part: CopyPart) -> str:
    with translation.override("en"):
        held = date_words(part.held_at, weekday=False) if part.held_at else ""
    return " · ".join(filter(None, (part.about, held)))


def _json(read: AsRead, whose: str, reference: str, gathered_at: datetime) -> bytes:
    said = {
        "schema": SCHEMA,
        "whose": whose,
        "reference": reference,
        "as_it_stood": gathered_at.isoformat(),
        "complain": "https://ico.org.uk/make-a-complaint/",
        "parts": [
            {
                "number": one.number,
                "kind": one.part.kind,
                "title": one.part.title,
                "about": one.part.about,
                "held_since": one.part.held_at.isoformat() if one.part.held_at else None,
                "facts": [{"label": item.label, "text": item.text} for item in one.items],
                "blacked_out": one.part.decision == Decision.BLACK_OUT,
                "reason": one.reason,
            }
            for one in read.given
        ],
        "held_back": [{"number": number, "reason": why} for number, why in read.held],
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()
