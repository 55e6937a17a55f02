"""Pages of lists: which records stand on one, and how many there are in all. Their order never depends on luck.

A list goes by name, around a postcode by distance. With `modified_after` it goes by id: nothing ever leaves such a list
or changes its place in it, so that somebody who reads page after page while others write passes nothing over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.queries.published.asked import DISTANCE, Asked, conditions

SITE = "left join directory_site t on t.id = l.site_id"
# Row security keeps the database from looking up the places of a few services by their index of its own accord, and it
# would read all of them: so it is told to, service by service ("offset 0" keeps the inner question apart).
OF_EACH = f"""cross join lateral (select * from directory_serviceplace own
        where own.service_id = p.service_id and not own.is_confidential offset 0) l
    {SITE}"""  # noqa: S608 (no value is pasted in)
PLACES = f"directory_published p {OF_EACH}"
ALL_PLACES = "directory_published p join directory_serviceplace l on l.service_id = p.service_id"
FAR = 10_000  # records; a page behind so many is reached faster by reading all of them
# The few services that have a place about there first, then their places.
PLACES_NEAR = f"""(select near.* from directory_published near where near.service_id in (
        select r.service_id from directory_searchrow r
        where point(r.x, r.y) <@ circle(point(%(x)s, %(y)s), %(metres)s)) offset 0) p {OF_EACH}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Page:
    """The ids of one page, in order, and how many records there are in all."""

    ids: list[UUID]
    total: int


def service_page(asked: Asked, *, today: date) -> Page:
    """Services. With `modified_after` also those that were listed once and are no more."""
    where, values = conditions(asked, of_places=False)
    order = "p.service_id" if asked.modified_after else "p.name, p.service_id"
    return _page("directory_published p", where, "p.service_id", order, asked, values | {"today": today})


def place_page(asked: Asked, *, today: date) -> Page:
    """Places of services (service_at_location), those whose address is a secret left out."""
    where, values = conditions(asked, of_places=True)
    values |= {"today": today}
    by_distance = asked.near is not None and asked.metres is not None
    order = "p.name, p.service_id, l.id"
    if asked.modified_after:
        order = "p.service_id, l.id"
    elif by_distance:
        order = f"{DISTANCE}, l.id"
    if by_distance:
        return _near_page(where, order, asked, values)
    whole = f"not l.is_confidential and {where}"
    if asked.offset > FAR:
        return _page(f"{ALL_PLACES} {SITE}", whole, "l.id", order, asked, values)
    return _page(PLACES, where, "l.id", order, asked, values, counted=(ALL_PLACES, whole))


def _near_page(where: str, order: str, asked: Asked, values: dict[str, Any]) -> Page:
    """Places within so many metres: few enough to count and order them at one go."""
    values |= {"limit": asked.limit, "offset": asked.offset}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with hit as materialized (select l.id, row_number() over (order by {order}) as place
                from {PLACES_NEAR} where {where})
            select (select count(*) from hit), array(select id from hit
                where place > %(offset)s and place <= %(offset)s + %(limit)s order by place)""",  # noqa: S608
            values,
        )
        total, ids = cursor.fetchone()
        return Page(ids, total)


def organisation_page(*, search: str, offset: int, limit: int) -> Page:
    """Organisations that have a listed service, by name; `search` is a part of the name."""
    where = (
        "o.is_active and exists (select from directory_published p"
        " where p.organisation_id = o.id and p.state = 'listed')"
    )
    values: dict[str, Any] = {}
    words = " ".join(search.replace("\x00", "").split())
    if words:
        where += " and strpos(unaccent(lower(o.name)), unaccent(lower(%(words)s))) > 0"
        values["words"] = words
    return _page("access_organisation o", where, "o.id", "o.name, o.id", Asked(offset=offset, limit=limit), values)


def _page(
    source: str,
    where: str,
    key: str,
    order: str,
    asked: Asked,
    values: dict[str, Any],
    *,
    counted: tuple[str, str] | None = None,
) -> Page:
    """Count, then read one page. `counted` are a source and its conditions that count the same records faster."""
    values |= {"limit": asked.limit, "offset": asked.offset}
    with connection.cursor() as cursor:
        counted_in, counted_where = counted or (source, where)
        cursor.execute(f"select count(*) from {counted_in} where {counted_where}", values)  # noqa: S608 (no value is pasted in)
        row = cursor.fetchone()
        total: int = row[0] if row else 0
        if asked.offset >= total:
            return Page([], total)
        cursor.execute(
            f"select {key} from {source} where {where} order by {order} limit %(limit)s offset %(offset)s",  # noqa: S608
            values,
        )
        return Page([found[0] for found in cursor.fetchall()], total)
