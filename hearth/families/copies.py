"""The words and rules of copies that families ask for: reads data/copies.yaml."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml
from hearth.families.vocabulary import in_language

FILE = Path(__file__).parent / "data" / "copies.yaml"


def version() -> int:
    """Of the file."""
    return int(_read()["version"])


def open_for() -> timedelta:
    """How long a family may take its copy from its own page."""
    return timedelta(days=_read()["open_days"])


def choices(part: str) -> list[tuple[str, str]]:
    """Codes and members' words of `decisions` or `handovers`, in order."""
    return [(row["code"], row["words"]) for row in _read()[part]]


def reasons() -> list[tuple[str, str, str]]:
    """Why a member may hold something back: code, words, and the law that says so."""
    return [(row["code"], row["words"], row["basis"]) for row in _read()["reasons"] if not row.get("locked")]


def words(part: str, code: str) -> str:
    """Members' words of a code; the code itself where the file has lost it."""
    return next((str(row["words"]) for row in _read()[part] if row["code"] == code), code)


def told(code: str) -> str:
    """A reason in the words that the family reads, in its language."""
    return next((in_language(row) for row in _read()["reasons"] if row["code"] == code), "")


def is_silent(code: str) -> bool:
    """Whether the family is not told that something was held back for this reason."""
    return any(row["code"] == code and row.get("silent", False) for row in _read()["reasons"])


def cover(name: str) -> str:
    """A sentence of the first page, in the reader's language."""
    return in_language(_read()["cover"][name])


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(FILE)
    return data
