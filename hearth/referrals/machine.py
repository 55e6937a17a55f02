"""The moves of a request as data: reads and checks data/transitions.yaml and data/reasons.yaml.

`actions` refuses whatever is not in the machine; `diagram` draws it; the page "How a request moves" lists it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from hearth.access.roles import shipped as shipped_roles
from hearth.core.yaml_files import read_yaml
from hearth.referrals.models import State

DATA = Path(__file__).parent / "data"
DRAFT = "draft"  # lives in core.Draft: no Referral ever has it
FAMILY, PROVIDER, SENDER = "family", "provider", "sender"
PARTIES = (FAMILY, PROVIDER, SENDER)
WORKER, LEAD = "worker", "lead"  # who hears of it besides: to whom it is given, and the duty lead
STAYS = "stays"


class BadData(Exception):
    """The data contradicts itself; says where."""


@dataclass(frozen=True, slots=True)
class StateData:
    """A state: whether it is still going on, and which answer is due while a request stands in it."""

    code: str
    is_open: bool
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may move: the family, or a side that needs a permission."""

    party: str
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of transitions.yaml. See the file for what each field means. `to` is "" where the state stays."""

    code: str
    origins: frozenset[str]
    to: str
    who: tuple[Who, ...]
    live: bool
    automatic: bool
    opened: bool
    once: bool
    needs: str
    reason: str
    reason_optional: bool
    words: str
    alternative: str
    outcome: str
    until: str
    within: int
    tells: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    pauses: tuple[str, ...]
    resumes: tuple[str, ...]

    def target(self, origin: str) -> str:
        """The state after it, made from `origin`."""
        return self.to or origin

    def permission_for(self, party: str) -> str | None:
        """The permission a party needs for this move; "" for the family, None when the party may not at all."""
        return next((who.permission for who in self.who if who.party == party), None)

    def is_seen_by(self, party: str) -> bool:
        """Whether this step of a story is for this party: it may make it, or hears of it. What a family and its service
        write to each other, complaints among it, is none of the sender's."""
        return party in self.tells or self.permission_for(party) is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason or an outcome: what staff choose, and what the family reads."""

    code: str
    staff: str
    family: dict[str, str]
    offered: bool

    def family_words(self) -> str:
        """In the language of the page, else in English."""
        return self.family.get(get_language() or "en", self.family["en"])


@dataclass(frozen=True, slots=True)
class Machine:
    """All states, moves, clocks and reasons of one version."""

    version: int
    reasons_version: int
    clocks: dict[str, int]
    states: dict[str, StateData]
    moves: dict[str, Move]
    reasons: dict[str, dict[str, Reason]]

    def is_open(self, state: str) -> bool:
        """Whether a request in this state is still going on."""
        return self.states[state].is_open

    @property
    def open_states(self) -> list[str]:
        return [code for code, state in self.states.items() if state.is_open and code != DRAFT]

    def live_moves_from(self, state: str, *, opened: bool) -> list[Move]:
        """The moves that can be made now, whoever may make them."""
        return [
            move
            for move in self.moves.values()
            if move.live
            and not move.automatic
            and state in move.origins
            and (opened or not move.opened)
            and not (move.once and opened)
        ]

    def reason_words(self, kind: str, code: str) -> str:
        """A reason in the words of staff; the code itself when the data no longer has it."""
        found = self.reasons.get(kind, {}).get(code)
        return found.staff if found else code

    def family_words(self, kind: str, code: str) -> str:
        """A reason in the words of families, or nothing."""
        found = self.reasons.get(kind, {}).get(code)
        return found.family_words() if found else ""


@cache
def machine() -> Machine:
    """The machine that ships with this version. Raises BadData with the place of a contradiction."""
    return build(_read("transitions.yaml"), _read("reasons.yaml"))


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(DATA / name)
    return data


def build(transitions: dict[str, Any], reasons: dict[str, Any]) -> Machine:
    """Make and check a machine from the two files' contents."""
    states = {
        row["code"]: StateData(row["code"], bool(row["open"]), row.get("clock", "")) for row in transitions["states"]
    }
    lists = {
        kind: {row["code"]: Reason(row["code"], row["staff"], row["family"], row.get("offered", True)) for row in rows}
        for kind, rows in reasons.items()
        if kind != "version"
    }
    moves: dict[str, Move] = {}
    for row in transitions["moves"]:
        if row["move"] in moves:
            raise BadData(f"The move {row['move']} stands twice.")
        moves[row["move"]] = _move(row)
    made = Machine(transitions["version"], reasons["version"], transitions["clocks"], states, moves, lists)
    _check(made)
    return made


def _move(row: dict[str, Any]) -> Move:
    return Move(
        code=row["move"],
        origins=frozenset(row["from"]),
        to="" if row["to"] == STAYS else row["to"],
        who=tuple(Who(*text.split(":", 1)) for text in row["who"]),
        live=row["live"],
        automatic=row.get("automatic", False),
        opened=row.get("opened", False),
        once=row.get("once", False),
        needs=row.get("needs", ""),
        reason=row.get("reason", ""),
        reason_optional=row.get("reason-optional", False),
        words=row.get("words", ""),
        alternative=row.get("alternative", ""),
        outcome=row.get("outcome", ""),
        until=row.get("until", ""),
        within=row.get("within", 0),
        tells=tuple(row.get("tells", ())),
        starts=tuple(row.get("starts", ())),
        stops=tuple(row.get("stops", ())),
        pauses=tuple(row.get("pauses", ())),
        resumes=tuple(row.get("resumes", ())),
    )


def _check(made: Machine) -> None:
    permissions = shipped_roles()["permissions"]
    if set(made.states) != {DRAFT, *State.values}:
        raise BadData("The states of the data and of the model differ.")
    for move in made.moves.values():
        place = f"The move {move.code}"
        _within(move.origins | ({move.to} if move.to else set()), made.states, f"{place}: states")
        _within((who.party for who in move.who), PARTIES, f"{place}: who")
        _within((who.permission for who in move.who if who.party != FAMILY), permissions, f"{place}: permissions")
        _within(move.tells, (*PARTIES, WORKER, LEAD), f"{place}: tells")
        clocks = (*move.starts, *move.stops, *move.pauses, *move.resumes, *([move.needs] if move.needs else []))
        _within(clocks, made.clocks, f"{place}: clocks")
        _within([move.reason] if move.reason else [], made.reasons, f"{place}: reasons")
        if move.to and not all(made.states[code].is_open for code in move.origins):
            raise BadData(f"{place} leads out of an end.")
        if not move.who or not move.origins:
            raise BadData(f"{place} can be made by nobody or from nowhere.")
    for state in made.states.values():
        _within([state.clock] if state.clock else [], made.clocks, f"The state {state.code}: clock")
    _every_state_lies_on_a_way(made)
    for kind, rows in made.reasons.items():
        for reason in rows.values():
            if "en" not in reason.family:
                raise BadData(f"The reason {kind}/{reason.code} has no English words for families.")


def _every_state_lies_on_a_way(made: Machine) -> None:
    reached, ends = {DRAFT}, {code for code, state in made.states.items() if not state.is_open}
    for _round in made.states:
        for move in made.moves.values():
            if move.to and move.origins & reached:
                reached.add(move.to)
            if move.to in ends:
                ends |= move.origins
    for what, found in (("reached from a draft", reached), ("brought to an end", ends)):
        missing = set(made.states) - found
        if missing:
            raise BadData(f"Cannot be {what}: {', '.join(sorted(missing))}.")


def _within(found: Iterable[str], known: Iterable[str], place: str) -> None:
    unknown = set(found) - set(known)
    if unknown:
        raise BadData(f"{place}: unknown {', '.join(sorted(unknown))}.")
