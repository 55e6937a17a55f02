"""How every move is made: lock, read again, check against the machine, add to the story, say so."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.directory.models import Service
from hearth.referrals import clocks, needs, queries
from hearth.referrals.actions import counting, delivering
from hearth.referrals.events import OF_MOVE
from hearth.referrals.machine import Move, machine
from hearth.referrals.models import Referral, State, StatusRow
from hearth.referrals.queries.workers import Worker
from hearth.referrals.staff import wording

# Rows of a story that say nothing to somebody who came second.
ASIDE = ("message", "complain", "pass-over", "escalate")


class AlreadyMoved(Exception):
    """Somebody moved it since this page was opened. `str()` says who did what, for the person who came second."""


class NotAllowed(PermissionDenied):
    """This actor may not make this move."""


class Incomplete(ValueError):
    """The move needs something that was not given: `.missing` is reason, words, alternative, outcome, until or
    worker."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What comes with a move."""

    reason: str = ""
    words: str = ""
    alternative_service: Service | None = None
    alternative_words: str = ""
    by_need: Mapping[str, str] = field(default_factory=dict)  # the need and what came of it, as codes
    outcome_words: str = ""
    until: date | None = None
    worker: Worker | None = None
    linked_reference: str = ""


def make(*, referral: Referral, code: str, by: Actor, now: datetime, given: Given | None = None) -> Referral:
    """Make one move, or raise and change nothing. Returns the referral as it now is."""
    given = given or Given()
    move = machine().moves[code]
    with transaction.atomic():
        locked = _lock(referral, by)
        with seeing_whole(locked, by, after=move.target(locked.state)):
            return _make(locked, move, by, now, given)


def _make(locked: Referral, move: Move, by: Actor, now: datetime, given: Given) -> Referral:
    _check(locked, move, by, now)
    check_given(move, given, clock.today(now))
    before = locked.state
    locked.state = move.target(before)
    if move.to:
        locked.state_at = now
    _say_who(locked, move, given, by)
    _note(locked, move, given, now)
    clocks.turn(locked, move, until=given.until, today=clock.today(now))
    locked.save(update_fields=CHANGES)
    row = add_row(locked, move, before=before, by=by, now=now, given=given)
    publish(locked, move, row, by=by)
    return locked


def seeing_whole(referral: Referral, by: Actor, *, after: str = "") -> AbstractContextManager[None]:
    """After a no its service no longer sees the request whole, and its last steps still count and tell as they are:
    they are made by its reference too. `after`: the state after the step."""
    if by.kind is ActorKind.STAFF and State.DECLINED in (referral.state, after):
        return acting_as(user_id=by.user_id, reference=referral.reference)
    return nullcontext()


CHANGES = [
    *("state", "state_at", "acknowledged_at", "allocated_to", "worker_name", "worker_role"),
    *("waiting_since", "priority", *clocks.FIELDS),
]


def _say_who(referral: Referral, move: Move, given: Given, by: Actor) -> None:
    """Who helps: whoever it was given to; else whoever says yes or makes first contact."""
    worker = given.worker
    if worker is None and referral.allocated_to is None and move.code in {"accept", "start", "start-from-waiting"}:
        worker = queries.as_worker(by)
    if worker is not None:
        referral.allocated_to, referral.worker_name = worker.user_id, worker.name
        referral.worker_role = worker.role_name


def _note(referral: Referral, move: Move, given: Given, now: datetime) -> None:
    if move.code == "open":
        referral.acknowledged_at = now
    if move.code == "put-on-waiting-list":
        referral.waiting_since = now
    if move.code in {"put-on-waiting-list", "review"}:
        referral.priority = given.reason


def _lock(referral: Referral, by: Actor) -> Referral:
    """The row as it is now, held until the end of the transaction. What the actor cannot see does not exist."""
    scope = queries.followed() if by.kind is ActorKind.FAMILY else queries.referrals_visible_to(by)
    locked = scope.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if locked is None:
        raise Referral.DoesNotExist
    return locked


def _check(referral: Referral, move: Move, by: Actor, now: datetime) -> None:
    if not queries.may_move(referral, move, by):
        raise NotAllowed
    opened = referral.acknowledged_at is not None
    answered = move.needs and clocks.of(referral, move.needs) is None
    if referral.state not in move.origins or (move.once and opened) or answered:
        raise AlreadyMoved(already_words(referral))
    if move.within:
        _check_not_too_late(referral, clock.today(now))
    if not move.live or (move.opened and not opened):
        raise NotAllowed


def _check_not_too_late(referral: Referral, today: date) -> None:
    """What has ended goes on once, and not for ever."""
    went_on = queries.row_of_going_on(referral)
    if went_on is not None:
        raise AlreadyMoved(wording.already_words(went_on.move, went_on.actor_name, went_on.at))
    if queries.is_too_old(referral, today):
        raise AlreadyMoved(wording.too_old_words(machine().moves["reopen"].within))


def already_words(referral: Referral) -> str:
    """ "Someone has already accepted this request: Ayesha Khan, Tuesday 3 March, 9:30am." """
    last = StatusRow.objects.filter(referral=referral).exclude(move__in=ASIDE).order_by("-number").first()
    assert last is not None  # sending wrote the first
    return wording.already_words(last.move, last.actor_name, last.at)


def check_given(move: Move, given: Given, today: date) -> None:
    """Raises Incomplete for what the move requires and did not get, got as a code that the data does not have, or as a
    day that it may not be put off to."""
    reasons = machine().reasons
    may_lack = move.reason_optional and not given.reason
    if move.reason and not may_lack and given.reason not in reasons[move.reason]:
        raise Incomplete("reason")
    if move.until == "required" and given.until is None:
        raise Incomplete("until")
    if given.until is not None and not today < given.until <= clocks.latest(move, today):
        raise Incomplete("until")
    if move.code in {"assign", "allocate"} and given.worker is None:
        raise Incomplete("worker")
    if move.words == "required" and not given.words.strip():
        raise Incomplete("words")
    if move.alternative == "required" and given.alternative_service is None and not given.alternative_words.strip():
        raise Incomplete("alternative")
    if move.outcome == "required" and not needs.is_known(given.by_need):
        raise Incomplete("outcome")


def add_row(referral: Referral, move: Move, *, before: str, by: Actor, now: datetime, given: Given) -> StatusRow:
    """The next row of the story. The referral's row is locked, so the number is free."""
    last = StatusRow.objects.filter(referral=referral).aggregate(Max("number"))["number__max"] or 0
    return StatusRow.objects.create(
        referral=referral,
        number=last + 1,
        from_state=before,
        to_state=move.target(before),
        move=move.code,
        at=now,
        actor_kind=by.kind.value,
        actor_id=by.user_id,
        actor_name=by.name,
        actor_organisation_id=by.organisation_id,
        reason=given.reason,
        words=given.words.strip(),
        alternative_service=given.alternative_service,
        alternative_words=given.alternative_words.strip(),
        outcome=needs.overall(given.by_need),
        by_need=dict(given.by_need),
        outcome_words=given.outcome_words.strip(),
        until=given.until,
        worker_name=given.worker.name if given.worker else "",
        linked_reference=given.linked_reference,
    )


def publish(referral: Referral, move: Move, row: StatusRow, *, by: Actor) -> None:
    """Count it, log the move and let whoever listens know: in the same transaction."""
    counting.note(referral=referral)
    event = OF_MOVE[move.code](referral_id=referral.id, number=row.number)
    audit.record(
        action=f"referrals.{type(event).__name__.lower()}",
        by=by,
        organisation_id=referral.provider_id,
        subject_type="referrals.Referral",
        subject_id=referral.id,
        detail={"from": row.from_state, "to": row.to_state} | ({"reason": row.reason} if row.reason else {}),
    )
    events.publish(event, by=by)
    delivering.tell_systems(referral, row)
