"""How much speaks for two listings being of one service, in points and in codes of evidence (data/duplicates.yaml)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz

from hearth.directory import vocabularies

CONTACTS = ("phone", "email", "website")


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the file."""

    propose_from: int
    certain_from: int
    likely_from: int
    name_least: float
    name_points: int
    longer: Mapping[int, float]
    speaks_for: Mapping[str, int]
    own_contacts: float
    own_name_least: float
    same_word: float
    shared_by: tuple[tuple[int, float], ...]
    against: Mapping[str, int]
    near_metres: int
    apart: tuple[frozenset[str], ...]
    block: int
    block_with_word: int

    def part(self, listings: int) -> float:
        """How much of its points something is worth that so many listings share."""
        return next((part for most, part in self.shared_by if listings <= most), 0.0)


@cache
def rules() -> Rules:
    """As they are shipped."""
    data = vocabularies.shipped("duplicates.yaml")
    return Rules(
        propose_from=data["propose_from"],
        certain_from=data["certain_from"],
        likely_from=data["likely_from"],
        name_least=data["name"]["least"],
        name_points=data["name"]["points"],
        longer=data["name"]["longer"],
        speaks_for=data["for"],
        own_contacts=data["same_organisation"]["contacts"],
        own_name_least=data["same_organisation"]["name_least"],
        same_word=data["same_organisation"]["same_word"],
        shared_by=tuple((row["most"], row["part"]) for row in data["shared_by"]),
        against=data["against"],
        near_metres=data["near_metres"],
        apart=tuple(frozenset(row) for row in data["apart"]),
        block=data["block"],
        block_with_word=data["block_with_word"],
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: its site or postcode as a key (empty where it has neither), and metres on the plane."""

    key: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of one listing. `name` is tidied: lower case, words alone. `days` has a bit for each weekday."""

    id: UUID
    name: str
    organisation: str
    source: str
    min_age_months: int | None
    max_age_months: int | None
    places: tuple[Spot, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that both have: its kind, its value, and how many listings have it."""

    kind: str
    value: str
    listings: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Points of 100, and why."""

    score: int
    evidence: list[dict[str, Any]]


def likeness(one: Side, other: Side, shared: Sequence[Shared]) -> Likeness | None:
    """How alike two listings are; None where they are not alike enough, or clearly two."""
    numbers = rules()
    own = one.organisation == other.organisation
    alike = name_likeness(one, other)
    if alike < (numbers.own_name_least if own else numbers.name_least) or clearly_two(one, other):
        return None
    share = (alike - numbers.name_least) / (1 - numbers.name_least)
    points = numbers.name_points * (0.4 + 0.6 * share)
    evidence: list[dict[str, Any]] = [_name_evidence(one, other, alike) | {"points": round(points)}]
    for kind in CONTACTS:
        found = next((each for each in shared if each.kind == kind), None)
        if found:
            worth = numbers.speaks_for[kind] * (numbers.own_contacts if own else numbers.part(found.listings))
            points += worth
            evidence.append({"code": kind, "value": found.value, "points": round(worth)})
    if own:
        points += numbers.speaks_for["organisation"]
        evidence.append({"code": "organisation", "points": numbers.speaks_for["organisation"]})
    for found_place in _place_evidence(one, other):
        points += found_place["points"]
        evidence.append(found_place)
    for code in _against(one, other):
        points -= numbers.against[code]
        evidence.append({"code": code, "points": -numbers.against[code]})
    score = max(0, min(100, round(points)))
    return Likeness(score, evidence) if score >= numbers.propose_from else None


# Names ----------------------------------------------------------------------------------------------------------------
def name_likeness(one: Side, other: Side) -> float:
    """From 0 to 1. The order of words counts for little, nor does the organisation's own name in the service's."""
    whole = fuzz.token_sort_ratio(one.name, other.name)
    bare = fuzz.token_sort_ratio(_without_owner(one), _without_owner(other))
    return max(float(max(whole, bare)) / 100, _one_in_the_other(one, other))


def _one_in_the_other(one: Side, other: Side) -> float:
    """Where one name is the other with a few words more ("… playgroup"); 0 for any two others."""
    words, others = set(one.name.split()), set(other.name.split())
    short, long = sorted((words, others), key=len)
    numbers = rules()
    return numbers.longer.get(len(long - short), 0.0) if len(short) > 1 and short < long else 0.0


def _without_owner(side: Side) -> str:
    owner = set(side.organisation.split())
    rest = [word for word in side.name.split() if word not in owner]
    return " ".join(rest) if len(rest) > 1 else side.name


def _name_evidence(one: Side, other: Side, alike: float) -> dict[str, Any]:
    words, others = one.name.split(), other.name.split()
    if words == others:
        return {"code": "name"}
    if sorted(words) == sorted(others):
        return {"code": "name-order"}
    here, there = set(words) - set(others), set(others) - set(words)
    if len(here) <= 1 and len(there) <= 1:
        return {"code": "name-one-word", "value": " / ".join(sorted(here) + sorted(there))}
    return {"code": "name-alike", "value": round(alike * 100)}


# Clearly two ----------------------------------------------------------------------------------------------------------
def clearly_two(one: Side, other: Side) -> bool:
    """Whether the texts themselves say that these are two: other places, other ages, other words for a session; or two
    that one organisation runs on different days."""
    if one.places and other.places and _apart(one, other) is None:
        return True
    if _ages_apart(one, other) or _names_apart(one, other):
        return True
    return one.organisation == other.organisation and (_days_apart(one, other) or _other_words(one, other))


def _names_apart(one: Side, other: Side) -> bool:
    words, others = set(one.name.split()), set(other.name.split())
    numbers = [{word for word in side if word.isdigit()} for side in (words, others)]
    if numbers[0] != numbers[1] and all(numbers):
        return True
    return any(words & group and others & group and not words & others & group for group in rules().apart)


def _other_words(one: Side, other: Side) -> bool:
    """Each name has a word for which the other has a quite different one: Rhyme time, Story time."""
    words, others = set(one.name.split()), set(other.name.split())
    here, there = words - others, others - words
    return any(
        max((fuzz.ratio(word, known) for known in there), default=100.0) < 100 * rules().same_word for word in here
    )


def _ages_apart(one: Side, other: Side) -> bool:
    """Whether both state ages and share none. Both ends are included; an end that nobody stated is open."""
    low = max(one.min_age_months or 0, other.min_age_months or 0)
    ends = [end for end in (one.max_age_months, other.max_age_months) if end is not None]
    return bool(ends) and low > min(ends)


def _days_apart(one: Side, other: Side) -> bool:
    return bool(one.days and other.days and not one.days & other.days)


# Places ---------------------------------------------------------------------------------------------------------------
def _apart(one: Side, other: Side) -> int | None:
    """Metres between the nearest two of their places, 0 for the same one; None where they are elsewhere."""
    if {place.key for place in one.places if place.key} & {place.key for place in other.places if place.key}:
        return 0
    found = [
        math.hypot(a.x - b.x, a.y - b.y)
        for a in one.places
        for b in other.places
        if a.x is not None and a.y is not None and b.x is not None and b.y is not None
    ]
    return round(min(found)) if found and min(found) <= rules().near_metres else None


def _place_evidence(one: Side, other: Side) -> list[dict[str, Any]]:
    metres = _apart(one, other)
    if metres is None:
        return []
    if metres < 5:  # the same door
        return [{"code": "place", "points": rules().speaks_for["place"]}]
    return [{"code": "near", "value": max(10, round(metres, -1)), "points": rules().speaks_for["near"]}]


def _against(one: Side, other: Side) -> list[str]:
    found = []
    if bool(one.places) != bool(other.places):
        found.append("unplaced")
    if _days_apart(one, other):
        found.append("days")
    if one.source and one.source == other.source:
        found.append("source")
    return found
