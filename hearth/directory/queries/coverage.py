"""Which ages the offer covers, kind by kind, and where it has holes (framework 1.6: the whole range from 0 to 19, or 25
with SEND)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from hearth.core.words import METRES_IN_MILE
from hearth.directory import vocabularies
from hearth.directory.models.search import plane
from hearth.directory.queries.places import Spot

THIN = 1  # services; at most so many is thin cover


@dataclass(frozen=True, slots=True)
class Band:
    """An age band in months, both ends included."""

    code: str
    name: str
    low: int
    high: int
    send: bool


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One service expectation: how many services reach each band, in the order of the bands, and how many say no ages
    (they may reach any of them, and are counted in none)."""

    code: str
    name: str
    counts: tuple[int, ...]
    ages_not_stated: int
    services: int


def bands() -> list[Band]:
    """The bands, youngest first."""
    return [
        Band(row["code"], row["name"], row["from"], row["to"], bool(row.get("send")))
        for row in vocabularies.shipped("age_bands.yaml")["bands"]
    ]


_COVERAGE = """
with seen as (
    select distinct r.service_id, r.codes, r.min_age_months as low, r.max_age_months as high
    from directory_searchrow r
    where %s::float8 is null or r.x is null or point(r.x, r.y) <-> point(%s, %s) <= %s
)
select t.code, t.name, count(distinct s.service_id),
       count(distinct s.service_id) filter (where s.low is null and s.high is null), {counts}
from directory_term t join directory_taxonomy y on y.id = t.taxonomy_id and y.code = 'service-expectations'
left join seen s on s.codes @> array[t.code]::varchar[]
group by t.id, t.code, t.name, t."order" order by t."order", t.name
"""


def coverage(spot: Spot | None = None, miles: float = 5) -> list[CoverageRow]:
    """The 24 service expectations against the age bands: all of the directory, or what lies within some miles of a
    spot together with what has no place (helplines, online). Services that nobody confirmed for long are left out."""
    chosen = bands()
    counts = ", ".join(
        "count(distinct s.service_id) filter (where (s.low is not null or s.high is not null)"
        " and coalesce(s.low, 0) <= %s and coalesce(s.high, 999) >= %s)"
        for _ in chosen
    )
    x, y = plane(spot.latitude, spot.longitude) if spot else (None, None)
    values = [x, x, y, miles * METRES_IN_MILE, *(month for band in chosen for month in (band.high, band.low))]
    with connection.cursor() as cursor:
        cursor.execute(_COVERAGE.format(counts=counts), values)
        return [
            CoverageRow(code, name, tuple(numbers), unknown, services)
            for code, name, services, unknown, *numbers in cursor.fetchall()
        ]
