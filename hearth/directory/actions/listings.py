"""What is done to a listing at once: how full it is, closing and reopening, secret addresses, an older version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.actions.versions import change_listing, keep_present, keep_version
from hearth.directory.changing import stays
from hearth.directory.events import ListingChanged, ListingClosed, ListingReopened
from hearth.directory.models import (
    Capacity,
    ListingVersion,
    OrganisationListing,
    Service,
    ServicePlace,
    ServiceStatus,
    Why,
)
from hearth.directory.queries import listings as queries

OPEN_AGAIN: dict[str, Any] = {"closed_from": None, "closed_until": None, "closed_words": ""}


class NotYours(PermissionDenied):
    """A secret address is for the listing's own organisation alone."""


class NotToday(ValueError):
    """Nothing to do: it is not closed, or it is closed for good already."""


def set_capacity(*, service_id: UUID, capacity: str, wait_weeks: int | None, by: Actor, now: datetime) -> bool:
    """Say how full it is; the public reads it at once. Whether anything changed. Raises Service.DoesNotExist."""
    values = {
        "capacity": Capacity(capacity).value,
        "wait_weeks": wait_weeks if capacity == Capacity.WAITING else None,
    }
    return bool(_change(service_id, values, Why.EDITED, by, now))


@transaction.atomic
def close(*, service_id: UUID, first_day: date, last_day: date | None, words: str, by: Actor, now: datetime) -> None:
    """Close it for a while, both days included; `last_day` None: until further notice. Closing again changes the days.

    Raises Service.DoesNotExist, NotToday (closed for good).
    """
    service = _listing(service_id, by)
    if service.status == ServiceStatus.CLOSED:
        raise NotToday
    values = {
        "closed_from": first_day.isoformat(),
        "closed_until": last_day.isoformat() if last_day else None,
        "closed_words": words.strip(),
    }
    if _change(service_id, values, Why.EDITED, by, now):
        _closed(service, first_day, last_day, by, for_good=False)


@transaction.atomic
def close_for_good(*, service_id: UUID, words: str, by: Actor, now: datetime) -> None:
    """The service has ended: its listing leaves the search and its page says so. Raises as close does."""
    service = _listing(service_id, by)
    if service.status == ServiceStatus.CLOSED:
        raise NotToday
    today = now.date()
    values = OPEN_AGAIN | {"status": ServiceStatus.CLOSED.value, "closed_from": today.isoformat()}
    _change(service_id, values | {"closed_words": words.strip()}, Why.EDITED, by, now, words=words)
    _closed(service, today, None, by, for_good=True)


@transaction.atomic
def reopen(*, service_id: UUID, by: Actor, now: datetime) -> None:
    """Open again, before the day or after it was closed for good. Raises NotToday where it is not closed."""
    service = _listing(service_id, by)
    values = dict(OPEN_AGAIN)
    if service.status == ServiceStatus.CLOSED:
        values["status"] = ServiceStatus.ACTIVE.value
    if not _change(service_id, values, Why.EDITED, by, now):
        raise NotToday
    _opened(service, by)


@transaction.atomic
def end_closures(*, by: Actor, now: datetime, today: date) -> int:
    """The closures whose last day is past: those listings are open again; how many. For the nightly job."""
    ended = Service.objects.filter(closed_until__lt=today).exclude(status=ServiceStatus.CLOSED)
    done = 0
    for service in ended.select_for_update(skip_locked=True).order_by("id"):
        change_listing(
            service_id=service.id, document={"shape": documents.SHAPE, **OPEN_AGAIN}, why=Why.EDITED, by=by, now=now
        )
        _opened(service, by)
        done += 1
    return done


def restore(*, service_id: UUID, number: int, words: str, by: Actor, now: datetime) -> tuple[str, ...]:
    """Put an older version back, as a new one; the parts that became different. What is of the present (how full it
    is, whether it is closed: data/editing.yaml) stays. For whoever may publish without approval.

    Raises Service.DoesNotExist, ListingVersion.DoesNotExist, PermissionDenied.
    """
    service = _listing(service_id, by)
    if not queries.may_publish(by, service.organisation_id):
        raise PermissionDenied
    kept = ListingVersion.objects.get(service_id=service_id, number=number)
    document = {part: value for part, value in kept.document.items() if part not in stays()}
    said = f"{number}" + (f": {words.strip()}" if words.strip() else "")
    return change_listing(service_id=service_id, document=document, why=Why.RESTORED, by=by, now=now, words=said)


# Secret addresses -----------------------------------------------------------------------------------------------------
@transaction.atomic
def keep_secret_place(
    *, service_id: UUID, place_id: UUID, values: dict[str, Any], by: Actor, now: datetime
) -> ServicePlace:
    """Add or change a place whose address only the listing's own editors see. It needs no approval, because nothing of
    it becomes public. `values` are fields of ServicePlace. A place that was public is secret from now on, in older
    versions too. Raises NotYours.
    """
    service = _listing(service_id, by)
    if service.organisation_id != by.organisation_id:
        raise NotYours
    before = documents.snapshot(service_id)
    keep_present(service_ids=[service_id])
    place = ServicePlace.objects.filter(pk=place_id, service_id=service_id).first()
    place = place or ServicePlace(id=place_id, service_id=service_id, created_at=now)
    for name, value in values.items():
        setattr(place, name, value)
    place.is_confidential = True
    place.save()
    _secret_changed(service, before, by, now)
    return place


@transaction.atomic
def remove_secret_place(*, service_id: UUID, place_id: UUID, by: Actor, now: datetime) -> None:
    """Forget a secret address for good. Raises NotYours, ServicePlace.DoesNotExist."""
    service = _listing(service_id, by)
    if service.organisation_id != by.organisation_id:
        raise NotYours
    before = documents.snapshot(service_id)
    place = ServicePlace.objects.get(pk=place_id, service_id=service_id, is_confidential=True)
    keep_present(service_ids=[service_id])
    service.schedules.filter(place=place).update(place=None)
    place.delete()
    _secret_changed(service, before, by, now)


def _secret_changed(service: Service, before: dict[str, Any], by: Actor, now: datetime) -> None:
    parts = tuple(d.part for d in documents.differing(before, documents.snapshot(service.pk)))
    audit.record(
        action="directory.secret_place_kept",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service.id,
        detail={"parts": list(parts)},
    )
    if not parts:
        return  # only the address itself, which is in no version
    number = service.version + 1
    Service.objects.filter(pk=service.pk).update(version=number, edited_at=now)
    keep_version(service_id=service.pk, why=Why.EDITED, by=by, now=now)
    event = ListingChanged(
        service_id=service.pk,
        organisation_id=service.organisation_id,
        version=number,
        fields=parts,
        why=Why.EDITED.value,
    )
    events.publish(event, by=by)


# Trust ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_trust(*, organisation_id: UUID, trusted: bool, reason: str, by: Actor, now: datetime) -> bool:
    """Say whether an organisation's own changes go public without approval, and why. Whether that is new.

    Raises PermissionDenied: for the host's approvers alone.
    """
    if not queries.may_approve(by):
        raise PermissionDenied
    listing, _made = OrganisationListing.objects.select_for_update().get_or_create(organisation_id=organisation_id)
    if listing.is_trusted == trusted:
        return False
    listing.is_trusted = trusted
    listing.save(update_fields=["is_trusted"])
    audit.record(
        action="directory.trust_given" if trusted else "directory.trust_taken",
        by=by,
        organisation_id=organisation_id,
        subject_type="organisation",
        subject_id=organisation_id,
        reason=reason.strip()[:120],
    )
    return True


# --------------------------------------------------------------------------------------------------------------------
def _listing(service_id: UUID, by: Actor) -> Service:
    return queries.listings_of(by).select_for_update(of=("self",)).get(pk=service_id)


@transaction.atomic
def _change(
    service_id: UUID, values: dict[str, Any], why: Why, by: Actor, now: datetime, words: str = ""
) -> tuple[str, ...]:
    _listing(service_id, by)
    return change_listing(
        service_id=service_id,
        document={"shape": documents.SHAPE, **values},
        why=why,
        by=by,
        now=now,
        words=words.strip()[:500],
    )


def _closed(service: Service, first_day: date, last_day: date | None, by: Actor, *, for_good: bool) -> None:
    _say(service, "directory.listing_closed", by, detail={"for_good": for_good})
    event = ListingClosed(
        service_id=service.id,
        organisation_id=service.organisation_id,
        closed_from=first_day.isoformat(),
        closed_until=last_day.isoformat() if last_day else "",
        for_good=for_good,
    )
    events.publish(event, by=by)


def _opened(service: Service, by: Actor) -> None:
    _say(service, "directory.listing_reopened", by)
    events.publish(ListingReopened(service_id=service.id, organisation_id=service.organisation_id), by=by)


def _say(service: Service, action: str, by: Actor, detail: dict[str, Any] | None = None) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service.id,
        detail=detail,
    )
