"""What follows from a pair's levels and probability: link, let somebody look, or leave apart.

The probability alone never decides where nature or law makes two people look like one: twins, a parent and child of
one name, a child before it has a name, a child who was given a new name and home.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from hearth.families.matching.levels import DOB, FIRST, HOME, NAMES, NHS, NULL, SURNAME
from hearth.families.matching.records import Comparable

LINK_FROM: Final = 0.99
LINK_FROM_SAME_NHS: Final = 0.95
REVIEW_FROM: Final = 0.2
KEEP_FROM: Final = 0.9
"""A link that stands is kept down to this probability: a small change of the model does not take people apart."""

_AT: Final = {name: number for number, name in enumerate(NAMES)}
Pattern = tuple[int, ...]


class Bar(StrEnum):
    """Why a pair is never linked by itself, however probable."""

    NUMBERS = "two NHS numbers"
    TWIN = "possible twin"
    NO_NAME = "no given name"
    BIRTH_DATE = "one name, no birth date to tell them apart"
    NEW_IDENTITY = "other family name and other home"


class Verdict(StrEnum):
    LINK = "link"
    REVIEW = "review"
    APART = "apart"


@lru_cache(maxsize=100_000)
def bar(pattern: Pattern, *, families: bool = True) -> Bar | None:
    """What bars a pair of this pattern from being linked by itself; None where nothing does.

    `families`: whether relatives occur among the records at all (Model.families). Where they do not, nobody can be
    mistaken for a twin or a father, and only two NHS numbers bar a pair.
    """
    first, surname, dob, home, nhs = (pattern[_AT[name]] for name in ("first", "surname", "dob", "home", "nhs"))
    if nhs == NHS.value("different"):
        return Bar.NUMBERS
    if not families:
        return None
    if dob == DOB.value("exact") and FIRST.value("different") <= first <= FIRST.value("near"):
        # Also with one NHS number: one twin's number is easily typed for the other.
        kin = surname >= SURNAME.value("close") or home >= HOME.value("alike")
        if kin and (nhs == NULL or first == FIRST.value("different")):
            return Bar.TWIN
    if nhs == NHS.value("same"):
        return None
    if first == NULL:
        return Bar.NO_NAME
    if dob in (NULL, DOB.value("different")):
        return Bar.BIRTH_DATE
    if surname in (NULL, SURNAME.value("different"), SURNAME.value("near")) and home < HOME.value("alike"):
        return Bar.NEW_IDENTITY
    return None


def verdict(pattern: Pattern, probability: float, *, link_from: float = LINK_FROM, families: bool = True) -> Verdict:
    """What follows for one pair. `link_from` is the probability from which pairs are linked by themselves."""
    if probability < REVIEW_FROM:
        return Verdict.APART
    enough = min(link_from, LINK_FROM_SAME_NHS) if pattern[_AT["nhs"]] == NHS.value("same") else link_from
    return Verdict.LINK if probability >= enough and bar(pattern, families=families) is None else Verdict.REVIEW


def two_people(one: Comparable, other: Comparable) -> bool:
    """Whether two records can never be one person's by themselves, also where a third record resembles both."""
    if one.nhs is not None and other.nhs is not None:
        return one.nhs != other.nhs
    if one.dob is None or other.dob is None:
        return False
    if one.dob == other.dob:
        first = FIRST.compare(one, other)
        return FIRST.value("different") <= first <= FIRST.value("near")
    return DOB.compare(one, other) == DOB.value("different")


def two_numbers(one: Comparable, other: Comparable) -> bool:
    """The same among records without families: only two NHS numbers tell."""
    return one.nhs is not None and other.nhs is not None and one.nhs != other.nhs


class Pair(NamedTuple):
    """Two records that were compared; `one` < `other`."""

    one: str
    other: str
    pattern: Pattern
    probability: float
