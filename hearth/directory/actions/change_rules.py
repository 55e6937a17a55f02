"""What every action on a change holds to: whose it is, in which state it may move, what it was when it was read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.changing import APPROVER, MAKER, PUBLISHER, Move
from hearth.directory.models import (
    ChangeStep,
    ListingChange,
)
from hearth.directory.queries import listings as queries


class AlreadyMoved(Exception):
    """Somebody was first: the change is no longer where this move starts. `.state` is where it is, `.by` who did it."""

    def __init__(self, state: str, by: str, at: datetime) -> None:
        super().__init__(state)
        self.state, self.by, self.at = state, by, at


class NotAllowed(PermissionDenied):
    """This actor may not make this move."""


class WordsMissing(ValueError):
    """The move needs words."""


class NothingChanged(ValueError):
    """There is nothing to send."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that somebody else changed since the form was opened: theirs stands, mine was not kept."""

    part: str
    theirs: Any
    mine: Any
    by: str
    at: datetime | None


class Stale(Exception):
    """The form was opened before somebody else changed the same thing. Nothing was overwritten. `.clashes` has both."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(", ".join(clash.part for clash in clashes))
        self.clashes = clashes


def fingerprint(document: Mapping[str, Any], parts: Iterable[str]) -> str:
    """What a form saw of these parts: it comes back with the answers, and is compared."""
    seen = json.dumps([[part, document.get(part)] for part in sorted(parts)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def lock(change_id: UUID, by: Actor) -> ListingChange:
    """As it is now, held until the end of the transaction. What the actor cannot see does not exist."""
    return queries.changes_visible_to(by).select_for_update(of=("self",)).get(pk=change_id)


def refuse_stale(
    change: ListingChange, public: Mapping[str, Any], shown: Mapping[str, Any], values: Mapping[str, Any], seen: str
) -> None:
    if seen == fingerprint(shown, values):
        return
    clashes = []
    for part, mine in values.items():
        if shown.get(part) == mine:
            continue
        said = change.parts.get(part)
        last = queries.last_change(change.service_id) if change.service_id and not said else None
        who = said["by"] if said else last.by_name if last else ""
        at = datetime.fromisoformat(said["at"]) if said else last.at if last else None
        clashes.append(Clash(part, shown.get(part), mine, who, at))
    if clashes:
        raise Stale(clashes)


def put(change: ListingChange, values: Mapping[str, Any], public: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Take over the parts that differ; a part that is again what the public reads leaves the draft."""
    unknown = set(values) - set(documents.PARTS if change.service_id else queries.FACE)
    if unknown:
        raise ValueError(f"A listing has no {', '.join(sorted(unknown))}.")
    for part, value in values.items():
        said = change.parts.get(part)
        if (said["value"] if said else public.get(part)) == value:
            continue
        if public.get(part) == value:
            change.parts.pop(part, None)
            continue
        before = said["before"] if said else public.get(part)
        made = {"value": value, "before": before, "by": by.name, "by_id": str(by.user_id), "at": now.isoformat()}
        change.parts[part] = made


def check_version(change: ListingChange, version: int) -> None:
    """The page showed an older draft: look again before it goes out."""
    if change.version != version:
        last = max(change.parts.values(), key=lambda said: said["at"], default=None)
        raise AlreadyMoved(change.state, last["by"] if last else "", change.updated_at)


def moved(change: ListingChange) -> AlreadyMoved:
    last = ChangeStep.objects.filter(change=change).order_by("-number").first()
    return AlreadyMoved(change.state, last.by_name if last else change.begun_by_name, change.state_at)


def may_move(change: ListingChange, move: Move, by: Actor) -> bool:
    """Whether this actor may make this move on this change, whatever state it is in."""
    if move.who == APPROVER:
        # Four eyes: nobody approves what they sent themselves, whichever organisation they work for now.
        return queries.may_approve(by) and change.sent_by_user_id != by.user_id
    if change.maker_id != by.organisation_id or not queries.may_edit(by):
        return False
    return move.who == MAKER or (move.who == PUBLISHER and queries.may_publish(by, change.organisation_id))


def check_may(change: ListingChange, move: Move, by: Actor) -> None:
    if not may_move(change, move, by):
        raise NotAllowed
    if change.state not in move.origins and move.who == APPROVER:
        raise moved(change)
