"""What somebody asks of a list, and the conditions that it comes to. Every part that is given narrows the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.models.search import plane
from hearth.directory.queries.places import read_postcode
from hearth.directory.queries.published.own_terms import condition_for
from hearth.directory.queries.taxonomy import lexemes
from hearth.directory.queries.words import tidy

Condition = tuple[str, dict[str, Any]]
# Ages are told in years with two digits after the point: a month that was rounded there is still that month.
ROUNDED_MONTHS = 0.07

# A service that closes for a while or opens again has changed on that day, although nobody wrote anything.
MODIFIED = """greatest(p.modified_at,
    case when p.closed_from <= %(today)s then p.closed_from::timestamp at time zone 'Europe/London' end,
    case when p.closed_until < %(today)s then (p.closed_until + 1)::timestamp at time zone 'Europe/London' end)"""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a postcode lies, and the codes of the areas around it."""

    latitude: float
    longitude: float
    areas: tuple[str, ...]


def postcode_point(typed: str) -> Point | None:
    """The point of a whole postcode that we know; None for any other text."""
    parts = read_postcode(typed.replace("\x00", ""))
    if not parts or len(parts.inward) != 3:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select latitude, longitude, lsoa_code, ward_code, council_code from directory_postcode where code = %s",
            [parts.outward + parts.inward],
        )
        row = cursor.fetchone()
    return Point(row[0], row[1], tuple(code for code in row[2:] if code)) if row else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a list. Ages in years; `metres` around `near`; times as they stand in one and the same schedule."""

    search: str = ""
    term: UUID | None = None
    taxonomy: UUID | None = None
    organisation: UUID | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    day: str = ""  # two letters, as in a schedule
    starts: time | None = None
    ends: time | None = None
    modified_after: datetime | None = None
    near: Point | None = None
    metres: int | None = None
    offset: int = 0
    limit: int = 25


def conditions(asked: Asked, *, of_places: bool) -> tuple[str, dict[str, Any]]:
    """The text after "where" over `p` (directory_published), and for places `l` (their row) and `t` (their site)."""
    made = [
        _state(asked, of_places),
        _words(asked),
        *_kinds(asked),
        _owner(asked),
        *_ages(asked),
        _times(asked, of_places),
        *_where(asked),
    ]
    parts = [part for part in made if part]
    values: dict[str, Any] = {}
    for _text, more in parts:
        values |= more
    return " and ".join(text for text, _more in parts), values


def _state(asked: Asked, of_places: bool) -> Condition:
    """Without `modified_after` what is listed; with it also what is listed no more. A place that is gone has nothing
    to tell: its service says so."""
    if asked.modified_after is None:
        return "p.state = 'listed'", {}
    told = "p.state in ('listed', 'unconfirmed')" if of_places else "p.was_listed"
    return (
        f"{told} and (p.modified_at >= %(after)s or"
        f" ((p.closed_from is not null or p.closed_until is not null) and {MODIFIED} >= %(after)s))",
        {"after": asked.modified_after},
    )


def _words(asked: Asked) -> Condition | None:
    words = tidy(asked.search)
    if not words or not lexemes(words):  # words that say nothing ("the") leave the list as it is
        return None
    return (
        "p.service_id in (select r.service_id from directory_searchrow r"
        " where r.search @@ plainto_tsquery('public.hearth', directory_plain(%(words)s)))",
        {"words": words},
    )


def _kinds(asked: Asked) -> list[Condition | None]:
    """Of a term or what lies under it; of any term of a taxonomy. Ours that stand in no table are told by the fields
    that they are made of."""
    made: list[Condition | None] = []
    if asked.term:
        own = condition_for(asked.term)
        made.append(
            (own, {})
            if own
            else (
                "p.service_id in (with recursive under as (select %(term)s::uuid as id union"
                " select t.id from directory_term t join under on t.parent_id = under.id)"
                " select st.service_id from directory_serviceterm st join under on st.term_id = under.id)",
                {"term": asked.term},
            )
        )
    if asked.taxonomy:
        own = condition_for(asked.taxonomy)
        made.append(
            (own, {})
            if own
            else (
                "p.service_id in (select st.service_id from directory_serviceterm st"
                " join directory_term t on t.id = st.term_id where t.taxonomy_id = %(taxonomy)s)",
                {"taxonomy": asked.taxonomy},
            )
        )
    return made


def _owner(asked: Asked) -> Condition | None:
    return ("p.organisation_id = %(owner)s", {"owner": asked.organisation}) if asked.organisation else None


def _ages(asked: Asked) -> list[Condition | None]:
    """As the standard says it: the service's own minimum is at least the one asked for, its maximum at most. Ages that
    nobody stated fit every age."""
    made: list[Condition | None] = []
    if asked.minimum_age is not None:
        months = asked.minimum_age * 12 - ROUNDED_MONTHS
        made.append(("(p.min_age_months is null or p.min_age_months >= %(low)s)", {"low": months}))
    if asked.maximum_age is not None:
        months = asked.maximum_age * 12 + ROUNDED_MONTHS
        made.append(("(p.max_age_months is null or p.max_age_months <= %(high)s)", {"high": months}))
    return made


def _times(asked: Asked, of_places: bool) -> Condition | None:
    """One schedule that is not over says all that is asked of it. At a place: a schedule of that place, or one that
    is of no place in particular."""
    parts = []
    values: dict[str, Any] = {}
    if asked.day:
        parts.append("%(day)s = any (c.byday)")
        values["day"] = asked.day
    if asked.starts is not None:
        parts.append("c.opens >= %(starts)s")
        values["starts"] = asked.starts
    if asked.ends is not None:
        parts.append("c.closes <= %(ends)s and (c.opens is null or c.opens < c.closes)")  # not on the day after
        values["ends"] = asked.ends
    if not parts:
        return None
    parts.append("(c.valid_to is null or c.valid_to >= %(today)s)")
    if of_places:
        parts.append("(c.place_id is null or c.place_id = l.id)")
    return (
        f"exists (select from directory_schedule c where c.service_id = p.service_id and {' and '.join(parts)})",
        values,
    )


def _where(asked: Asked) -> list[Condition | None]:
    """Only services that serve a postcode, by their stated areas (none stated: they may); only places so near it."""
    if not asked.near:
        return []
    made: list[Condition | None] = [
        (
            "p.service_id in (select s.id from directory_service s"
            " where s.area_codes = '{}' or s.area_codes && %(areas)s::varchar[])",
            {"areas": list(asked.near.areas)},
        )
    ]
    if asked.metres is not None:
        x, y = plane(asked.near.latitude, asked.near.longitude)
        made.append((f"{DISTANCE} <= %(metres)s", {"x": x, "y": y, "metres": asked.metres}))
    return made


DISTANCE = """(point(
    directory_plane_x(coalesce(l.latitude, t.latitude), coalesce(l.longitude, t.longitude)),
    directory_plane_y(coalesce(l.latitude, t.latitude), coalesce(l.longitude, t.longitude)))
    <-> point(%(x)s, %(y)s))"""
