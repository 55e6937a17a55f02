"""What a request was about, need by need, and what came of each: reads and checks data/needs.yaml.

The needs of a request are those that its service works on, by the service's kinds of help in the directory, and
whatever else came up; the service says which when the work is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from hearth.core.yaml_files import read_yaml
from hearth.referrals.machine import machine

FILE = Path(__file__).parent / "data" / "needs.yaml"
OUTCOMES = "outcomes"  # the list of data/reasons.yaml
MET, PARTLY, ELSEWHERE, NOT_MET = "needs-met", "partly-met", "other-help-found", "not-met"


@dataclass(frozen=True, slots=True)
class Need:
    """One need: what staff and what the family read, and the kinds of help (service expectations) that are for it."""

    code: str
    staff: str
    family: dict[str, str]
    of: frozenset[str]
    offered: bool

    def family_words(self) -> str:
        """In the language of the page, else in English."""
        return self.family.get(get_language() or "en", self.family["en"])


@cache
def needs() -> dict[str, Need]:
    """All needs by code, in the order in which they are shown."""
    data: dict[str, Any] = read_yaml(FILE)
    return {
        row["code"]: Need(
            row["code"], row["staff"], row["family"], frozenset(row.get("of", ())), row.get("offered", True)
        )
        for row in data["needs"]
    }


def offered(expectations: Collection[str]) -> tuple[list[Need], list[Need]]:
    """The needs that a service with these expectations works on, and the others."""
    own = [need for need in needs().values() if need.offered and need.of & set(expectations)]
    return own, [need for need in needs().values() if need.offered and need not in own]


def is_known(by_need: Mapping[str, str]) -> bool:
    """Whether something came of at least one need, by codes that the data has."""
    known = machine().reasons[OUTCOMES]
    return bool(by_need) and all(need in needs() and outcome in known for need, outcome in by_need.items())


def overall(by_need: Mapping[str, str]) -> str:
    """The one outcome that says how it ended as a whole: what all needs share; else some of the help, help elsewhere,
    a need that is still there, in this order."""
    found = set(by_need.values())
    if len(found) == 1:
        return found.pop()
    if found & {MET, PARTLY}:
        return PARTLY
    return next((code for code in (ELSEWHERE, NOT_MET) if code in found), "")


def named(by_need: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each need's code and what staff call it."""
    return [(code, need.staff if need else code) for code, need, _outcome in _in_order(by_need)]


def staff_words(by_need: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each need and what came of it, as staff read it."""
    return [
        (need.staff if need else code, machine().reason_words(OUTCOMES, outcome))
        for code, need, outcome in _in_order(by_need)
    ]


def family_words(by_need: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each need and what came of it, as the family reads it."""
    return [
        (need.family_words() if need else "", machine().family_words(OUTCOMES, outcome))
        for _code, need, outcome in _in_order(by_need)
    ]


def _in_order(by_need: Mapping[str, str]) -> Iterator[tuple[str, Need | None, str]]:
    """In the order of the data; a code that it no longer has comes last."""
    order = list(needs())
    for code in sorted(by_need, key=lambda code: order.index(code) if code in order else len(order)):
        yield code, needs().get(code), by_need[code]
