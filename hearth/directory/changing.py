"""How a change of a listing moves, and the editor's other rules, as data: reads and checks data/changes.yaml and
data/editing.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from hearth.directory import vocabularies
from hearth.directory.document import PARTS
from hearth.directory.models.changes import ChangeState

MAKER, PUBLISHER, APPROVER = "maker", "publisher", "approver"


class BadData(Exception):
    """The data contradicts itself; says where."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of changes.yaml."""

    code: str
    origins: frozenset[str]
    to: str
    who: str
    words: str
    tells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """All states and moves of one version."""

    version: int
    open_states: frozenset[str]
    editable_states: frozenset[str]
    moves: dict[str, Move]

    def moves_from(self, state: str) -> list[Move]:
        """Whatever could happen to a change in this state, whoever may do it."""
        return [move for move in self.moves.values() if state in move.origins]


@cache
def machine() -> Machine:
    """The machine that ships with this version. Raises BadData."""
    return build(vocabularies.shipped("changes.yaml"))


def build(data: dict[str, Any]) -> Machine:
    """Make and check a machine."""
    states = {row["code"]: row for row in data["states"]}
    moves = {
        row["move"]: Move(
            row["move"],
            frozenset(row["from"]),
            row["to"],
            row["who"],
            row.get("words", ""),
            tuple(row.get("tells", ())),
        )
        for row in data["moves"]
    }
    open_states = frozenset(code for code, row in states.items() if row["open"])
    if set(states) != set(ChangeState.values):
        raise BadData("The states of the data and of the model differ.")
    for move in moves.values():
        if not move.origins or not (move.origins | {move.to}) <= set(states):
            raise BadData(f"{move.code}: unknown state.")
        if not move.origins <= open_states:
            raise BadData(f"{move.code} leads out of an end.")
        if move.who not in {MAKER, PUBLISHER, APPROVER} or move.words not in {"", "optional", "required"}:
            raise BadData(f"{move.code}: unknown who or words.")
    editable = frozenset(code for code, row in states.items() if row.get("editable"))
    return Machine(data["version"], open_states, editable, moves)


@cache
def rules() -> dict[str, Any]:
    """data/editing.yaml. Raises BadData for a part that no listing has."""
    data = vocabularies.shipped("editing.yaml")
    unknown = {*data["at_once"], *data["stays"]} - set(PARTS)
    if unknown:
        raise BadData(f"editing.yaml: unknown {', '.join(sorted(unknown))}.")
    return data


def at_once() -> frozenset[str]:
    """The parts that go public without approval."""
    return frozenset(rules()["at_once"])


def stays() -> frozenset[str]:
    """The parts that putting back an older version leaves as they are."""
    return frozenset(rules()["stays"])
