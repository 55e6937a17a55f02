"""From what somebody typed about where they are to a point on the map, with our own tables only.

A postcode is close to an address: nothing here logs it, and nothing but the point goes into the search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection

FULL = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$")
OUTWARD = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?$")
SECTOR = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ([0-9])$")
LONGEST = 80  # characters that are looked at


class Certainty(StrEnum):
    """How well we know the point."""

    EXACT = "exact"  # a whole postcode, or a place that has one name
    AREA = "area"  # part of a postcode: the middle of it
    NEAREST = "nearest"  # we do not know this postcode, but the postcodes around it


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to measure from. `label` is how to call it; `typed` what was typed, for the search box."""

    latitude: float
    longitude: float
    label: str
    certainty: Certainty = Certainty.EXACT
    ward_code: str = ""
    council_code: str = ""
    is_postcode: bool = True
    lsoa_code: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The areas that it is known to lie in, the smallest first."""
        return tuple(code for code in (self.lsoa_code, self.ward_code, self.council_code) if code)


@dataclass(frozen=True, slots=True)
class Place:
    """What became of the typed place. Without a spot, `choices` are names to choose from (maybe of one spelling)."""

    typed: str
    spot: Spot | None
    looks_like_postcode: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostcodeParts:
    """A postcode, or the first part of one, taken apart. `inward` is empty or one digit where only a part is known."""

    outward: str
    inward: str

    @property
    def shown(self) -> str:
        return f"{self.outward} {self.inward}".strip()


def read_postcode(typed: str) -> PostcodeParts | None:
    """Take a typed postcode apart: any case, any spaces, a letter O or I in the digit of the second half mended.

    "sk1 3xe" is SK1 3XE, "SK1" its outward part, "SK1 3" its sector. None where it is not a postcode.
    """
    text = " ".join(re.sub(r"[^A-Za-z0-9 ]", "", typed).upper().split())
    joined = text.replace(" ", "")
    if len(joined) >= 5:
        mended = joined[:-3] + joined[-3].translate(str.maketrans("OI", "01")) + joined[-2:]
        full = FULL.match(mended)
        if full:
            return PostcodeParts(full[1], full[2])
    sector = SECTOR.match(text)
    if sector:
        return PostcodeParts(sector[1], sector[2])
    if OUTWARD.match(joined):
        return PostcodeParts(joined, "")
    return None


def find_place(typed: str) -> Place:
    """The spot that somebody means by a postcode, a part of one or the name of a place."""
    typed = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    if not typed:
        return Place("", None)
    parts = read_postcode(typed)
    if parts:
        spot = _spot_of_postcode(parts)
        if spot:
            return Place(typed, spot, looks_like_postcode=True)
        return Place(typed, None, looks_like_postcode=True, choices=place_names())
    return _place_by_name(typed)


def _spot_of_postcode(parts: PostcodeParts) -> Spot | None:
    """The postcode itself; else the middle of the smallest known part of it."""
    if len(parts.inward) == 3:
        row = _one(
            "select latitude, longitude, shown, ward_code, council_code, lsoa_code"
            " from directory_postcode where code = %s",
            [parts.outward + parts.inward],
        )
        if row:
            return Spot(row[0], row[1], row[2], Certainty.EXACT, row[3], row[4], lsoa_code=row[5])
    known_as_typed = len(parts.inward) < 3
    wider = [PostcodeParts(parts.outward, parts.inward[:1]), PostcodeParts(parts.outward, "")]
    for part in wider if parts.inward else wider[1:]:
        middle = _middle(part)
        if middle:
            latitude, longitude, council = middle
            exact = known_as_typed and part.inward == parts.inward
            certainty = Certainty.AREA if exact else Certainty.NEAREST
            return Spot(latitude, longitude, part.shown, certainty, council_code=council)
    return None


def _middle(part: PostcodeParts) -> tuple[float, float, str] | None:
    """The middle of an outward code or a sector, and its council where all of it lies in one. The second half of a
    postcode always has three characters."""
    prefix = part.outward + part.inward
    row = _one(
        "select avg(latitude), avg(longitude), min(council_code), max(council_code) from directory_postcode"
        " where code >= %s and code < %s and length(code) = %s",
        [prefix, prefix + "[", len(part.outward) + 3],  # "[" comes after "Z"
    )
    if not row or row[0] is None:
        return None
    return row[0], row[1], row[2] if row[2] == row[3] else ""


NAMED = """
select name, latitude, longitude, council_code, '' as ward_code from directory_namedplace
union all
select name, latitude, longitude, case kind when 'ward' then parent_code else code end,
       case kind when 'ward' then code else '' end
from directory_area where kind in ('ward', 'council') and latitude is not null
"""
BY_NAME = f"""
with named as ({NAMED}),
typed as (select unaccent(lower(%s)) as name)
select n.name, n.latitude, n.longitude, n.council_code, n.ward_code,
       unaccent(lower(n.name)) = typed.name as same, similarity(unaccent(lower(n.name)), typed.name) as likeness
from named n, typed
where unaccent(lower(n.name)) = typed.name or similarity(unaccent(lower(n.name)), typed.name) > 0.3
   or unaccent(lower(n.name)) like replace(replace(typed.name, '%%', ''), '_', '') || '%%'
order by same desc, likeness desc, (n.ward_code <> ''), n.name
limit 8
"""  # noqa: S608 (no value is pasted in)


def _place_by_name(typed: str) -> Place:
    """A named place: the one of that name, or the only one that is like it; else the choice."""
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME, [typed])
        rows = cursor.fetchall()
    same = [row for row in rows if row[5]]
    if same:
        name, latitude, longitude, council, ward = same[0][:5]
        return Place(typed, Spot(latitude, longitude, name, Certainty.EXACT, ward, council, is_postcode=False))
    names = tuple(dict.fromkeys(row[0] for row in rows))
    return Place(typed, None, choices=names or place_names())


def place_names(limit: int = 60) -> tuple[str, ...]:
    """Names to choose from: towns and villages, or the wards where none are loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct name from directory_namedplace"
            " union select name from directory_area"
            " where kind = 'ward' and not exists (select 1 from directory_namedplace) and latitude is not null"
            " order by name limit %s",
            [limit],
        )
        return tuple(row[0] for row in cursor.fetchall())


def _one(sql: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()
