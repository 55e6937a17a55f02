"""From a referral's story to what is counted of it: the one place that says when a stage begins and ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from hearth.core import clock, working_days
from hearth.referrals.machine import FAMILY, SENDER, machine
from hearth.referrals.models import State

# Where the service's clock rests: it waits for an answer, or the work does.
RESTING = frozenset({State.NEEDS_INFORMATION, State.ON_HOLD})
ANSWERS = frozenset({State.ACCEPTED, State.WAITING, State.DECLINED, State.REDIRECTED})
# Ends by the service, each with what came of it: an outcome, or a reason and where else to go.
SERVICE_ENDS = frozenset({State.COMPLETED, State.DECLINED, State.REDIRECTED, State.ENDED_EARLY})


class Step(Protocol):
    """What is read of a status row."""

    @property
    def number(self) -> int: ...
    @property
    def to_state(self) -> str: ...
    @property
    def move(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def by_need(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Stages:
    """What the story alone says. Days as in `LoopFact`; None where the stage has not ended, or never was."""

    rows: int
    state: str
    is_open: bool
    sent_on: date
    started: bool
    ended_at: datetime | None
    days_to_open: int | None
    days_to_answer: int | None
    days_to_contact: int | None
    days_waiting: int | None
    days_to_end: int | None
    reason: str
    has_outcome: bool
    by_need: dict[str, str] = field(default_factory=dict)


def stages(story: Sequence[Step]) -> Stages:
    """Count one story, oldest row first.

    To open: until somebody at the service read it. To answer: until it was accepted, put on the waiting list, declined
    or passed on. To contact: until the first contact. Waiting: on the waiting list. To end: until an end. All from the
    sending, but waiting.
    """
    first, last = story[0], ending(story)
    is_open = machine().is_open(last.to_state)
    opened = _first(row for row in story if row.move == "open" or row.to_state in ANSWERS)
    answered = _first(row for row in story if row.to_state in ANSWERS)
    started = _first(row for row in story if row.to_state == State.IN_PROGRESS)
    waiting = _first(row for row in story if row.to_state == State.WAITING)
    left = _first(row for row in story if waiting and row.number > waiting.number and row.to_state != State.WAITING)

    def days(start: Step | None, end: Step | None) -> int | None:
        return _days(story, start, end) if start and end else None

    return Stages(
        rows=story[-1].number,
        state=last.to_state,
        is_open=is_open,
        sent_on=clock.today(first.at),
        started=started is not None,
        ended_at=None if is_open else last.at,
        days_to_open=days(first, opened),
        days_to_answer=days(first, answered),
        days_to_contact=days(first, started),
        days_waiting=days(waiting, left),
        days_to_end=days(first, None if is_open else last),
        reason=last.reason if last.to_state == State.DECLINED else "",
        has_outcome=_has_outcome(last),
        by_need=dict(last.by_need) if last.to_state == State.COMPLETED else {},
    )


def ending(story: Sequence[Step]) -> Step:
    """The row that ended it (a complaint or the sender's choice may follow); the newest while it goes on."""
    return _first(row for row in story if not machine().is_open(row.to_state)) or story[-1]


def parties_to_tell(last: Step, *, by_professional: bool) -> frozenset[str]:
    """Who has to hear of this end from us: the family and the sender, but for whoever made it. `by_professional`:
    somebody sent it for the family; else the family is the sender."""
    if last.to_state in SERVICE_ENDS:
        return frozenset({FAMILY, SENDER} if by_professional else {FAMILY})
    if last.actor_kind == "family":
        return frozenset({SENDER} if by_professional else ())
    return frozenset({FAMILY})


def _first(rows: Iterable[Step]) -> Step | None:
    return next(iter(rows), None)


def _has_outcome(last: Step) -> bool:
    if last.to_state == State.COMPLETED:
        return bool(last.outcome)
    # Declining, passing on and ending early cannot be done without saying why or where to; taking back says itself.
    return last.to_state in SERVICE_ENDS or last.to_state == State.WITHDRAWN


def _days(story: Sequence[Step], start: Step, end: Step) -> int:
    """Working days from one row to another, without those between the rows of a rest."""
    total = _between(clock.today(start.at), clock.today(end.at))
    for row, following in pairwise(story):
        if row.to_state in RESTING and start.number <= row.number < end.number:
            total -= _between(clock.today(row.at), clock.today(following.at))
    return max(0, total)


@lru_cache(maxsize=20_000)
def _between(start: date, end: date) -> int:
    return working_days.between(start, end)
