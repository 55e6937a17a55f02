"""Hubs and other sites where families walk in: where, when open, what is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from math import hypot
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core.clock import LONDON
from hearth.directory.models.search import plane
from hearth.directory.queries.places import Spot
from hearth.directory.queries.times import Hours, Occurrence, Opening, Rule, Shut, Timetable
from hearth.directory.queries.timetables import timetables


@dataclass(frozen=True, slots=True)
class HubFacts:
    """A site that the public may visit (or an online hub)."""

    id: UUID
    kind: str
    name: str
    slug: str
    description: str
    address_1: str
    city: str
    postcode: str
    latitude: float | None
    longitude: float | None
    phone: str
    email: str
    accessibility: tuple[str, ...]
    organisation: str
    parent_name: str
    parent_slug: str
    opening: Opening

    @property
    def address(self) -> str:
        """On one line."""
        return ", ".join(part for part in (self.address_1, self.city, self.postcode) if part)

    def metres_from(self, spot: Spot | None) -> float | None:
        """How far away it is; None without a spot or a point."""
        if spot is None or self.latitude is None or self.longitude is None:
            return None
        x, y = plane(spot.latitude, spot.longitude)
        here_x, here_y = plane(self.latitude, self.longitude)
        return hypot(x - here_x, y - here_y)


@dataclass(frozen=True, slots=True)
class Session:
    """A service that happens at a site, with its times there."""

    site_id: UUID
    service_id: UUID
    name: str
    timetable: Timetable

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(entry.rule for entry in self.timetable.entries)


@dataclass(frozen=True, slots=True)
class Happening:
    """One time that something is on at a site."""

    site_id: UUID
    service_id: UUID
    name: str
    occurrence: Occurrence


HUBS = """
select h.id, h.kind, h.name, h.slug, h.description, h.address_1, h.city, h.postcode, h.latitude, h.longitude, h.phone,
       h.email, h.accessibility, o.name, coalesce(up.name, ''), coalesce(up.slug, ''), h.bank_holidays,
       (select json_agg(json_build_array(w.weekday, w.opens, w.closes, w.notes) order by w.weekday, w.opens)
        from directory_sitehours w where w.site_id = h.id),
       (select json_agg(json_build_array(x.first_day, x.last_day, x.words) order by x.first_day)
        from directory_siteclosure x where x.site_id = h.id)
from directory_site h join access_organisation o on o.id = h.organisation_id
left join directory_site up on up.id = h.parent_id and up.is_active
where h.is_active and h.kind <> 'other'
"""
KIND_ORDER = {"hub": 0, "satellite": 1, "outreach": 2, "virtual": 3}


def hubs(spot: Spot | None = None, limit: int | None = None) -> list[HubFacts]:
    """Hubs, satellites, outreach venues and online hubs: nearest first with a spot, else by kind and name."""
    with connection.cursor() as cursor:
        cursor.execute(HUBS)
        found = [_hub(row) for row in cursor.fetchall()]

    def order(hub: HubFacts) -> tuple[Any, ...]:
        metres = hub.metres_from(spot)
        if spot is None:
            return (KIND_ORDER.get(hub.kind, 9), hub.name)
        return (metres is None, metres or 0.0, hub.name)

    return sorted(found, key=order)[:limit]


def hub(slug: str) -> HubFacts | None:
    """One of them by its address, or None."""
    with connection.cursor() as cursor:
        cursor.execute(HUBS + " and h.slug = %s", [slug])
        row = cursor.fetchone()
    return _hub(row) if row else None


def hub_of(site_id: UUID) -> HubFacts | None:
    """One of them by its id, or None."""
    with connection.cursor() as cursor:
        cursor.execute(HUBS + " and h.id = %s", [site_id])
        row = cursor.fetchone()
    return _hub(row) if row else None


def nearest_hub(spot: Spot | None) -> HubFacts | None:
    """The hub to send somebody to: the nearest with a phone, or the first with one."""
    return next((found for found in hubs(spot) if found.phone), None)


SESSIONS = """
select p.site_id, s.id, s.name, array_agg(p.id)
from directory_service s
join directory_serviceplace p on p.service_id = s.id
where p.site_id = any (%s::uuid[]) and not p.is_confidential and s.status = 'active' and s.standing <> 'hidden'
  and (exists (select from directory_schedule c where c.service_id = s.id)
       or exists (select from directory_scheduleexception e where e.service_id = s.id))
group by p.site_id, s.id, s.name
order by lower(s.name), s.id
"""


def sessions(site_ids: Iterable[UUID]) -> list[Session]:
    """What happens at these sites, by name."""
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS, [list(site_ids)])
        rows = cursor.fetchall()
    known = timetables({row[1] for row in rows})
    return [Session(site, service, name, known[service].at_places(places)) for site, service, name, places in rows]


def on_day(found: Iterable[Session], day: date) -> list[Happening]:
    """What happens on a day, in the order of the day."""
    happening = [Happening(s.site_id, s.service_id, s.name, one) for s in found for one in s.timetable.on(day)]
    return sorted(happening, key=lambda one: (one.occurrence.order, one.name))


def on_today(found: Iterable[Session], now: datetime) -> list[Happening]:
    """What happens today (London) and is not over."""
    today = now.astimezone(LONDON).date()
    return [one for one in on_day(found, today) if not one.occurrence.is_over(now)]


def services_at(site_id: UUID, limit: int = 100) -> list[UUID]:
    """The shown services that happen at a site."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.id from directory_service s join directory_serviceplace p on p.service_id = s.id"
            " where p.site_id = %s and s.status = 'active' and s.standing <> 'hidden' and not p.is_confidential"
            " group by s.id, s.name order by lower(s.name), s.id limit %s",
            [site_id, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _hub(row: tuple[Any, ...]) -> HubFacts:
    *columns, accessibility, organisation, parent_name, parent_slug, bank_holidays, hours, shut = row
    opening = Opening(
        hours=tuple(
            Hours(weekday, time.fromisoformat(opens), time.fromisoformat(closes), notes)
            for weekday, opens, closes, notes in hours or ()
        ),
        shut=tuple(Shut(date.fromisoformat(a), date.fromisoformat(b), words) for a, b, words in shut or ()),
        on_bank_holidays=bank_holidays,
    )
    return HubFacts(*(*columns, tuple(accessibility), organisation, parent_name, parent_slug, opening))
