"""Everything that may be told of a service, a place or an organisation, as plain rows.

Row security hides confidential places from the serving role; the statements leave them out all the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.models.published import PublishedState
from hearth.directory.queries.published.asked import MODIFIED

Row = dict[str, Any]
SHOWN = frozenset({PublishedState.LISTED, PublishedState.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class PublishedService:
    """A service that is or was listed. Of one that is not shown any more nothing is known here but its name, which is
    empty where it may not be told. `service`, `organisation` and what hangs on them are rows by column."""

    id: UUID
    name: str
    state: str
    organisation_id: UUID
    modified_at: datetime
    service: Row = field(default_factory=dict)
    organisation: Row = field(default_factory=dict)
    terms: tuple[Row, ...] = ()
    places: tuple[Row, ...] = ()
    schedules: tuple[Row, ...] = ()
    exceptions: tuple[Row, ...] = ()
    areas: Row = field(default_factory=dict)  # names by code

    @property
    def is_shown(self) -> bool:
        return self.state in SHOWN


@dataclass(frozen=True, slots=True)
class PublishedPlace:
    """One place of a service, and the service in as much detail as was asked for."""

    id: UUID
    place: Row
    service: PublishedService


@dataclass(frozen=True, slots=True)
class PublishedOrganisation:
    """An organisation with listed services; `services` only where they were asked for."""

    organisation: Row
    services: tuple[PublishedService, ...] = ()


ORGANISATION = """jsonb_build_object('id', o.id, 'name', o.name, 'description', coalesce(g.description, ''),
    'website', coalesce(g.website, ''), 'email', coalesce(g.email, ''), 'phone', coalesce(g.phone, ''),
    'more', coalesce(g.more, '{}'))"""
TERM = """jsonb_build_object('id', t.id, 'code', t.code, 'name', t.name, 'description', t.description,
    'parent_id', t.parent_id, 'more', t.more, 'taxonomy', x.name, 'taxonomy_id', x.id)"""
PLACE = """to_jsonb(l) || jsonb_build_object('site', to_jsonb(t), 'closures',
    (select jsonb_agg(to_jsonb(u) order by u.first_day, u.id) from directory_siteclosure u
     where u.site_id = t.id and u.last_day >= %(today)s), 'hours',
    (select jsonb_agg(to_jsonb(h) order by h.weekday, h.opens, h.id) from directory_sitehours h
     where h.site_id = t.id))"""
ONE_TO_ONE = f"""
select p.service_id, p.state, p.organisation_id, {MODIFIED},
    case when p.state <> 'hidden' then p.name else '' end,
    case when p.state in ('listed', 'unconfirmed') then jsonb_build_object(
        'service', to_jsonb(s), 'organisation', {ORGANISATION},
        'terms', (select jsonb_agg({TERM} order by x.code, t."order", t.name, t.id)
                  from directory_serviceterm st join directory_term t on t.id = st.term_id
                  join directory_taxonomy x on x.id = t.taxonomy_id where st.service_id = s.id)
        /* nested */) end
from directory_published p
left join directory_service s on s.id = p.service_id
left join access_organisation o on o.id = p.organisation_id
left join directory_organisationlisting g on g.organisation_id = o.id
where p.service_id = any (%(ids)s) and p.was_listed
"""  # noqa: S608 (no value is pasted in)
NESTED = f""",
        'places', (select jsonb_agg({PLACE} order by l.created_at, l.id) from directory_serviceplace l
                   left join directory_site t on t.id = l.site_id
                   where l.service_id = s.id and not l.is_confidential),
        'schedules', (select jsonb_agg(to_jsonb(c) order by c.opens, c.id) from directory_schedule c
                      where c.service_id = s.id),
        'exceptions', (select jsonb_agg(to_jsonb(e) order by e.first_day, e.id) from directory_scheduleexception e
                       where e.service_id = s.id and e.last_day >= %(today)s),
        'areas', (select jsonb_object_agg(a.code, a.name) from directory_area a where a.code = any (s.area_codes))
"""  # noqa: S608


def services(ids: Sequence[UUID], *, today: date, in_full: bool = False) -> dict[UUID, PublishedService]:
    """Services by id; those that nobody ever listed are left out."""
    statement = ONE_TO_ONE.replace("/* nested */", NESTED if in_full else "")
    return {
        row[0]: PublishedService(
            id=row[0],
            state=row[1],
            organisation_id=row[2],
            modified_at=row[3],
            name=row[4],
            **_parts(json.loads(row[5]) if row[5] else {}),
        )
        for row in _rows(statement, {"ids": list(ids), "today": today})
    }


def _parts(found: Row) -> dict[str, Any]:
    """Lists that are empty come out of the database as nothing at all."""
    lists = ("terms", "places", "schedules", "exceptions")
    made: dict[str, Any] = {name: tuple(found.get(name) or ()) for name in lists}
    return made | {name: found.get(name) or {} for name in ("service", "organisation", "areas")}


def service(service_id: UUID, *, today: date) -> PublishedService | None:
    """One service in full, or None."""
    return services([service_id], today=today, in_full=True).get(service_id)


KEPT = """
with recursive way as (
    select id, merged_into_id, 1 as step from directory_service where id = %(id)s
    union select s.id, s.merged_into_id, way.step + 1 from directory_service s join way on s.id = way.merged_into_id
    where way.step < 20
)
select way.id from way join directory_published p on p.service_id = way.id
where way.step > 1 and way.merged_into_id is null and p.state in ('listed', 'unconfirmed')
"""


def kept_listing(service_id: UUID) -> UUID | None:
    """The listing that took this one in, at the end of the line; None where nobody did, or it is not shown either."""
    rows = _rows(KEPT, {"id": service_id})
    return rows[0][0] if rows else None


def places(ids: Sequence[UUID], *, today: date, in_full: bool = False) -> dict[UUID, PublishedPlace]:
    """Places of shown services by id."""
    rows = _rows(
        f"select l.id, l.service_id, {PLACE} from directory_serviceplace l"  # noqa: S608
        " left join directory_site t on t.id = l.site_id where l.id = any (%(ids)s) and not l.is_confidential",
        {"ids": list(ids), "today": today},
    )
    known = services(list({row[1] for row in rows}), today=today, in_full=in_full)
    return {
        row[0]: PublishedPlace(row[0], json.loads(row[2]), known[row[1]])
        for row in rows
        if row[1] in known and known[row[1]].is_shown
    }


ORGANISATIONS = f"""
select o.id, {ORGANISATION} from access_organisation o
left join directory_organisationlisting g on g.organisation_id = o.id
where o.id = any (%(ids)s) and o.is_active and exists (
    select from directory_published p where p.organisation_id = o.id and p.state in ('listed', 'unconfirmed'))
"""  # noqa: S608


def organisations(ids: Sequence[UUID]) -> dict[UUID, PublishedOrganisation]:
    """Organisations by id; those that show no service are left out."""
    return {row[0]: PublishedOrganisation(json.loads(row[1])) for row in _rows(ORGANISATIONS, {"ids": list(ids)})}


def organisation(organisation_id: UUID, *, today: date) -> PublishedOrganisation | None:
    """One organisation with its listed services, by name."""
    found = organisations([organisation_id]).get(organisation_id)
    if not found:
        return None
    rows = _rows(
        "select service_id from directory_published where organisation_id = %(id)s and state = 'listed'"
        " order by name, service_id",
        {"id": organisation_id},
    )
    ids = [row[0] for row in rows]
    known = services(ids, today=today)
    return PublishedOrganisation(found.organisation, tuple(known[pk] for pk in ids if pk in known))


def last_change() -> datetime | None:
    """When anything that the API tells of any service last changed."""
    rows = _rows("select max(modified_at) from directory_published", {})
    found: datetime | None = rows[0][0]
    return found


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
