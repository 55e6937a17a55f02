"""How much of the directory is still true: the numbers of the freshness dashboard, each defined once, here.

*Listings* are those shown to the public now, of organisations that are active. *Stale* are the listings whose standing
is unconfirmed, demoted or hidden: nobody has confirmed them within their own interval and the days after it. A share
is stale listings out of all listings of the same group; groups may overlap (a listing has several categories and
places). `organisation_id` limits everything to one organisation; None is the whole network.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core.clock import LONDON

MONTHS = 12
SILENT_LETTERS = 2
SILENT_FOR = timedelta(days=365)

LISTINGS = """
with listing as (
    select s.id, s.organisation_id, s.standing, s.created_at,
           s.standing in ('unconfirmed', 'demoted', 'hidden') as stale
    from directory_service s join access_organisation o on o.id = s.organisation_id and o.is_active
    where s.status = 'active' and s.merged_into_id is null
      and (%(organisation)s::uuid is null or s.organisation_id = %(organisation)s)
)
"""


@dataclass(frozen=True, slots=True)
class Standings:
    """How many listings stand where."""

    current: int = 0
    due: int = 0
    unconfirmed: int = 0
    demoted: int = 0
    hidden: int = 0

    @property
    def stale(self) -> int:
        return self.unconfirmed + self.demoted + self.hidden

    @property
    def all(self) -> int:
        return self.current + self.due + self.stale


@dataclass(frozen=True, slots=True)
class Share:
    """Stale listings of a group. `key` is an organisation's id, a term's code or a ward's code; empty for the rest."""

    key: str
    name: str
    listings: int
    stale: int

    @property
    def percent(self) -> int:
        return percent(self.stale, self.listings)


@dataclass(frozen=True, slots=True)
class Month:
    """How many of the listings shown now, that were here by the end of a month, were stale then. `day` is its first
    day; the present month counts up to now."""

    day: date
    listings: int
    stale: int

    @property
    def percent(self) -> int:
        return percent(self.stale, self.listings)


@dataclass(frozen=True, slots=True)
class Silent:
    """An organisation that was written to at least twice and has answered nothing since."""

    organisation_id: UUID
    name: str
    phone: str
    letters: int
    since: datetime
    stale: int


def percent(part: int, whole: int) -> int:
    """A whole number; 0 for nothing out of nothing."""
    return round(100 * part / whole) if whole else 0


def standings(organisation_id: UUID | None) -> Standings:
    """How many listings stand where."""
    sql = """
    select standing, count(*) from listing group by standing
    """
    return Standings(**dict(_rows(LISTINGS + sql, organisation_id)))


def by_organisation(organisation_id: UUID | None, limit: int = 20) -> list[Share]:
    """Those with the most stale listings first."""
    sql = """
    select o.id::text, o.name, count(*), count(*) filter (where stale) from listing
    join access_organisation o on o.id = listing.organisation_id
    group by o.id, o.name order by 4 desc, 3 desc, 2 limit %(limit)s
    """
    return [Share(*row) for row in _rows(LISTINGS + sql, organisation_id, limit=limit)]


def by_category(organisation_id: UUID | None) -> list[Share]:
    """By the categories at the top of the tree; a listing counts in each of its own. The last one has none."""
    sql = """
    , classed as (
        select distinct st.service_id, coalesce(up.id, t.id) as top
        from directory_serviceterm st
        join directory_term t on t.id = st.term_id
        join directory_taxonomy x on x.id = t.taxonomy_id and x.code = 'categories'
        left join directory_term up on up.id = t.parent_id
    )
    select coalesce(t.code, ''), coalesce(t.name, ''), count(*), count(*) filter (where listing.stale)
    from listing left join classed on classed.service_id = listing.id left join directory_term t on t.id = classed.top
    group by t.id, t.code, t.name order by t.id is null, 4 desc, 3 desc, 2
    """
    return [Share(*row) for row in _rows(LISTINGS + sql, organisation_id)]


def by_area(organisation_id: UUID | None, limit: int = 20) -> list[Share]:
    """By ward; a listing counts in each ward where it has a place. The last one has no place that may be known."""
    sql = """
    , placed as (
        select distinct p.service_id, coalesce(nullif(p.ward_code, ''), nullif(t.ward_code, '')) as ward
        from directory_serviceplace p left join directory_site t on t.id = p.site_id
        where not p.is_confidential
    ), counted as (
        select coalesce(placed.ward, '') as ward, count(*) as listings, count(*) filter (where listing.stale) as stale
        from listing left join placed on placed.service_id = listing.id
        group by 1
    )
    select ward, coalesce(a.name, ward), listings, stale from counted left join directory_area a on a.code = ward
    order by ward = '', stale desc, listings desc, 2 limit %(limit)s
    """
    return [Share(*row) for row in _rows(LISTINGS + sql, organisation_id, limit=limit)]


def by_month(organisation_id: UUID | None, now: datetime, months: int = MONTHS) -> list[Month]:
    """The last so many months, from the steps that were written down: the oldest first."""
    first = _months_back(now.astimezone(LONDON).date().replace(day=1), months - 1)
    days = [_months_back(first, -number) for number in range(months)]
    ends = [datetime.combine(_months_back(day, -1), time.min, LONDON) for day in days[:-1]] + [now]
    sql = """
    , moved as (
        select service_id, after, at, lead(at) over (partition by service_id order by at, created_at) as till
        from directory_freshnessstep where after <> ''
    ), month as (
        select * from unnest(%(days)s::date[], %(ends)s::timestamptz[]) as m(day, ends)
    )
    select month.day,
           (select count(*) from listing where listing.created_at < month.ends),
           (select count(*) from moved join listing on listing.id = moved.service_id
            where moved.at < month.ends and (moved.till is null or moved.till >= month.ends)
              and moved.after in ('unconfirmed', 'demoted', 'hidden'))
    from month order by month.day
    """
    return [Month(*row) for row in _rows(LISTINGS + sql, organisation_id, days=days, ends=ends)]


def silent(organisation_id: UUID | None, now: datetime, limit: int = 20) -> list[Silent]:
    """Organisations that never answer: written to twice or more within a year, and since the first of these letters
    they have confirmed, changed or closed nothing. Most stale listings first."""
    sql = """
    , letter as (
        select r.organisation_id, count(*) as letters, min(r.created_at) as since
        from directory_reminder r
        where r.reach <> 'nobody' and r.created_at >= %(from)s
          and r.created_at > coalesce((select max(st.at) from directory_freshnessstep st
                                       where st.organisation_id = r.organisation_id
                                         and st.step in ('confirmed', 'changed', 'closed')), '-infinity')
        group by r.organisation_id having count(*) >= %(letters)s
    )
    select o.id, o.name, coalesce(l.phone, ''), letter.letters, letter.since, count(*) filter (where listing.stale)
    from letter join access_organisation o on o.id = letter.organisation_id
    left join directory_organisationlisting l on l.organisation_id = o.id
    join listing on listing.organisation_id = o.id
    group by o.id, o.name, l.phone, letter.letters, letter.since
    order by 6 desc, 4 desc, 2 limit %(limit)s
    """
    values = {"from": now - SILENT_FOR, "letters": SILENT_LETTERS, "limit": limit}
    return [Silent(*row) for row in _rows(LISTINGS + sql, organisation_id, **values)]


def _months_back(day: date, months: int) -> date:
    """The first day of the month so many months before; after, for a negative number."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _rows(sql: str, organisation_id: UUID | None, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"organisation": organisation_id, **values})
        return list(cursor.fetchall())
