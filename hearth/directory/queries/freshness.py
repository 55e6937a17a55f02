"""Which listings are to be confirmed, by whom, and what was done about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hearth.core.actors import Actor
from hearth.directory import links
from hearth.directory.models import (
    WARNED,
    FreshnessStep,
    Reach,
    Reminder,
    ReviewPolicy,
    Service,
    ServicePlace,
    ServiceStatus,
    ServiceTerm,
)

NOWHERE = UUID(int=0)
NOT_SAID = "none"  # for a filter: listings without a category or a place


def letter(token: str) -> Reminder | None:
    """The letter whose link somebody opened, whether it still works or not; None for a link that is not ours."""
    reminder_id = links.reminder_in(token)
    if reminder_id is None:
        return None
    return Reminder.objects.select_related("organisation").filter(pk=reminder_id, organisation__is_active=True).first()


def open_listings(reminder: Reminder, now: datetime) -> QuerySet[Service]:
    """What the letter's link can still answer for: due now, and confirmed by nobody since it was written."""
    if reminder.expires_at <= now:
        return Service.objects.none()
    return (
        Service.objects.filter(
            Q(assured_at__isnull=True) | Q(assured_at__lt=reminder.created_at),
            pk__in=reminder.listings,
            organisation_id=reminder.organisation_id,
            status=ServiceStatus.ACTIVE,
            review__asked_from__isnull=False,
        )
        .select_related("organisation", "review")
        .order_by("review__due_on", "name", "pk")
    )


def listings_of(reminder: Reminder) -> QuerySet[Service]:
    """All listings of a letter, as they stand."""
    rows = Service.objects.filter(pk__in=reminder.listings, organisation_id=reminder.organisation_id)
    return rows.order_by("name", "pk")


def overseen(by: Actor, *, everywhere: bool) -> QuerySet[Service]:
    """Listings whose standing an actor may see: the own organisation's, or all of the network's. Shown ones, and those
    closed; with their dates, and what became of the last letter about them."""
    rows = Service.objects.filter(organisation__is_active=True).exclude(status=ServiceStatus.HIDDEN)
    rows = rows.filter(merged_into__isnull=True)
    if not everywhere:
        rows = rows.filter(organisation_id=by.organisation_id or NOWHERE)
    return rows.select_related("organisation", "organisation__listing", "review", "review__letter")


def to_confirm(by: Actor) -> QuerySet[Service]:
    """The own organisation's listings that are due, the longest due first."""
    return (
        Service.objects.filter(
            organisation_id=by.organisation_id or NOWHERE,
            status=ServiceStatus.ACTIVE,
            review__asked_from__isnull=False,
        )
        .select_related("organisation", "review")
        .order_by("review__due_on", "name", "pk")
    )


def to_ring(by: Actor, *, everywhere: bool) -> QuerySet[Service]:
    """Listings labelled, last or hidden whose owner no letter reaches: nobody can be written to, or it did not
    arrive."""
    return overseen(by, everywhere=everywhere).filter(unreached(), status=ServiceStatus.ACTIVE, standing__in=WARNED)


def unreached() -> Q:
    """Nobody got the last letter: there is no address, or none of its emails went out."""
    bounced = Q(review__letter__failed__gt=0, review__letter__failed__gte=F("review__letter__emails"))
    return Q(review__letter__reach=Reach.NOBODY) | bounced


def of_standing(rows: QuerySet[Service], value: str) -> QuerySet[Service]:
    """Of `overseen`: a standing, "stale" for all that are not confirmed, or "closed"."""
    if value == "closed":
        return rows.filter(status=ServiceStatus.CLOSED)
    rows = rows.filter(status=ServiceStatus.ACTIVE)
    return rows.filter(standing__in=WARNED) if value == "stale" else rows.filter(standing=value)


def of_category(rows: QuerySet[Service], code: str) -> QuerySet[Service]:
    """Those of a category or of one under it; of none, for NOT_SAID."""
    terms = ServiceTerm.objects.filter(service=OuterRef("pk"), term__taxonomy__code="categories")
    if code == NOT_SAID:
        return rows.filter(~Exists(terms))
    return rows.filter(Exists(terms.filter(Q(term__code=code) | Q(term__parent__code=code))))


def of_area(rows: QuerySet[Service], code: str) -> QuerySet[Service]:
    """Those with a place in a ward that may be known; without any, for NOT_SAID."""
    places = ServicePlace.objects.filter(service=OuterRef("pk"), is_confidential=False)
    if code == NOT_SAID:
        known = places.exclude(Q(ward_code="") & (Q(site__isnull=True) | Q(site__ward_code="")))
        return rows.filter(~Exists(known))
    return rows.filter(Exists(places.filter(Q(ward_code=code) | Q(ward_code="", site__ward_code=code))))


def of_letter(rows: QuerySet[Service], value: str) -> QuerySet[Service]:
    """Of `overseen`: those whose last letter reached nobody ("unreached"), or was not answered ("unanswered")."""
    if value == "unreached":
        return rows.filter(unreached())
    asked = rows.filter(review__letter__isnull=False, review__letter__answered_at__isnull=True)
    return asked.exclude(unreached())


def story(service_id: UUID) -> list[FreshnessStep]:
    """What was done about a listing, newest first, as far as the reader may see it."""
    return list(FreshnessStep.objects.filter(service_id=service_id).order_by("-at", "-created_at"))


def saved_policies(limit: int = 20) -> list[ReviewPolicy]:
    """The rules as they were saved, newest first."""
    return list(ReviewPolicy.objects.order_by("-number")[:limit])
