"""Changing what a listing says, keeping what it said before.

**Versions are written lazily.** A feed raises `Service.version` in its own bulk update and keeps nothing: a hundred
thousand listings cost it no row more. What it wrote is kept as a version (`loaded`) the moment somebody else changes
the listing. So every state that a person ever made or replaced is there, and none that only followed another load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.events import ListingChanged
from hearth.directory.models import ListingVersion, Service, Why


class ChangedMeanwhile(Exception):
    """The listing is no longer the version that this change was made for. `.version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(f"The listing is now version {version}.")
        self.version = version


@transaction.atomic
def change_listing(
    *,
    service_id: UUID,
    document: Mapping[str, Any],
    why: Why,
    by: Actor,
    now: datetime,
    words: str = "",
    seen_version: int | None = None,
) -> tuple[str, ...]:
    """Make the listing say this: the version before is kept, the new one is kept, whoever listens hears of it.

    A part that the document leaves out stays. Returns the parts that became different; where there are none, nothing
    is written. Whether the actor may is the caller's to ask. Raises ChangedMeanwhile (with `seen_version`),
    Service.DoesNotExist, documents.UnknownShape.
    """
    service = Service.objects.select_for_update().get(pk=service_id)
    if seen_version is not None and service.version != seen_version:
        raise ChangedMeanwhile(service.version)
    if not documents.differing(documents.snapshot(service_id), documents.read(document)):
        return ()
    if why is not Why.CREATED:  # before that it said nothing to anybody
        keep_present(service_ids=[service_id])
    parts = documents.apply(service_id=service_id, document=document)
    if not parts:
        return ()  # all that it would change is kept secret
    number = service.version + 1
    Service.objects.filter(pk=service_id).update(version=number, edited_at=now)
    keep_version(service_id=service_id, why=why, by=by, now=now, words=words)
    audit.record(
        action="directory.listing_changed",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
        detail={"version": number, "why": why.value, "parts": list(parts)},
    )
    events.publish(
        ListingChanged(
            service_id=service_id,
            organisation_id=service.organisation_id,
            version=number,
            fields=parts,
            why=why.value,
        ),
        by=by,
    )
    return parts


def keep_version(*, service_id: UUID, why: Why, by: Actor, now: datetime, words: str = "") -> None:
    """Keep the listing as it stands under its present number: for whoever wrote it and raised `version` themselves."""
    number = Service.objects.values_list("version", flat=True).get(pk=service_id)
    ListingVersion.objects.create(
        service_id=service_id,
        number=number,
        document=documents.snapshot(service_id),
        why=why,
        words=words,
        at=now,
        by_user_id=by.user_id if by.is_staff else None,
        by_name=by.name if by.is_staff else "",
        by_organisation_id=by.organisation_id if by.is_staff else None,
    )


def keep_present(*, service_ids: Iterable[UUID]) -> int:
    """Before a change: keep the present version of those of which nobody has kept it; how many. In a fixed number of
    statements. Call it with the listings locked."""
    present = {row.pk: row for row in Service.objects.filter(pk__in=list(service_ids)).only("version", "edited_at")}
    kept = set(ListingVersion.objects.filter(service_id__in=present).values_list("service_id", "number").order_by())
    missing = [pk for pk, row in present.items() if (pk, row.version) not in kept]
    found = documents.snapshots(missing) if missing else {}
    ListingVersion.objects.bulk_create(
        ListingVersion(
            service_id=pk,
            number=present[pk].version,
            document=document,
            why=Why.LOADED,
            at=present[pk].edited_at,
        )
        for pk, document in found.items()
    )
    return len(found)
