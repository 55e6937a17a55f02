"""Listings as those who look after them see them: which they may change, what is on its way, what was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from hearth.access.models import Organisation
from hearth.access.queries import NOWHERE, may, may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.models import ListingVersion, OrganisationListing, Service, ServicePlace
from hearth.directory.models.changes import OPEN_STATES, ChangeState, ChangeStep, ListingChange

EDIT, APPROVE = "directory.edit", "directory.approve"
FACE = ("description", "website", "email", "phone")  # the parts of an organisation's own public face


def may_approve(actor: Actor) -> bool:
    """Whether the actor looks after everybody's listings."""
    return may_everywhere(actor, APPROVE)


def may_edit(actor: Actor) -> bool:
    """Whether the actor keeps the own organisation's listings."""
    return may(actor, EDIT)


def listings_of(actor: Actor) -> QuerySet[Service]:
    """The listings that the actor may change: the own organisation's, or all for whoever approves."""
    rows = Service.objects.filter(merged_into__isnull=True).select_related("organisation")
    if may_approve(actor):
        return rows
    return rows.filter(organisation_id__in=organisations_where(actor, EDIT))


def listings_with_changes(actor: Actor) -> QuerySet[Service, Any]:
    """The same, each with `change_state`: how far a change of the actor's own organisation is; None without one."""
    mine = ListingChange.objects.filter(
        service=OuterRef("pk"), maker_id=actor.organisation_id or NOWHERE, state__in=OPEN_STATES
    )
    return listings_of(actor).annotate(change_state=Subquery(mine.values("state")[:1]))


def organisations_of(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose public face the actor may change."""
    rows = Organisation.objects.filter(is_active=True)
    return rows if may_approve(actor) else rows.filter(pk__in=organisations_where(actor, EDIT))


def changes_visible_to(actor: Actor) -> QuerySet[ListingChange]:
    """Changes that the actor's organisation makes; for approvers also all that were ever sent."""
    seen = Q(maker_id__in=organisations_where(actor, EDIT))
    if may_approve(actor):
        seen |= Q(sent_at__isnull=False)
    return ListingChange.objects.filter(seen).select_related("service", "organisation", "maker")


def open_change(
    actor: Actor, *, service_id: UUID | None = None, organisation_id: UUID | None = None
) -> ListingChange | None:
    """What the actor's own organisation is changing of a service's listing, or of an organisation's public face."""
    rows = changes_visible_to(actor).filter(maker=actor.organisation_id, state__in=OPEN_STATES)
    if service_id is not None:
        return rows.filter(service_id=service_id).first()
    return rows.filter(service__isnull=True, organisation=organisation_id).first()


def open_changes_of(actor: Actor, service_id: UUID) -> list[ListingChange]:
    """All that the actor may see of what is on its way for a listing, oldest first."""
    return list(changes_visible_to(actor).filter(service_id=service_id, state__in=OPEN_STATES).order_by("created_at"))


def waiting_changes(actor: Actor) -> QuerySet[ListingChange]:
    """The approver's queue; nothing for anybody else."""
    rows = changes_visible_to(actor).filter(state=ChangeState.WAITING)
    return rows if may_approve(actor) else rows.none()


def steps_of(change: ListingChange) -> list[ChangeStep]:
    """The story of a change, oldest first."""
    return list(ChangeStep.objects.filter(change=change).select_related("by_organisation").order_by("number"))


def may_publish(actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor's changes of this organisation's listings go public without approval."""
    if may_approve(actor):
        return True
    return (
        organisation_id in organisations_where(actor, EDIT)
        and OrganisationListing.objects.filter(organisation_id=organisation_id, is_trusted=True).exists()
    )


# What a listing says --------------------------------------------------------------------------------------------------
def public_document(change: ListingChange) -> dict[str, Any]:
    """What the listing of a change says now."""
    if change.service_id is not None:
        return documents.snapshot(change.service_id)
    return face_document(change.organisation_id)


def face_document(organisation_id: UUID) -> dict[str, Any]:
    """An organisation's public face as a document."""
    found = OrganisationListing.objects.filter(pk=organisation_id).values(*FACE).first()
    return {"shape": documents.SHAPE, **(found or dict.fromkeys(FACE, ""))}


def proposed(change: ListingChange | None, public: dict[str, Any]) -> dict[str, Any]:
    """What the listing would say with this change."""
    return public | (change.values() if change else {})


def overtaken(change: ListingChange, public: dict[str, Any]) -> list[str]:
    """The parts that somebody else has changed since this change first touched them, to something else than it."""
    return [
        part
        for part, said in change.parts.items()
        if public.get(part) != said["before"] and public.get(part) != said["value"]
    ]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list: who made the listing say this, when and why."""

    number: int
    at: datetime
    why: str
    by_name: str
    by_organisation: str
    words: str
    is_present: bool
    document: dict[str, Any]


def versions_of(service: Service) -> list[VersionLine]:
    """Every kept version, newest first; the present one is among them even where nobody has kept it yet."""
    kept = list(ListingVersion.objects.filter(service=service).select_related("by_organisation"))
    lines = [
        VersionLine(
            number=row.number,
            at=row.at,
            why=row.why,
            by_name=row.by_name,
            by_organisation=row.by_organisation.name if row.by_organisation else "",
            words=row.words,
            is_present=row.number == service.version,
            document=row.document,
        )
        for row in kept
    ]
    if not any(line.is_present for line in lines):
        now = documents.snapshot(service.pk)
        lines.insert(0, VersionLine(service.version, service.edited_at, "loaded", "", "", "", True, now))
    return lines


def last_change(service_id: UUID) -> ListingVersion | None:
    """Who last changed the listing, where that was kept."""
    return ListingVersion.objects.filter(service_id=service_id).order_by("-number").first()


def secret_places(actor: Actor, service: Service) -> list[ServicePlace]:
    """A listing's secret addresses, for its own editors alone (row security says the same)."""
    if actor.organisation_id != service.organisation_id or not may_edit(actor):
        return []
    return list(ServicePlace.objects.filter(service=service, is_confidential=True).order_by("created_at", "id"))


def listing_for_staff(service_id: UUID) -> Service | None:
    """A listing for the staff page: whoever is signed in may read what is public of it."""
    return Service.objects.select_related("organisation").filter(pk=service_id, merged_into__isnull=True).first()


def is_trusted(organisation_id: UUID) -> bool:
    """Whether an organisation's own changes need no approval."""
    return OrganisationListing.objects.filter(organisation_id=organisation_id, is_trusted=True).exists()


def trusting(actor: Actor) -> QuerySet[Organisation]:
    """Organisations with `listings`, how many they have, and `trusted`; nothing for whoever does not approve."""
    rows = Organisation.objects.filter(is_active=True) if may_approve(actor) else Organisation.objects.none()
    return rows.annotate(
        listings=Count("services", filter=~Q(services__status="closed")),
        trusted=Exists(OrganisationListing.objects.filter(organisation_id=OuterRef("pk"), is_trusted=True)),
    )
