"""Vocabularies of ours for what a listing says and the standard has no field for (data/open_referral.yaml).

What gives a listing out and what reads one in share these codes, so that nothing is lost between two directories.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from uuid import UUID

from hearth.directory import vocabularies

OTHER = "other"


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """One entry. Its id is the same in every Hearth."""

    id: UUID
    taxonomy: OwnTaxonomy
    code: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class OwnTaxonomy:
    """One of these vocabularies. Its id is the same in every Hearth."""

    id: UUID
    code: str
    name: str
    description: str
    version: str


@cache
def terms() -> dict[tuple[str, str], OwnTerm]:
    """All that are written down, by the codes of the taxonomy and the term, in order."""
    content = vocabularies.shipped("open_referral.yaml")
    made: dict[tuple[str, str], OwnTerm] = {}
    for described in content["taxonomies"]:
        taxonomy = taxonomies()[described["code"]]
        entries = described.get("terms", [])
        if taxonomy.code == "accessibility":
            facts = [{"code": code, "name": fact["en"]} for code, fact in vocabularies.accessibility().items()]
            entries = [*facts, *entries]
        for entry in entries:
            code, name = entry["code"], entry["name"]
            made[taxonomy.code, code] = OwnTerm(
                vocabularies.term_id(taxonomy.code, code), taxonomy, code, name, entry.get("description", name)
            )
    return made


@cache
def taxonomies() -> dict[str, OwnTaxonomy]:
    """All of them by code, in order."""
    content = vocabularies.shipped("open_referral.yaml")
    return {
        described["code"]: OwnTaxonomy(
            vocabularies.term_id(described["code"], ""),
            described["code"],
            described["name"],
            described["description"],
            content["version"],
        )
        for described in content["taxonomies"]
    }


def term(taxonomy: str, code: str) -> tuple[OwnTerm, str]:
    """The entry of a code, and no label; for a code that nobody wrote down (another register) the entry "other", and
    the code as its label. Raises KeyError where the taxonomy has no "other"."""
    found = terms().get((taxonomy, code))
    return (found, "") if found else (terms()[taxonomy, OTHER], code)


def term_of(term_id: UUID) -> OwnTerm | None:
    """The written-down entry of an id; None where it is not one of ours."""
    return _by_id().get(term_id)


def taxonomy_of(taxonomy_id: UUID) -> OwnTaxonomy | None:
    """One of these taxonomies by its id; None where it is not one of ours."""
    return next((taxonomy for taxonomy in taxonomies().values() if taxonomy.id == taxonomy_id), None)


@cache
def _by_id() -> dict[UUID, OwnTerm]:
    return {found.id: found for found in terms().values()}


# Days as one text -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included; None is an open end. The times are of each of them."""

    first: date | None
    last: date | None
    opens: time | None = None
    closes: time | None = None


END = re.compile(r"^(?:\.\.|(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::00)?)?)$")


def days_text(days: Days) -> str:
    """ "2026-12-24/2027-01-02"; with times "2026-12-23T10:00/2026-12-23T11:30" (as ISO 8601 writes an interval)."""
    return f"{_end(days.first, days.opens)}/{_end(days.last, days.closes)}"


def _end(day: date | None, at: time | None) -> str:
    if day is None:
        return ".."
    return f"{day.isoformat()}T{at:%H:%M}" if at else day.isoformat()


def read_days(text: str) -> Days | None:
    """The other way round; None for a text that is not written so."""
    begins, _slash, ends = text.strip().partition("/")
    start, end = END.match(begins), END.match(ends)
    if not (start and end):
        return None
    try:
        first, last = _day(start[1]), _day(end[1])
        opens, closes = _time(start[2]), _time(end[2])
    except ValueError:  # the 31st of February
        return None
    return Days(first, last, opens, closes) if not (first and last and first > last) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


# Ages -----------------------------------------------------------------------------------------------------------------
AGES = re.compile(r"^(\d{1,4}|\.\.)/(\d{1,4}|\.\.)$")


def years(months: int | None) -> float | None:
    """Months as years: whole ones as a whole number, "six months" as 0.5."""
    if months is None:
        return None
    return months // 12 if months % 12 == 0 else round(months / 12, 2)


def from_years(said: float) -> int:
    """The lowest age in months that years stand for."""
    return round(said * 12)


def to_years(said: float) -> int:
    """The highest age in months, included: "to 5" is until the day before the sixth birthday."""
    whole = math.floor(said)
    part = said - whole
    return whole * 12 + (11 if part == 0 or part > 0.95 else round(part * 12))


def exact_ages(low: int | None, high: int | None) -> str:
    """ "0/60", where whole years would be read as other months than these; else empty."""
    low_said, high_said = years(low), years(high)
    exact = (low_said is None or from_years(low_said) == low) and (high_said is None or to_years(high_said) == high)
    return "" if exact else f"{'..' if low is None else low}/{'..' if high is None else high}"


def read_ages(text: str) -> tuple[int | None, int | None] | None:
    """The other way round; None for a text that is not written so."""
    match = AGES.match(text.strip())
    if not match:
        return None
    low, high = (None if end == ".." else int(end) for end in match.groups())
    return (low, high) if low is None or high is None or low <= high else None
