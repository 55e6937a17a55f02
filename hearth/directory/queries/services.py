"""What the public may read of services: everything a page needs of many services in one statement.

Row security hides confidential places from the serving role, so nothing here has to remember to leave them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.queries.places import Spot
from hearth.directory.queries.times import Rule


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
    term_ids: tuple[UUID, ...]
    places: tuple[PlaceFacts, ...]
    schedules: tuple[tuple[UUID, UUID | None, Rule], ...]  # id, place, rule

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for _id, _place, rule in self.schedules)

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
o.id, o.name, coalesce(l.description, ''), coalesce(l.website, ''), coalesce(l.email, ''), coalesce(l.phone, '')
"""
WEBSITE, ORGANISATION_WEBSITE = 5, 28  # their places in it
FACTS = f"""
select {COLUMNS},
    array(select term_id from directory_serviceterm st where st.service_id = s.id order by st.id),
    (select json_agg(json_build_array(p.id, p.name, coalesce(nullif(p.address_1, ''), t.address_1, ''),
            coalesce(nullif(p.city, ''), t.city, ''), coalesce(nullif(p.postcode, ''), t.postcode, ''),
            coalesce(p.latitude, t.latitude), coalesce(p.longitude, t.longitude),
            t.id, coalesce(t.name, ''), coalesce(t.slug, ''), t.accessibility) order by p.created_at, p.id)
     from directory_serviceplace p left join directory_site t on t.id = p.site_id
     where p.service_id = s.id and not p.is_confidential),
    (select json_agg(json_build_array(c.id, c.place_id, c.byday, c.freq = 'MONTHLY', c.week_of_month, c.opens, c.closes,
            c.valid_from, c.valid_to, c.term_time_only, c.notes) order by c.opens, c.id)
     from directory_schedule c where c.service_id = s.id)
from directory_service s
join access_organisation o on o.id = s.organisation_id and o.is_active
left join directory_organisationlisting l on l.organisation_id = o.id
where s.status = 'active' and s.id = any (%s::uuid[])
"""  # noqa: S608 (no value is pasted in)


def services(ids: Iterable[UUID]) -> dict[UUID, ServiceFacts]:
    """Shown services by id; those that are not shown (any more) are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [wanted])
        found = [_facts(row) for row in cursor.fetchall()]
    return {facts.id: facts for facts in found}


def service(service_id: UUID) -> ServiceFacts | None:
    """One shown service, or None."""
    return services([service_id]).get(service_id)


def _facts(row: tuple[Any, ...]) -> ServiceFacts:
    *columns, terms, places, schedules = row
    for number in (WEBSITE, ORGANISATION_WEBSITE):
        if not columns[number].startswith(("https://", "http://")):  # loaded as it came: never a link to a script
            columns[number] = ""
    lists = (tuple(terms), tuple(map(_place, places or ())), tuple(map(_schedule, schedules or ())))
    return ServiceFacts(*(*columns, *lists))


def _place(row: list[Any]) -> PlaceFacts:
    place_id, *middle, site_id, site_name, site_slug, accessibility = row
    site = (UUID(site_id) if site_id else None, site_name, site_slug, tuple(accessibility or ()))
    return PlaceFacts(*(UUID(place_id), *middle, *site))


def _schedule(row: list[Any]) -> tuple[UUID, UUID | None, Rule]:
    return UUID(row[0]), UUID(row[1]) if row[1] else None, rule_from(row[2:])


def rule_from(row: Sequence[Any]) -> Rule:
    """A rule from JSON: days, monthly, week, opens, closes, valid from and to, term time, notes."""
    days, monthly, week, opens, closes, start, end, term_time, notes = row
    return Rule(
        byday=tuple(days),
        monthly=monthly,
        week_of_month=week,
        opens=time.fromisoformat(opens) if opens else None,
        closes=time.fromisoformat(closes) if closes else None,
        valid_from=date.fromisoformat(start) if start else None,
        valid_to=date.fromisoformat(end) if end else None,
        term_time_only=term_time,
        notes=notes,
    )
