"""What becomes of a change: sent, approved or published, corrected, sent back, taken back, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hearth.access.actions.notices import notify_staff
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.actions.change_rules import (
    NothingChanged,
    WordsMissing,
    check_may,
    check_version,
    lock,
    moved,
    put,
    refuse_stale,
)
from hearth.directory.actions.versions import change_listing
from hearth.directory.changing import MAKER, Move, at_once, machine
from hearth.directory.models import (
    ChangeState,
    ChangeStep,
    ListingChange,
    OrganisationListing,
    Service,
    Why,
)
from hearth.directory.queries import listings as queries
from hearth.directory.staff import change_mail


@transaction.atomic
def send(*, change_id: UUID, version: int, by: Actor, now: datetime, words: str = "") -> ListingChange:
    """To the approvers, or straight to the public where the actor's changes need no approval.

    `version` is the draft's as the page showed it. Raises AlreadyMoved, NotAllowed, NothingChanged, Stale.
    """
    change = lock(change_id, by)
    check_version(change, version)
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
    change = lock(change_id, by)
    check_version(change, version)
    _make(change, machine().moves["approve"], by, now, words=words)
    _publish(change, Why.CREATED if change.is_new else Why.APPROVED, by, now, listing_version=listing_version)
    return change


@transaction.atomic
def correct(*, change_id: UUID, values: Mapping[str, Any], seen: str, by: Actor, now: datetime) -> ListingChange:
    """An approver's own correction of a change that waits: what was sent is kept beside it.

    Raises Stale, AlreadyMoved, NotAllowed.
    """
    change = lock(change_id, by)
    move = machine().moves["approve"]
    check_may(change, move, by)
    public = queries.public_document(change)
    refuse_stale(change, public, queries.proposed(change, public), values, seen)
    sent = {part: said.get("sent", said["value"]) for part, said in change.parts.items()}
    put(change, values, public, by, now)
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
    change = lock(change_id, by)
    check_version(change, version)
    _make(change, machine().moves["send-back"], by, now, words=words)
    return change


@transaction.atomic
def take_back(*, change_id: UUID, by: Actor, now: datetime) -> ListingChange:
    """The editors want to go on before it is decided. Raises AlreadyMoved, NotAllowed."""
    change = lock(change_id, by)
    _make(change, machine().moves["take-back"], by, now)
    return change


@transaction.atomic
def withdraw(*, change_id: UUID, by: Actor, now: datetime) -> ListingChange:
    """Throw the change away: the listing stays as the public reads it. Raises AlreadyMoved, NotAllowed."""
    change = lock(change_id, by)
    _make(change, machine().moves["withdraw"], by, now)
    return change


def _make(change: ListingChange, move: Move, by: Actor, now: datetime, words: str = "") -> None:
    check_may(change, move, by)
    if change.state not in move.origins:
        raise moved(change)
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
