"""What the public may read of services: everything a page needs of many services in one statement.

Row security hides confidential places from the serving role, so nothing here has to remember to leave them out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.queries.places import Spot
from hearth.directory.queries.school import Calendars, calendars
from hearth.directory.queries.times import Rule, Timetable
from hearth.directory.queries.timetables import PLACE, TIMES, places_from, timetable_from


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Where a service happens; the address of its site where it has none of its own."""

    id: UUID
    name: str
    address_1: str
    city: str
    postcode: str
    latitude: float | None
    longitude: float | None
    site_id: UUID | None = None
    site_name: str = ""
    site_slug: str = ""
    accessibility: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """On one line."""
        return ", ".join(
            part for part in (self.name or self.site_name, self.address_1, self.city, self.postcode) if part
        )


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A shown service."""

    id: UUID
    name: str
    summary: str
    description: str
    who_for: str
    website: str
    email: str
    phone: str
    min_age_months: int | None
    max_age_months: int | None
    cost_kind: str
    cost_amount: Decimal | None
    cost_words: str
    delivery: Sequence[str]
    access_routes: Sequence[str]
    how_to_get_in: str
    languages: Sequence[str]
    accessibility: Sequence[str]
    capacity: str
    wait_weeks: int | None
    accepts_requests: bool
    area_words: str
    is_sensitive: bool
    assured_at: datetime | None
    edited_at: datetime
    organisation_id: UUID
    organisation: str
    organisation_description: str
    organisation_website: str
    organisation_email: str
    organisation_phone: str
    standing: str
    label_on: date | None  # from when on the public reads "not confirmed since …"; None before the night worked it out
    area_codes: Sequence[str]
    area_names: Sequence[str]
    registrations: list[dict[str, str]]
    local_offer: dict[str, Any]
    term_ids: tuple[UUID, ...]
    places: tuple[PlaceFacts, ...]
    timetable: Timetable

    @property
    def schedules(self) -> tuple[tuple[UUID | None, UUID | None, Rule], ...]:
        """(id, place, rule) of each of its times."""
        return tuple((entry.schedule_id, entry.place_id, entry.rule) for entry in self.timetable.entries)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(entry.rule for entry in self.timetable.entries)

    def place(self, place_id: UUID | None) -> PlaceFacts | None:
        """One of its public places by its id."""
        return next((place for place in self.places if place.id == place_id), None)

    @property
    def takes_requests(self) -> bool:
        """Whether a family may ask for it through this site."""
        return self.accepts_requests and tuple(self.access_routes) != ("professional-only",)

    def nearest_place(self, spot: Spot | None) -> PlaceFacts | None:
        """The place with a point that is nearest to a spot; the first with a point without one."""
        placed = [p for p in self.places if p.latitude is not None and p.longitude is not None]
        if not placed or spot is None:
            return placed[0] if placed else None
        return min(
            placed,
            key=lambda p: ((p.latitude or 0) - spot.latitude) ** 2 + (((p.longitude or 0) - spot.longitude) * 0.6) ** 2,
        )


COLUMNS = """
s.id, s.name, s.summary, s.description, s.who_for, s.website, s.email, s.phone, s.min_age_months, s.max_age_months,
s.cost_kind, s.cost_amount, s.cost_words, s.delivery, s.access_routes, s.how_to_get_in, s.languages, s.accessibility,
s.capacity, s.wait_weeks, s.accepts_requests, s.area_words, s.is_sensitive, s.assured_at, s.edited_at,
o.id, o.name, coalesce(l.description, ''), coalesce(l.website, ''), coalesce(l.email, ''), coalesce(l.phone, ''),
s.standing, v.label_on, s.area_codes,
array(select a.name from directory_area a where a.code = any (s.area_codes) order by a.name, a.code),
s.registrations, s.local_offer
"""
WEBSITE, ORGANISATION_WEBSITE = 5, 28  # their places in it
FACTS = f"""
select {COLUMNS},
    array(select term_id from directory_serviceterm st where st.service_id = s.id order by st.id),
    (select json_agg(json_build_array(p.id, p.name, coalesce(nullif(p.address_1, ''), t.address_1, ''),
            coalesce(nullif(p.city, ''), t.city, ''), coalesce(nullif(p.postcode, ''), t.postcode, ''),
            coalesce(t.name, ''), coalesce(t.slug, ''), t.accessibility, {PLACE}) order by p.created_at, p.id)
     from directory_serviceplace p left join directory_site t on t.id = p.site_id
     where p.service_id = s.id and not p.is_confidential),
    {TIMES}
from directory_service s
join access_organisation o on o.id = s.organisation_id and o.is_active
left join directory_organisationlisting l on l.organisation_id = o.id
left join directory_reviewdates v on v.service_id = s.id
where s.status = 'active' and s.id = any (%s::uuid[])
"""  # noqa: S608 (no value is pasted in)


def services(ids: Iterable[UUID]) -> dict[UUID, ServiceFacts]:
    """Shown services by id; those that are not shown (any more) are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    known = calendars()
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [wanted])
        found = [_facts(row, known) for row in cursor.fetchall()]
    return {facts.id: facts for facts in found}


def service(service_id: UUID) -> ServiceFacts | None:
    """One shown service, or None."""
    return services([service_id]).get(service_id)


TIMES_COLUMNS, PLACE_COLUMNS = 5, 5  # how many TIMES and PLACE have


def _facts(row: tuple[Any, ...], known: Calendars) -> ServiceFacts:
    *columns, terms, places = row[:-TIMES_COLUMNS]
    for number in (WEBSITE, ORGANISATION_WEBSITE):
        if not columns[number].startswith(("https://", "http://")):  # loaded as it came: never a link to a script
            columns[number] = ""
    columns[-2:] = [json.loads(columns[-2]), json.loads(columns[-1])]
    at = places_from([[place[0], *place[-PLACE_COLUMNS:]] for place in places or ()], known)
    timetable = timetable_from(row[-TIMES_COLUMNS:], at, known)
    return ServiceFacts(*(*columns, tuple(terms), tuple(map(_place, places or ())), timetable))


def _place(row: list[Any]) -> PlaceFacts:
    place_id, *address, site_name, site_slug, accessibility, site_id, latitude, longitude, _council, _shut = row
    site = (UUID(site_id) if site_id else None, site_name, site_slug, tuple(accessibility or ()))
    return PlaceFacts(*(UUID(place_id), *address, latitude, longitude, *site))
