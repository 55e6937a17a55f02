"""How soon a referral needs an answer, as data (data/urgency.yaml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hearth.core.yaml_files import read_yaml
from hearth.referrals.machine import machine

FILE = Path(__file__).parent / "data" / "urgency.yaml"
USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Urgency:
    """One degree. `clocks` are working days after the day of sending, where they differ from the machine's."""

    code: str
    name: str
    means: str
    clocks: dict[str, int] = field(default_factory=dict)


@cache
def urgencies() -> dict[str, Urgency]:
    """By code, in the order of the file."""
    return {row["code"]: Urgency(**row) for row in read_yaml(FILE)["urgencies"]}


def clocks_of(code: str) -> dict[str, int]:
    """All clocks in working days for a referral of this urgency; of a code that is gone, the usual ones."""
    found = urgencies().get(code)
    return machine().clocks | (found.clocks if found else {})


def urgency_words(code: str) -> str:
    """Its name; the code itself when the data no longer has it."""
    found = urgencies().get(code)
    return found.name if found else code
