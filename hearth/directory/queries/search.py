"""The public search: which services, in which order, and how many.

One statement finds a page of services near a place and, beside them, those without a place (helplines, online): they
must not vanish because somebody gave a postcode. Only the nearest `MOST` rows that match are looked at: nobody reads
on page eleven, and the cost no longer grows with the directory. The database chooses between walking outwards
from the point (common words) and the word index (rare ones). Layers (`filters.Layer`) are looked into one by one, so
that what comes last never takes the room of what comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core.words import METRES_IN_MILE
from hearth.directory.models.search import UNSTATED, plane
from hearth.directory.queries.filters import Layer, asked_of, conditions, layers
from hearth.directory.queries.grades import grades
from hearth.directory.queries.meaning import Pointer
from hearth.directory.queries.places import Spot
from hearth.directory.queries.reading import Look

MOST = 200  # rows that are ordered; beyond it the page says "the nearest 200"
PAGE_SIZE = 20
PLACELESS_SHOWN = 5  # beside a list by distance; their own list has pages
MILES = (1, 3, 5, 10, 20)
USUAL_MILES = 5
WALK_METRES = 4000  # at this distance a match counts half
CLEARLY = 1.4  # times what the best near is worth there: then help without a place is read first
MAYBE_SHARE = 0.5  # what a match counts that a filter is not sure of


class Sort(StrEnum):
    BEST = "best"
    NEAREST = "nearest"
    SOONEST = "soonest"  # in the order of NEAREST (or BEST) and all at once: who knows the times puts them in order
    CONFIRMED = "confirmed"


class Match(StrEnum):
    """How the words are looked for."""

    ALL = "all"  # a listing has every word
    ANY = "any"  # a listing has one of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `age` is in whole years, -1 before birth; `ways` are codes of Delivery; `miles` counts
    only with a spot. `days` ("MO") and `parts` ("evening") together are when they can come; `language` is a code,
    `facts` are codes of accessibility. With `open_to_me`, `areas` are codes of where they live (`answer` knows)."""

    words: str = ""  # as they are shown
    looks: tuple[Look, ...] = ()  # what of them is looked for
    spot: Spot | None = None
    miles: int = USUAL_MILES
    age: int | None = None
    all_ages: bool = False
    free: bool = False
    or_cost_unstated: bool = False
    ways: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    language: str = ""
    facts: tuple[str, ...] = ()
    open_to_me: bool = False
    areas: tuple[str, ...] = ()
    category: str = ""
    sort: Sort = Sort.BEST
    page: int = 1
    placeless: bool = False  # only services without a place
    match: Match = Match.ALL
    first_codes: tuple[str, ...] = ()  # terms whose services go first: the words point to danger
    pointers: tuple[Pointer, ...] = ()  # terms to which the words point
    ages: tuple[int, int] | None = None  # months that the words say: services for others are worth less

    def with_changes(self, **changes: Any) -> Wanted:
        """The same search, changed."""
        return replace(self, **changes)

    @property
    def filtered(self) -> bool:
        """Whether any filter is in use. Neither the category nor the distance is one."""
        return self != self.unfiltered()

    def unfiltered(self) -> Wanted:
        """The same search without its filters."""
        return self.with_changes(
            age=None,
            language="",
            **dict.fromkeys(("all_ages", "free", "or_cost_unstated", "open_to_me"), False),
            **dict.fromkeys(("ways", "days", "parts", "facts", "areas"), ()),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found; `metres` from the spot to its nearest place, None without either."""

    service_id: UUID
    metres: float | None
    tier: float = 0.0  # how well it answers the words: see `grades.Grades`
    last: bool = False  # shown after others: not confirmed for long
    unsure_bits: int = 0  # bits of UNSTATED: what the filters ask for and nobody stated

    @property
    def worth(self) -> float:
        """How well it answers, less what the way to it costs."""
        return self.tier / sqrt(1 + (self.metres or 0.0) / WALK_METRES)

    @property
    def unsure_of(self) -> tuple[str, ...]:
        """What the filters ask for and nobody stated: names of `UNSTATED`."""
        return tuple(what for what, bit in UNSTATED.items() if self.unsure_bits & bit)


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
        best_near = max((hit.worth for hit in self.hits), default=0.0)
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
        hits=tuple(_hit(row) for row in near if row[1] is not None),
        total=near[0][3] if near else 0,
        is_capped=bool(near and (near[0][4] or 0) > MOST),
        placeless=tuple(_hit(row) for row in away if row[1] is not None),
        placeless_total=away[0][3] if away else 0,
    )


def _hit(row: tuple[Any, ...]) -> Hit:
    _group, service_id, metres, _total, _seen, tier, last, unsure_bits = row
    return Hit(service_id, metres, tier, last, unsure_bits)


def statement(wanted: Wanted) -> tuple[str, list[Any]]:
    """The one statement of a search, and its values. Public because the bench measures this very text."""
    size, offset = PAGE_SIZE, (wanted.page - 1) * PAGE_SIZE
    if wanted.sort is Sort.SOONEST:
        size, offset = MOST, 0
    if wanted.spot and not wanted.placeless:
        near, values = _near(wanted, wanted.spot, offset, size)
        away, more = _anywhere(wanted.with_changes(placeless=True), "away", 0, PLACELESS_SHOWN)
        return f"({near}) union all ({away})", values + more
    return _anywhere(wanted, "near", offset, size)


# How the rows of a service are made into one, whichever layer they come from.
LAYER = "case when last then 2 when unsure <> 0 then 1 else 0 end"
OF_SERVICE = "bool_or(last) as last, bit_and(unsure) as unsure"
SURE = f"case when unsure = 0 then 1 else {MAYBE_SHARE} end"
SCORE = f"tier * {SURE}"
NEAR_SCORE = f"tier * tier * {SURE} / (1 + metres / {WALK_METRES})"


def _near(wanted: Wanted, spot: Spot, offset: int, size: int) -> tuple[str, list[Any]]:
    x, y = plane(spot.latitude, spot.longitude)
    graded = grades(wanted)
    mask = asked_of(wanted)
    parts = []
    values: list[Any] = []
    for layer in layers(wanted):
        where, more = _conditions(wanted, layer)
        parts.append(
            f"""(select r.service_id, point(r.x, r.y) <-> point(%s, %s) as metres, r.last, r.unstated & %s as unsure,
                {graded.of_row}
            from directory_searchrow r
            where {" and ".join(["r.x is not null", *where])}
            order by point(r.x, r.y) <-> point(%s, %s) limit {MOST + 1})"""  # noqa: S608
        )
        values += [x, y, mask, *graded.values, *more, x, y]
    order = {
        Sort.BEST: f"{graded.mixed(NEAR_SCORE)} desc, metres" if wanted.looks else "",
        Sort.CONFIRMED: "unsure <> 0, s.assured_at desc nulls last",
    }.get(wanted.sort) or "unsure <> 0, metres"
    dated = "join directory_service s on s.id = service_id" if wanted.sort is Sort.CONFIRMED else ""
    sql = f"""
        with hit as materialized ({" union all ".join(parts)}
        ), seen as materialized (
            select service_id, min(metres) as metres, {OF_SERVICE}, {graded.of_service}
            from hit where metres <= %s group by service_id
        ), weight as (select {graded.weights} from seen)
        select 'near', page.service_id, page.metres, (select least(count(*), {MOST}) from seen),
               (select max(found) from (select count(*) as found from hit where metres <= %s group by {LAYER}) layer),
               page.tier, page.last, page.unsure
        from (select 1) one left join lateral (
            select tiered.* from (select seen.*, {graded.tier} as tier from seen, weight) tiered {dated}
            order by last, {order}, service_id limit {size} offset %s) page on true"""  # noqa: S608
    radius = wanted.miles * METRES_IN_MILE
    return sql, [*values, radius, radius, offset]


def _anywhere(wanted: Wanted, name: str, offset: int, size: int) -> tuple[str, list[Any]]:
    """Services by how well their words match, wherever they are. Names are looked at before other words, so that the
    cap on rows never loses a service of that very name."""
    graded = grades(wanted)
    mask = asked_of(wanted)
    parts = []
    values: list[Any] = []
    everything: tuple[list[str], list[str]] = ([], [])
    named_first = [everything]
    if wanted.looks:
        query = _query(wanted)
        named_first = [(["r.names @@ %s::tsquery"], [query]), everything]
        if wanted.pointers or wanted.first_codes:  # that have the words go before those that are only of the kind
            named_first.insert(1, (["r.search @@ %s::tsquery"], [query]))
    for layer in layers(wanted):
        where, of_layer = _conditions(wanted, layer)
        if wanted.placeless:
            where = ["r.x is null", *where]
        for extra, more in named_first:
            parts.append(
                f"(select r.service_id, r.last, r.unstated & %s as unsure, {graded.of_row} from directory_searchrow r"  # noqa: S608
                f" where {' and '.join([*where, *extra])} limit {MOST + 1})"
            )
            values += [mask, *graded.values, *of_layer, *more]
    by_date = "unsure <> 0, s.assured_at desc nulls last"
    order = by_date if wanted.sort is Sort.CONFIRMED else "score desc"
    sql = f"""
        with hit as materialized ({" union all ".join(parts)}
        ), every as materialized (
            select service_id, {OF_SERVICE}, {graded.of_service} from hit group by service_id
        ), weight as (select {graded.weights} from every
        ), seen as materialized (
            select tiered.*, {graded.mixed(SCORE)} as score
            from (select every.*, {graded.tier} as tier from every, weight) tiered
            order by last, score desc limit {MOST + 1}
        )
        select '{name}', page.service_id, null::float8, (select least(count(*), {MOST}) from seen),
               (select count(*) from seen), page.tier, page.last, page.unsure
        from (select 1) one left join lateral (
            select seen.* from seen join directory_service s on s.id = seen.service_id
            order by seen.last, {order}, lower(s.name), s.id limit {size} offset %s) page on true"""  # noqa: S608
    return sql, [*values, offset]


def _query(wanted: Wanted) -> str:
    """All of the firm words, or any word, as one tsquery."""
    if wanted.match is Match.ANY:
        return " | ".join(f"({look.query})" for look in wanted.looks)
    return " & ".join(f"({look.query})" for look in wanted.looks if look.firm)


def _conditions(wanted: Wanted, layer: Layer) -> tuple[list[str], list[Any]]:
    """The words and the filters, for the rows of one layer. What the words point to is found whatever words it has;
    so are those who help with danger."""
    where, values = conditions(wanted, layer)
    if not wanted.looks:
        return where, values
    codes = [*wanted.first_codes, *(pointer.code for pointer in wanted.pointers)]
    if not codes:
        return ["r.search @@ %s::tsquery", *where], [_query(wanted), *values]
    return ["(r.search @@ %s::tsquery or r.codes && %s::varchar[])", *where], [_query(wanted), codes, *values]
