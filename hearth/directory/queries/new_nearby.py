"""Which services are new, or open again, near those who asked to hear of them; and how many people asked, by area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from hearth.core.words import METRES_IN_MILE
from hearth.directory.ways import SENSITIVE_TERMS

FEWEST_SAID = 5  # smaller numbers are said as "fewer than 5": the database says no more either

# Ages are months on a day, and as many more as months have passed since. Before birth counts as newly born, as in the
# search. Sensitive services go into no email: whoever shares the device would read them.
MATCHING = """
with sub as materialized (
    select id, since, miles * %(mile)s as radius, area_code, council_code, from_months, to_months,
           directory_plane_x(latitude, longitude) as x, directory_plane_y(latitude, longitude) as y,
           (extract(year from age(%(today)s::date, ages_on)) * 12
            + extract(month from age(%(today)s::date, ages_on)))::int as older
    from directory_emailsubscription where id = any (%(ids)s)
), news as materialized (
    select service_id, max(created_at) as at from directory_listingnews
    where kind in ('new', 'reopened') and created_at > (select min(since) from sub) and created_at <= %(now)s
    group by service_id
), fresh as materialized (
    select r.service_id, news.at, r.x, r.y, coalesce(r.min_age_months, 0) as youngest,
           coalesce(r.max_age_months, 2000) as oldest, r.areas
    from news
    join directory_service s on s.id = news.service_id and not s.is_sensitive
    join directory_searchrow r on r.service_id = news.service_id and not r.last
    where not r.codes && %(sensitive)s::varchar[]
), met as (
    select sub.id, fresh.service_id, min(sqrt((fresh.x - sub.x) ^ 2 + (fresh.y - sub.y) ^ 2)) as metres
    from sub join fresh on fresh.at > sub.since
    where (fresh.x is null or (fresh.x - sub.x) ^ 2 + (fresh.y - sub.y) ^ 2 <= sub.radius ^ 2)
      and (fresh.areas = '{}' or (sub.area_code = '' and sub.council_code = '')
           or fresh.areas && array[sub.area_code, sub.council_code]::varchar[])
      and (cardinality(sub.from_months) = 0 or exists (
            select 1 from unnest(sub.from_months, sub.to_months) child(low, high)
            where fresh.oldest >= greatest(low + older, 0) and fresh.youngest <= greatest(high + older, 0)))
    group by sub.id, fresh.service_id
)
select id, service_id, metres, total from (
    select met.*, row_number() over nearest as place, count(*) over (partition by id) as total
    from met window nearest as (partition by id order by metres nulls last, service_id)
) ranked where place <= %(most)s order by id, place
"""


@dataclass(frozen=True, slots=True)
class New:
    """For one subscriber: the nearest services with their metres (None: no place to go to), and how many in all."""

    services: list[tuple[UUID, float | None]]
    total: int


def new_for(ids: list[UUID], *, now: datetime, today: date, most: int) -> dict[UUID, New]:
    """What is new up to `now` for each of these subscriptions since each was last looked at; nothing for those for whom
    nothing is. Runs for the job alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            MATCHING,
            {
                "ids": ids,
                "now": now,
                "today": today,
                "most": most,
                "mile": METRES_IN_MILE,
                "sensitive": sorted(SENSITIVE_TERMS),
            },
        )
        found: dict[UUID, New] = {}
        for subscription_id, service_id, metres, total in cursor.fetchall():
            one = found.setdefault(subscription_id, New([], total))
            one.services.append((service_id, metres))
    return found


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many people get the emails in one area; None: some, and fewer than five."""

    name: str
    count: int | None


def subscribers_by_area() -> list[AreaCount]:
    """For staff: numbers and never addresses. The database itself gives no more than this."""
    with connection.cursor() as cursor:
        cursor.execute("select name, subscribers from directory_subscribers() order by name")
        return [AreaCount(name, count) for name, count in cursor.fetchall()]
