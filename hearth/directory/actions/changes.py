"""Changing a listing with care: a shared draft, sending, approving, sending back.

A draft holds only the parts that somebody changed, each with what the listing said then. So two people who change
different things never undo each other; where they change the same thing, whoever comes second sees both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from hearth.access.actions.notices import notify_staff
from hearth.access.models import Organisation
from hearth.access.queries import NOWHERE
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.actions.versions import change_listing
from hearth.directory.changing import APPROVER, MAKER, PUBLISHER, Move, at_once, machine
from hearth.directory.models import (
    ChangeState,
    ChangeStep,
    ListingChange,
    OrganisationListing,
    Service,
    ServiceStatus,
    Why,
)
from hearth.directory.queries import listings as queries
from hearth.directory.staff import change_mail

BEGINNING = 0x45444954  # "EDIT": the advisory lock under which a draft is begun


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


# Drafts ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_listing(*, organisation_id: UUID, name: str, by: Actor, now: datetime) -> ListingChange:
    """Begin a new listing: hidden from the public until its first change is approved. Raises NotAllowed."""
    if not queries.organisations_of(by).filter(pk=organisation_id).exists():
        raise NotAllowed
    service = Service.objects.create(
        organisation_id=organisation_id, name=name, status=ServiceStatus.HIDDEN, edited_at=now, created_at=now
    )
    change = _begin(service, organisation_id, by, now, is_new=True)
    _put(change, {"status": ServiceStatus.ACTIVE.value}, queries.public_document(change), by, now)
    change.save()
    audit.record(
        action="directory.listing_added",
        by=by,
        organisation_id=organisation_id,
        subject_type="service",
        subject_id=service.id,
    )
    return change


@transaction.atomic
def save_answers(
    *,
    service_id: UUID | None = None,
    organisation_id: UUID | None = None,
    values: Mapping[str, Any],
    seen: str,
    by: Actor,
    now: datetime,
) -> ListingChange | None:
    """Put parts into the shared draft of the actor's organisation: of a service's listing, or (with `organisation_id`)
    of an organisation's public face. `seen` is the fingerprint of these parts as the form showed them.

    Returns the draft; None where there is none and nothing differs. Raises Stale, AlreadyMoved (it waits for
    approval), NotAllowed, Service.DoesNotExist.
    """
    owner = _owner(by, service_id, organisation_id)
    change = _locked_draft(by, service_id, owner.id) or _first_to_begin(by, service_id, owner.id)
    if change is not None and change.state not in machine().editable_states:
        raise AlreadyMoved(change.state, change.sent_by_name, change.state_at)
    new = change is None
    if change is None:
        service = Service.objects.get(pk=service_id) if service_id else None
        change = _begin(service, owner.id, by, now)
    public = queries.public_document(change)
    shown = queries.proposed(change, public)
    _refuse_stale(change, public, shown, values, seen)
    _put(change, values, public, by, now)
    if new and not change.parts:
        return None
    change.version += 1 if not new else 0
    change.updated_at = now
    change.save(force_insert=new)
    return change


def _owner(by: Actor, service_id: UUID | None, organisation_id: UUID | None) -> Organisation:
    if service_id is not None:
        return queries.listings_of(by).get(pk=service_id).organisation
    try:
        return queries.organisations_of(by).get(pk=organisation_id or NOWHERE)
    except Organisation.DoesNotExist:
        raise NotAllowed from None


def _locked_draft(by: Actor, service_id: UUID | None, organisation_id: UUID) -> ListingChange | None:
    found = queries.open_change(by, service_id=service_id, organisation_id=None if service_id else organisation_id)
    return _lock(found.pk, by) if found else None


def _first_to_begin(by: Actor, service_id: UUID | None, organisation_id: UUID) -> ListingChange | None:
    """Two colleagues who begin a draft at once take turns; the second finds that of the first. Not by a lock on the
    listing: an approver locks the change first and the listing second."""
    what = f"{service_id or organisation_id}:{by.organisation_id}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [BEGINNING, what])
    return _locked_draft(by, service_id, organisation_id)


def _lock(change_id: UUID, by: Actor) -> ListingChange:
    """As it is now, held until the end of the transaction. What the actor cannot see does not exist."""
    return queries.changes_visible_to(by).select_for_update(of=("self",)).get(pk=change_id)


def _begin(
    service: Service | None, organisation_id: UUID, by: Actor, now: datetime, *, is_new: bool = False
) -> ListingChange:
    if by.organisation_id is None:
        raise NotAllowed
    return ListingChange(
        service=service,
        organisation_id=organisation_id,
        maker_id=by.organisation_id,
        is_new=is_new,
        created_at=now,
        state_at=now,
        updated_at=now,
        begun_by_name=by.name,
    )


def _refuse_stale(
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


def _put(change: ListingChange, values: Mapping[str, Any], public: Mapping[str, Any], by: Actor, now: datetime) -> None:
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


# Moves ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def send(*, change_id: UUID, version: int, by: Actor, now: datetime, words: str = "") -> ListingChange:
    """To the approvers, or straight to the public where the actor's changes need no approval.

    `version` is the draft's as the page showed it. Raises AlreadyMoved, NotAllowed, NothingChanged, Stale.
    """
    change = _lock(change_id, by)
    _check_version(change, version)
    publishes = queries.may_publish(by, change.organisation_id)
    _tidy(change, queries.public_document(change))
    if not change.parts:
        raise NothingChanged
    if change.sent_at is None or not publishes:
        change.sent_at, change.sent_by_user_id, change.sent_by_name = now, by.user_id, by.name
    change.words = words.strip()
    move = machine().moves["publish" if publishes else "send"]
    _make(change, move, by, now, words=words)
    if publishes:
        _publish(change, Why.CREATED if change.is_new else Why.EDITED, by, now)
    return change


@transaction.atomic
def approve(
    *, change_id: UUID, version: int, listing_version: int | None, by: Actor, now: datetime, words: str = ""
) -> ListingChange:
    """Make it public, with whatever was corrected. `version` and `listing_version` are those that the approver saw.

    Raises AlreadyMoved, NotAllowed, versions.ChangedMeanwhile (the listing changed since the page was opened).
    """
    change = _lock(change_id, by)
    _check_version(change, version)
    _make(change, machine().moves["approve"], by, now, words=words)
    _publish(change, Why.CREATED if change.is_new else Why.APPROVED, by, now, listing_version=listing_version)
    return change


@transaction.atomic
def correct(*, change_id: UUID, values: Mapping[str, Any], seen: str, by: Actor, now: datetime) -> ListingChange:
    """An approver's own correction of a change that waits: what was sent is kept beside it.

    Raises Stale, AlreadyMoved, NotAllowed.
    """
    change = _lock(change_id, by)
    move = machine().moves["approve"]
    _check_may(change, move, by)
    public = queries.public_document(change)
    _refuse_stale(change, public, queries.proposed(change, public), values, seen)
    sent = {part: said.get("sent", said["value"]) for part, said in change.parts.items()}
    _put(change, values, public, by, now)
    for part in values:
        said = change.parts.get(part)
        if said is None and part in sent:  # back to what the public reads: the change no longer touches it
            said = change.parts[part] = _unchanged(public, part, by, now)
        if said and said["value"] != sent.get(part):
            said["sent"] = sent.get(part)
        elif said:
            said.pop("sent", None)
    change.version += 1
    change.updated_at = now
    change.save()
    return change


def _unchanged(public: Mapping[str, Any], part: str, by: Actor, now: datetime) -> dict[str, Any]:
    value = public.get(part)
    return {"value": value, "before": value, "by": by.name, "by_id": str(by.user_id), "at": now.isoformat()}


@transaction.atomic
def send_back(*, change_id: UUID, version: int, words: str, by: Actor, now: datetime) -> ListingChange:
    """Ask the editors to change something first: their draft is open again. Raises as approve does; WordsMissing."""
    change = _lock(change_id, by)
    _check_version(change, version)
    _make(change, machine().moves["send-back"], by, now, words=words)
    return change


@transaction.atomic
def take_back(*, change_id: UUID, by: Actor, now: datetime) -> ListingChange:
    """The editors want to go on before it is decided. Raises AlreadyMoved, NotAllowed."""
    change = _lock(change_id, by)
    _make(change, machine().moves["take-back"], by, now)
    return change


@transaction.atomic
def withdraw(*, change_id: UUID, by: Actor, now: datetime) -> ListingChange:
    """Throw the change away: the listing stays as the public reads it. Raises AlreadyMoved, NotAllowed."""
    change = _lock(change_id, by)
    _make(change, machine().moves["withdraw"], by, now)
    return change


@transaction.atomic
def drop_part(*, change_id: UUID, part: str, by: Actor, now: datetime) -> ListingChange:
    """Take one part out of a draft again. Raises AlreadyMoved, NotAllowed."""
    change = _lock(change_id, by)
    _check_may(change, machine().moves["withdraw"], by)
    if change.state not in machine().editable_states:
        raise _moved(change)
    if change.parts.pop(part, None) is not None:
        change.version += 1
        change.updated_at = now
        change.save()
    return change


def _check_version(change: ListingChange, version: int) -> None:
    """The page showed an older draft: look again before it goes out."""
    if change.version != version:
        last = max(change.parts.values(), key=lambda said: said["at"], default=None)
        raise AlreadyMoved(change.state, last["by"] if last else "", change.updated_at)


def _moved(change: ListingChange) -> AlreadyMoved:
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


def _check_may(change: ListingChange, move: Move, by: Actor) -> None:
    if not may_move(change, move, by):
        raise NotAllowed
    if change.state not in move.origins and move.who == APPROVER:
        raise _moved(change)


def _make(change: ListingChange, move: Move, by: Actor, now: datetime, words: str = "") -> None:
    _check_may(change, move, by)
    if change.state not in move.origins:
        raise _moved(change)
    if move.words == "required" and not words.strip():
        raise WordsMissing
    before, change.state, change.state_at = change.state, move.to, now
    change.version += 1
    change.updated_at = now
    change.save()
    number = (ChangeStep.objects.filter(change=change).aggregate(last=Max("number"))["last"] or 0) + 1
    ChangeStep.objects.create(
        change=change,
        number=number,
        move=move.code,
        from_state=before,
        to_state=move.to,
        at=now,
        by_user_id=by.user_id,
        by_name=by.name,
        by_organisation_id=by.organisation_id,
        words=words.strip(),
    )
    audit.record(
        action=f"directory.change_{move.code.replace('-', '_')}",
        by=by,
        organisation_id=change.organisation_id,
        subject_type="service" if change.service_id else "organisation",
        subject_id=change.service_id or change.organisation_id,
        detail={"change": str(change.id), "parts": sorted(change.parts)},
    )
    if MAKER in move.tells:
        _tell_maker(change, move, number, by, words.strip())


def _tell_maker(change: ListingChange, move: Move, number: int, by: Actor, words: str) -> None:
    """Whoever sent it; their colleagues, should they have left."""
    subject, body = change_mail.decided(change, move.code, by.name, words)
    for only_user_id in (change.sent_by_user_id, None):
        told = notify_staff(
            organisation_id=change.maker_id,
            permission=queries.EDIT,
            subject=subject,
            body=body,
            purpose=f"directory.change_{move.code.replace('-', '_')}",
            key=f"directory.change:{change.pk}:{number}",
            subject_type="directory.ListingChange",
            subject_id=change.pk,
            only_user_id=only_user_id,
        )
        if told:
            return


def _tidy(change: ListingChange, public: Mapping[str, Any]) -> None:
    """What the public reads already is no change."""
    for part in [part for part, said in change.parts.items() if public.get(part) == said["value"]]:
        del change.parts[part]


def _publish(change: ListingChange, why: Why, by: Actor, now: datetime, *, listing_version: int | None = None) -> None:
    values = {part: value for part, value in change.values().items() if part not in at_once() or change.is_new}
    if change.service_id is None:
        OrganisationListing.objects.update_or_create(organisation_id=change.organisation_id, defaults=values)
        return
    change_listing(
        service_id=change.service_id,
        document={"shape": documents.SHAPE, **values},
        why=why,
        by=by,
        now=now,
        words=change.words if why is Why.EDITED else "",
        seen_version=listing_version,
    )
    if change.is_new and change.state != ChangeState.WITHDRAWN:
        # Whoever wrote all of it has said that all of it is true.
        Service.objects.filter(pk=change.service_id, assured_at__isnull=True).update(assured_at=change.sent_at)
