"""The front desk's words and rules: pure functions over data/desk.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core import working_days
from hearth.core.clock import LONDON
from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "desk.yaml"
END_OF_DAY = time(17, 0)  # when a colleague's working day is taken to end
DESK, TAKER = "desk", "taker"


@dataclass(frozen=True, slots=True)
class Choice:
    """One code with its words, and what goes with it in its own list (see the file)."""

    code: str
    name: str
    icon: str = ""
    danger: str = ""
    offered: bool = True
    within: int | None = None  # minutes
    by: int | None = None  # working days


@dataclass(frozen=True, slots=True)
class HandoverMove:
    """One move of a handover: from which states, to which, and by whom (DESK or TAKER)."""

    code: str
    start: tuple[str, ...]
    to: str
    who: str


@cache
def shipped() -> dict[str, Any]:
    """The file as it stands."""
    content: dict[str, Any] = read_yaml(FILE)
    return content


def version() -> str:
    return str(shipped()["version"])


@cache
def choices(kind: str) -> tuple[Choice, ...]:
    """The choices of one list (topics, ways, who, bands, offered, outcomes, urgency, results, reasons), in order."""
    return tuple(Choice(**row) for row in shipped()[kind])


def choice(kind: str, code: str) -> Choice | None:
    """One of them, or None for a code that this version does not have."""
    return next((one for one in choices(kind) if one.code == code), None)


def words(kind: str, code: str) -> str:
    """The words of a code; the code itself where this version does not have it."""
    found = choice(kind, code)
    return found.name if found else code


def pairs(kind: str) -> list[tuple[str, str]]:
    """The choices of a list that a form offers."""
    return [(one.code, one.name) for one in choices(kind) if one.offered]


def known(kind: str, codes: Iterable[str]) -> list[str]:
    """The codes among these that a form offers, each once, in the order of the list."""
    wanted = set(codes)
    return [one.code for one in choices(kind) if one.offered and one.code in wanted]


@cache
def moves() -> dict[str, HandoverMove]:
    """What a handover can do, by code."""
    return {
        code: HandoverMove(code, tuple(row["from"]), row["to"], row["who"]) for code, row in shipped()["moves"].items()
    }


def small() -> int:
    """Counts below this are not shown beyond the hub."""
    return int(shipped()["small"])


def answer_by(urgency: str, now: datetime) -> datetime:
    """By when a colleague must answer: so many minutes from now, or 5pm (London) at the end of so many working days.

    Raises KeyError for a code that there is not.
    """
    found = choice("urgency", urgency)
    if found is None:
        raise KeyError(urgency)
    if found.within is not None:
        return now + timedelta(minutes=found.within)
    day = working_days.after(now.astimezone(LONDON).date(), found.by or 1)
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)


def finish_by(taken_at: datetime) -> date:
    """The day by which whoever took somebody over says what came of it."""
    return working_days.after(taken_at.astimezone(LONDON).date(), int(shipped()["finish_within"]))


def words_kept_until(now: datetime) -> datetime:
    """Notes and ways to reach somebody that ended before this moment are forgotten."""
    return now - timedelta(days=int(shipped()["keep"]["words"]))
