"""The privacy notice by version (data/notice.yaml): which one is shown on a day, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml
from hearth.families.vocabulary import in_language

FILE = Path(__file__).parent / "data" / "notice.yaml"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Something that a family may agree to, or not."""

    code: str
    words: Words
    hint: Words


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of the notice; texts by language."""

    version: str
    shown_from: date
    short: Words
    parts: tuple[tuple[Words, Words], ...]  # title, words
    agreements: tuple[Agreement, ...]

    @property
    def summary(self) -> str:
        return in_language(self.short)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """(title, words) in the reader's language."""
        return [(in_language(title), in_language(words)) for title, words in self.parts]

    def choices(self) -> list[tuple[str, str, str]]:
        """What can be agreed to, for a form: code, words, hint."""
        return [(one.code, in_language(one.words), in_language(one.hint)) for one in self.agreements]

    def agreed_words(self, codes: list[str]) -> list[str]:
        """The words of what was agreed to."""
        return [in_language(one.words) for one in self.agreements if one.code in codes]


@cache
def versions() -> tuple[Notice, ...]:
    """All versions, the oldest first."""
    rows: list[dict[str, Any]] = read_yaml(FILE)["versions"]
    return tuple(
        Notice(
            version=str(row["version"]),
            shown_from=row["from"],
            short=row["short"],
            parts=tuple((part["title"], part["words"]) for part in row["parts"]),
            agreements=tuple(Agreement(one["code"], one["words"], one["hint"]) for one in row["agreements"]),
        )
        for row in rows
    )


def current(today: date) -> Notice:
    """The version that is shown on a day."""
    shown = [notice for notice in versions() if notice.shown_from <= today]
    return shown[-1] if shown else versions()[0]


def shown_with(version: str, today: date) -> Notice:
    """The version that a family was shown; today's where this installation does not have it."""
    return of(version) or current(today)


def of(version: str) -> Notice | None:
    """One version, or None for one that this installation does not have."""
    return next((notice for notice in versions() if notice.version == version), None)
