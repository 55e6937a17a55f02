"""The public search: which services, in which order, and how many.

One statement finds a page of services near a place and, beside them, those without a place (helplines, online): they
must not vanish because somebody gave a postcode. Only the nearest `MOST` rows that match are looked at: nobody reads
on page eleven, and the cost no longer grows with the directory. The database chooses between walking outwards
from the point (common words) and the word index (rare ones).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core.words import METRES_IN_MILE
from hearth.directory.models.search import WAYS, plane
from hearth.directory.queries.places import Spot
from hearth.directory.queries.words import plain

MOST = 200  # rows that are ordered; beyond it the page says "the nearest 200"
PAGE_SIZE = 20
PLACELESS_SHOWN = 5  # beside a list by distance; their own list has pages
MILES = (1, 3, 5, 10, 20)
USUAL_MILES = 5
WALK_METRES = 4000  # at this distance a match counts half
CLEARLY = 1.5  # times the grade of the best near: then help without a place is read first
SOFT_SHARE = 0.3  # what a word weighs that a listing need not have
MOST_WORDS = 8  # that are weighed; all of them are looked for


class Sort(StrEnum):
    BEST = "best"
    NEAREST = "nearest"


class Match(StrEnum):
    """How the words are looked for."""

    ALL = "all"  # a listing has every word
    ANY = "any"  # a listing has one of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `age` is in whole years, -1 before birth; `ways` are codes of Delivery; `miles` counts
    only with a spot."""

    words: str = ""
    needed: str = ""  # those of the words that a listing must have; empty: all of them
    spot: Spot | None = None
    miles: int = USUAL_MILES
    age: int | None = None
    free: bool = False
    ways: tuple[str, ...] = ()
    category: str = ""
    sort: Sort = Sort.BEST
    page: int = 1
    placeless: bool = False  # only services without a place
    match: Match = Match.ALL
    first_codes: tuple[str, ...] = ()  # terms whose services go first: the words point to danger
    word_codes: tuple[str, ...] = ()  # terms that the words name: their services go before a mere mention

    def with_changes(self, **changes: Any) -> Wanted:
        """The same search, changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found; `metres` from the spot to its nearest place, None without either."""

    service_id: UUID
    metres: float | None
    tier: float = 0.0  # how well it answers the words: see `_Grades`


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `total` counts all of them, at most `MOST`; then `is_capped` says that there are more."""

    hits: tuple[Hit, ...]
    total: int
    is_capped: bool
    placeless: tuple[Hit, ...] = ()
    placeless_total: int = 0

    @property
    def placeless_answer_better(self) -> bool:
        """Whether what has no place is plainly the better answer, so that it should be read first."""
        best_near = max((hit.tier for hit in self.hits), default=0.0)
        return any(hit.tier >= CLEARLY * best_near for hit in self.placeless)

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE_SIZE)


def find(wanted: Wanted) -> Found:
    """Run the search. Words that match nothing give nothing here: `answer` knows what to try next."""
    sql, values = statement(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    near = [row for row in rows if row[0] == "near"]
    away = [row for row in rows if row[0] == "away"]
    return Found(
        hits=tuple(Hit(row[1], row[2], row[5]) for row in near if row[1] is not None),
        total=near[0][3] if near else 0,
        is_capped=bool(near and near[0][4] > MOST),
        placeless=tuple(Hit(row[1], None, row[5]) for row in away if row[1] is not None),
        placeless_total=away[0][3] if away else 0,
    )


def statement(wanted: Wanted) -> tuple[str, list[Any]]:
    """The one statement of a search, and its values. Public because the bench measures this very text."""
    offset = (wanted.page - 1) * PAGE_SIZE
    if wanted.spot and not wanted.placeless:
        near, values = _near(wanted, wanted.spot, offset)
        away, more = _anywhere(wanted.with_changes(placeless=True), "away", 0, PLACELESS_SHOWN)
        return f"({near}) union all ({away})", values + more
    return _anywhere(wanted, "near", offset, PAGE_SIZE)


def _near(wanted: Wanted, spot: Spot, offset: int) -> tuple[str, list[Any]]:
    x, y = plane(spot.latitude, spot.longitude)
    where, values = _conditions(wanted)
    grades = _grades(wanted)
    best = wanted.sort is Sort.BEST and wanted.words
    order = f"tier * tier / (1 + metres / {WALK_METRES}) desc, metres" if best else "metres"
    sql = f"""
        with hit as materialized (
            select r.service_id, point(r.x, r.y) <-> point(%s, %s) as metres, {grades.of_row}
            from directory_searchrow r
            where {" and ".join(["r.x is not null", *where])}
            order by point(r.x, r.y) <-> point(%s, %s) limit {MOST + 1}
        ), seen as materialized (
            select service_id, min(metres) as metres, {grades.of_service}
            from hit where metres <= %s group by service_id
        ), weight as (select {grades.weights} from seen)
        select 'near', page.service_id, page.metres, (select least(count(*), {MOST}) from seen),
               (select count(*) from hit where metres <= %s), page.tier
        from (select 1) one left join lateral (
            select service_id, metres, tier from (select seen.*, {grades.tier} as tier from seen, weight) graded
            order by {order}, service_id limit {PAGE_SIZE} offset %s) page on true"""  # noqa: S608
    radius = wanted.miles * METRES_IN_MILE
    return sql, [x, y, *grades.values, *values, x, y, radius, radius, offset]


def _anywhere(wanted: Wanted, name: str, offset: int, size: int) -> tuple[str, list[Any]]:
    """Services by how well their words match, wherever they are. Names are looked at before other words, so that the
    cap on rows never loses a service of that very name."""
    where, values = _conditions(wanted)
    if wanted.placeless:
        where = ["r.x is null", *where]
    grades = _grades(wanted)
    parts = []
    all_values: list[Any] = []
    everything: list[tuple[str, list[Any]]] = []
    for extra in [[_names(wanted)], everything] if wanted.words else [everything]:
        parts.append(
            f"(select r.service_id, {grades.of_row} from directory_searchrow r"  # noqa: S608
            f" where {' and '.join([*where, *(text for text, _ in extra)]) or 'true'} limit {MOST + 1})"
        )
        all_values += [*grades.values, *values, *(value for _, more in extra for value in more)]
    sql = f"""
        with hit as materialized (
            select * from ({" union all ".join(parts)}) both_parts limit {2 * MOST + 2}
        ), every as materialized (
            select service_id, {grades.of_service} from hit group by service_id
        ), weight as (select {grades.weights} from every
        ), seen as materialized (
            select service_id, {grades.tier} as tier from every, weight order by tier desc limit {MOST + 1}
        )
        select '{name}', page.service_id, null::float8, (select least(count(*), {MOST}) from seen),
               (select count(*) from seen), page.tier
        from (select 1) one left join lateral (
            select seen.service_id, seen.tier from seen join directory_service s on s.id = seen.service_id
            order by seen.tier desc, lower(s.name), s.id limit {size} offset %s) page on true"""  # noqa: S608
    return sql, [*all_values, offset]


def _query(wanted: Wanted) -> tuple[str, list[Any]]:
    """The words as the text search takes them."""
    text = "plainto_tsquery('public.hearth', directory_plain(%s))"
    if wanted.match is Match.ANY:
        text = f"replace({text}::text, '&', '|')::tsquery"
    return text, [wanted.needed or wanted.words]


def _names(wanted: Wanted) -> tuple[str, list[Any]]:
    text, values = _query(wanted)
    return f"r.names @@ {text}", values


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    """Filters. Unknown ages match every age; an unknown cost is not free; ways nobody stated match every way."""
    where: list[str] = []
    values: list[Any] = []
    if wanted.words:
        text, more = _query(wanted)
        if wanted.first_codes:  # danger: those who help are found whatever words were used
            where.append(f"(r.search @@ {text} or r.codes && %s::varchar[])")
            values += [*more, list(wanted.first_codes)]
        else:
            where.append(f"r.search @@ {text}")
            values += more
    if wanted.category:
        where.append("r.codes @> array[%s]::varchar[]")
        values.append(wanted.category)
    if wanted.age is not None:
        low, high = (0, 0) if wanted.age < 0 else (wanted.age * 12, wanted.age * 12 + 11)
        where.append("(r.min_age_months is null or r.min_age_months <= %s)")
        where.append("(r.max_age_months is null or r.max_age_months >= %s)")
        values += [high, low]
    if wanted.free:
        where.append("r.is_free")
    if wanted.ways:
        where.append("r.ways & %s <> 0")
        values.append(sum(WAYS[way] for way in wanted.ways))
    return where, values


@dataclass(frozen=True, slots=True)
class _Grades:
    """How well a service answers the words, as text of the statement.

    A word counts 4 in the service's name, 2 in its own text and 1 among the everyday words of its category; rare
    words weigh more than those which most of what was found has. Belonging to what the words name adds 1; belonging
    to what danger asks for goes before all else.
    """

    of_row: str  # columns of a row: `base` and a grade for each word
    of_service: str  # the best of its places
    weights: str  # one row: what each word weighs
    tier: str
    values: list[Any]  # of `of_row`


def _grades(wanted: Wanted) -> _Grades:
    words = wanted.words.split()[:MOST_WORDS]
    if not words:
        return _Grades("1 as base", "max(base) as base", "count(*) as w", "base::float8", [])
    one = "plainto_tsquery('public.hearth', directory_plain(%s))"
    firm = set((wanted.needed or wanted.words).split())
    share = [1.0 if word in firm or plain(word) in firm else SOFT_SHARE for word in words]
    numbers = range(len(words))
    return _Grades(
        of_row=", ".join(
            [
                "(case when r.codes && %s::varchar[] then 12 else 0 end"
                " + case when r.codes && %s::varchar[] then 1 else 0 end) as base",
                *(
                    f"case when r.names @@ {one} then 4 when r.own @@ {one} then 2 when r.search @@ {one} then 1"
                    f" else 0 end as g{n}"
                    for n in numbers
                ),
            ]
        ),
        of_service=", ".join(["max(base) as base", *(f"max(g{n}) as g{n}" for n in numbers)]),
        weights=", ".join(
            f"case when max(g{n}) > 0 then ln(2 + count(*) / (1.0 + count(*) filter (where g{n} > 1)))::float8"
            f" * {share[n]} else 0 end as w{n}"
            for n in numbers
        ),
        tier=f"(base + ({' + '.join(f'g{n} * w{n}' for n in numbers)})"
        f" / greatest({' + '.join(f'w{n}' for n in numbers)}, 0.1))",
        values=[list(wanted.first_codes), list(wanted.word_codes), *(word for word in words for _ in range(3))],
    )
