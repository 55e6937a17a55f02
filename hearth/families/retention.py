"""How long what is kept: reads data/retention.yaml, and works out when something is due."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "retention.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """For how long one class of records is kept. `until_age` (in years) looks at the youngest child; None does not."""

    code: str
    words: str
    years: int
    until_age: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Dates:
    """From what the time runs: when it was closed or last touched, and when the youngest child in it was born (None:
    no child, or not known)."""

    base: date
    youngest: date | None = None


def due_on(rule: Rule, dates: Dates) -> date:
    """The first day on which it may be destroyed. `retention_due_on` says the same in SQL.

    Where a child's age counts and no birth date is known, the child is taken to be born when it was closed: rather too
    long than too short.
    """
    due = years_after(dates.base, rule.years)
    if rule.until_age is None:
        return due
    return max(due, years_after(dates.youngest or dates.base, rule.until_age))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February where there is no 29th."""
    year = day.year + years
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )


def version() -> int:
    """Of the file."""
    return int(_read()["version"])


def shipped() -> list[Rule]:
    """The rules as they ship, in order."""
    return [
        Rule(row["code"], row["words"], row["years"], row["until_age"], row["source"]) for row in _read()["classes"]
    ]


def class_words(code: str) -> str:
    """What a class is; the code itself where the file has lost it."""
    return next((one.words for one in shipped() if one.code == code), code)


def besides() -> list[tuple[str, str]]:
    """What nobody decides about, and what becomes of it."""
    return [(row["words"], row["rule"]) for row in _read()["besides"]]


def hold_reasons() -> list[tuple[str, str]]:
    """Why something may be held: code and words."""
    return [(row["code"], row["words"]) for row in _read()["holds"]]


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(FILE)
    return data
