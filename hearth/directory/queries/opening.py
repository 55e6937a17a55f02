"""Sites, their hours and closures, as those who look after them may see and change them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from hearth.access.queries import may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.directory.models import Site, SiteClosure, SiteKind
from hearth.directory.queries.hubs import hub_of, sessions
from hearth.directory.queries.times import Opening

PERMISSION = "directory.calendar"


def sites_of(actor: Actor) -> QuerySet[Site]:
    """The hubs and other sites of the network that the actor looks after: their organisation's; all for the host's
    people."""
    sites = Site.objects.filter(is_active=True).exclude(kind=SiteKind.OTHER).select_related("organisation")
    if may_everywhere(actor, PERMISSION):
        return sites
    return sites.filter(organisation_id__in=organisations_where(actor, PERMISSION))


def sites_with_closures(actor: Actor, today: date) -> QuerySet[Site]:
    """The same with `to_come`: closures that are not over, in order."""
    to_come = SiteClosure.objects.filter(last_day__gte=today).order_by("first_day")
    return sites_of(actor).prefetch_related(Prefetch("closures", to_come, to_attr="to_come"), "hours")


def closures_of(actor: Actor) -> QuerySet[SiteClosure]:
    """The closures that the actor may change."""
    return SiteClosure.objects.filter(site__in=sites_of(actor)).select_related("site")


def site(actor: Actor, site_id: UUID) -> Site | None:
    """One of the sites that the actor looks after, or None."""
    return sites_of(actor).filter(pk=site_id).first()


def closure(actor: Actor, closure_id: UUID) -> SiteClosure | None:
    """One of the closures that the actor may change, or None."""
    return closures_of(actor).filter(pk=closure_id).first()


def closures_to_come(site_id: UUID, today: date) -> list[SiteClosure]:
    """Those of a site that are not over, in order."""
    return list(SiteClosure.objects.filter(site_id=site_id, last_day__gte=today).order_by("first_day"))


def opening_of(site_id: UUID) -> Opening:
    """When a site is open."""
    found = hub_of(site_id)
    return found.opening if found else Opening()


def sessions_lost(site_id: UUID, first: date, last: date) -> list[str]:
    """The names of the services that would be on at a site on these days if it were not shut, by name."""
    names = set()
    for session in sessions([site_id]):
        table = session.timetable
        open_all_days = replace(table, at=tuple(replace(at, shut=()) for at in table.at))
        if any(True for _one in open_all_days.between(first, min(last, first + timedelta(days=366)))):
            names.add(session.name)
    return sorted(names, key=str.lower)
