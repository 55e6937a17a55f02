"""Reasons, tiers and outcomes of what is restricted and of what is opened in an emergency: reads data/trust.yaml."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "trust.yaml"
SUMMARY, NOTES = "summary", "notes"  # tiers b and c; there is no code for d, which is never opened


def version() -> int:
    """Of the file."""
    return int(_read()["version"])


def open_for() -> timedelta:
    """How long an opening lasts."""
    return timedelta(hours=_read()["hours"])


def choices(part: str) -> list[tuple[str, str]]:
    """Codes and words of `reasons`, `tiers`, `outcomes` or `restrictions`, in order."""
    return [(row["code"], row["words"]) for row in _read()[part]]


def words(part: str, code: str) -> str:
    """The words of a code; the code itself where the file has lost it."""
    return dict(choices(part)).get(code, code)


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(FILE)
    return data
