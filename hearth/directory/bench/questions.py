"""The questions by which the search is judged, and the halves they are in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "questions.yaml"
LOOKED_AT = frozenset({"fifth"})  # lots of which every miss was looked at: they judge nothing any more


class Half(StrEnum):
    """Misses of the first may be looked at to make the search better; those of the second only judge it."""

    TUNED = "tuned"
    UNTUNED = "untuned"


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the codes of terms of which an answer has one. `age` is in years, None where none is said.
    `lot` says when it was written: see the file."""

    words: str
    want: tuple[str, ...]
    age: float | None
    language: str
    lot: str = "first"

    @property
    def half(self) -> Half:
        """Decided by the words alone, so that no new question moves an old one."""
        if self.lot in LOOKED_AT:
            return Half.TUNED
        first = hashlib.sha256(self.words.encode()).digest()[0]
        return Half.UNTUNED if first % 2 else Half.TUNED


@cache
def questions() -> tuple[Question, ...]:
    """All of them, in the file's order."""
    lots = read_yaml(FILE)
    return tuple(
        Question(row["q"], tuple(row["want"]), row.get("age"), row.get("in", "en"), lot)
        for lot, rows in lots.items()
        for row in rows
    )
