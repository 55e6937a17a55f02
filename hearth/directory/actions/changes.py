"""Changing a listing with care: a shared draft.

A draft holds only the parts that somebody changed, each with what the listing said then. So two people who change
different things never undo each other; where they change the same thing, whoever comes second sees both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hearth.access.models import Organisation
from hearth.access.queries import NOWHERE
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.directory.actions.change_rules import (
    AlreadyMoved,
    NotAllowed,
    check_may,
    lock,
    moved,
    put,
    refuse_stale,
)
from hearth.directory.changing import machine
from hearth.directory.models import (
    ListingChange,
    Service,
    ServiceStatus,
)
from hearth.directory.queries import listings as queries

BEGINNING = 0x45444954  # "EDIT": the advisory lock under which a draft is begun


@transaction.atomic
def add_listing(*, organisation_id: UUID, name: str, by: Actor, now: datetime) -> ListingChange:
    """Begin a new listing: hidden from the public until its first change is approved. Raises NotAllowed."""
    if not queries.organisations_of(by).filter(pk=organisation_id).exists():
        raise NotAllowed
    service = Service.objects.create(
        organisation_id=organisation_id, name=name, status=ServiceStatus.HIDDEN, edited_at=now, created_at=now
    )
    change = _begin(service, organisation_id, by, now, is_new=True)
    put(change, {"status": ServiceStatus.ACTIVE.value}, queries.public_document(change), by, now)
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
    refuse_stale(change, public, shown, values, seen)
    put(change, values, public, by, now)
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
    return lock(found.pk, by) if found else None


def _first_to_begin(by: Actor, service_id: UUID | None, organisation_id: UUID) -> ListingChange | None:
    """Two colleagues who begin a draft at once take turns; the second finds that of the first. Not by a lock on the
    listing: an approver locks the change first and the listing second."""
    what = f"{service_id or organisation_id}:{by.organisation_id}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [BEGINNING, what])
    return _locked_draft(by, service_id, organisation_id)


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


@transaction.atomic
def drop_part(*, change_id: UUID, part: str, by: Actor, now: datetime) -> ListingChange:
    """Take one part out of a draft again. Raises AlreadyMoved, NotAllowed."""
    change = lock(change_id, by)
    check_may(change, machine().moves["withdraw"], by)
    if change.state not in machine().editable_states:
        raise moved(change)
    if change.parts.pop(part, None) is not None:
        change.version += 1
        change.updated_at = now
        change.save()
    return change
