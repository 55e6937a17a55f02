"""Reading the front desk: the queue, the day's list, and what is open to whoever works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.directory.models import Site, SiteKind
from hearth.referrals.models import Enquiry, EnquiryState

LOG, LEAD = "enquiries.log", "enquiries.lead"
Enquiries = QuerySet[Enquiry]


def enquiries_of_desk(actor: Actor) -> Enquiries:
    """Every enquiry at the desks of the member's organisation."""
    return Enquiry.objects.filter(organisation_id__in=organisations_where(actor, LOG))


def at_desk(actor: Actor, site_id: UUID | None) -> Enquiries:
    """The enquiries at one hub of the organisation; None is an organisation without hubs."""
    rows = enquiries_of_desk(actor)
    return rows.filter(site__isnull=True) if site_id is None else rows.filter(site_id=site_id)


@dataclass(frozen=True, slots=True)
class Queue:
    """Who is at the desk at this moment: with somebody, and waiting, first come first."""

    with_us: list[Enquiry]
    waiting: list[Enquiry]


def queue(actor: Actor, site_id: UUID | None, today: date) -> Queue:
    """Who is there now. Whoever was left over from another day is not in it: a job closes those."""
    rows = list(
        at_desk(actor, site_id).filter(day=today).exclude(state=EnquiryState.FINISHED).order_by("created_at", "number")
    )
    return Queue(
        with_us=[row for row in rows if row.state == EnquiryState.WITH_US],
        waiting=[row for row in rows if row.state == EnquiryState.WAITING],
    )


def finished_between(actor: Actor, start: date, end: date) -> Enquiries:
    """What was finished at the organisation's desks from `start` up to and with `end`, newest first."""
    return (
        enquiries_of_desk(actor)
        .filter(day__range=(start, end), state=EnquiryState.FINISHED)
        .select_related("site", "handover")
        .prefetch_related("offers__service")
        .order_by("-finished_at")
    )


def open_enquiry(actor: Actor, enquiry_id: UUID) -> Enquiry | None:
    """One of the organisation's, or None for any other."""
    return enquiries_of_desk(actor).filter(pk=enquiry_id).first()


def hubs_of(actor: Actor) -> list[Site]:
    """The places of the actor's organisation at which somebody may come to a desk, hubs first, by name."""
    sites = Site.objects.filter(organisation_id__in=organisations_where(actor, LOG), is_active=True)
    return sorted(sites, key=lambda site: (site.kind != SiteKind.HUB, site.name))


def last_hub(actor: Actor) -> Site | None:
    """Where this colleague stood at the desk last, as far as the log tells."""
    rows = enquiries_of_desk(actor).filter(taken_by_id=actor.user_id, site__is_active=True)
    last = rows.select_related("site").order_by("-created_at").first()
    return last.site if last else None
