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

PLACES = """directory_serviceplace l join directory_published p on p.service_id = l.service_id
    left join directory_site t on t.id = l.site_id"""


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
    if asked.modified_after:
        order = "p.service_id, l.id"
    elif asked.near and asked.metres is not None:
        order = f"{DISTANCE}, l.id"
    else:
        order = "p.name, p.service_id, l.id"
    return _page(PLACES, f"not l.is_confidential and {where}", "l.id", order, asked, values | {"today": today})


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


def _page(source: str, where: str, key: str, order: str, asked: Asked, values: dict[str, Any]) -> Page:
    values |= {"limit": asked.limit, "offset": asked.offset}
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {source} where {where}", values)  # noqa: S608 (no value is pasted in)
        counted = cursor.fetchone()
        total = counted[0] if counted else 0
        if asked.offset >= total:
            return Page([], total)
        cursor.execute(
            f"select {key} from {source} where {where} order by {order} limit %(limit)s offset %(offset)s",  # noqa: S608
            values,
        )
        return Page([row[0] for row in cursor.fetchall()], total)
