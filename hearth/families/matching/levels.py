"""How two records are compared: seven comparisons, each with levels from alike to different.

Each level stands here twice, as SQL (for Splink, on DuckDB and on Spark) and as Python (for the check while somebody
types). `tests/test_score.py` holds them together over thousands of pairs. The order counts: the first level that holds
is the comparison's level. Where a comparison has nothing to compare its level is `NULL` (-1), which says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz.distance import JaroWinkler, Levenshtein

from hearth.families.matching.records import Comparable

NULL: Final = -1


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison. `words` is said to whoever asks why two records were linked."""

    name: str
    sql: str  # columns end in _l and _r; {jw} and {edits} are the engine's functions
    holds: Callable[[Comparable, Comparable], bool]
    frequency: str = ""  # the column whose value's rarity counts at this level


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What is compared, its levels from alike to different; the last one holds always."""

    name: str
    columns: tuple[str, ...]
    null_sql: str
    is_null: Callable[[Comparable, Comparable], bool]
    levels: tuple[Level, ...]

    def value(self, level: str) -> int:
        """The number of a level: 0 for the last one (different), higher for more alike."""
        return _values(self)[level]

    def level(self, value: int) -> Level:
        """The level of a number."""
        return self.levels[len(self.levels) - 1 - value]

    def compare(self, one: Comparable, other: Comparable) -> int:
        """The number of the level that holds for two records."""
        if self.is_null(one, other):
            return NULL
        for number, level in enumerate(self.levels):
            if level.holds(one, other):
                return len(self.levels) - 1 - number
        raise AssertionError("the last level holds always")


@cache
def _values(comparison: Comparison) -> dict[str, int]:
    return {level.name: len(comparison.levels) - 1 - at for at, level in enumerate(comparison.levels)}


def alike(one: str | None, other: str | None) -> float:
    """Jaro-Winkler similarity, 0 to 1; 0 where either is not known."""
    return JaroWinkler.similarity(one, other) if one is not None and other is not None else 0.0


def edits(one: str | None, other: str | None) -> int:
    """Letters to add, drop or change to get from one to the other; 99 where either is not known."""
    return Levenshtein.distance(one, other) if one is not None and other is not None else 99


def _always(_one: Comparable, _other: Comparable) -> bool:
    return True


def _either(one: object, other: object) -> bool:
    return one is None or other is None


# A record whose two names stand the wrong way round. Both name comparisons must not count it twice: the given name's
# has a level for it, the family name's then says nothing.
# `case` so that an engine works out the costly part only where the first letters meet.
_SWAPPED_SQL = (
    "case when substr(first_l, 1, 1) = substr(surname_r, 1, 1) and substr(surname_l, 1, 1) = substr(first_r, 1, 1)"
    " then {jw}(first_l, surname_r) >= 0.9 and {jw}(surname_l, first_r) >= 0.9"
    " and {jw}(first_l, first_r) < 0.8 and {jw}(surname_l, surname_r) < 0.8 else false end"
)


def swapped(one: Comparable, other: Comparable) -> bool:
    """Whether one's given name is the other's family name, and the other way round."""
    if one.first is None or other.first is None or one.surname is None or other.surname is None:
        return False
    return (
        one.first[0] == other.surname[0]
        and one.surname[0] == other.first[0]
        and alike(one.first, other.surname) >= 0.9
        and alike(one.surname, other.first) >= 0.9
        and alike(one.first, other.first) < 0.8
        and alike(one.surname, other.surname) < 0.8
    )


FIRST: Final = Comparison(
    "first",
    ("first", "first_key", "surname"),
    "first_l is null or first_r is null",
    lambda one, other: _either(one.first, other.first),
    (
        Level("exact", "first_l = first_r", lambda one, other: one.first == other.first, "first"),
        Level("swapped", f"surname_l is not null and surname_r is not null and ({_SWAPPED_SQL})", swapped),
        Level("form", "first_key_l = first_key_r", lambda one, other: one.first_key == other.first_key),
        Level(
            "close",
            "{jw}(first_l, first_r) >= 0.92 or {edits}(first_l, first_r) <= 1",
            lambda one, other: alike(one.first, other.first) >= 0.92 or edits(one.first, other.first) <= 1,
        ),
        Level("near", "{jw}(first_l, first_r) >= 0.8", lambda one, other: alike(one.first, other.first) >= 0.8),
        Level("different", "else", _always),
    ),
)


def _shares_part(one: Comparable, other: Comparable) -> bool:
    return (one.surname_a != one.surname_z or other.surname_a != other.surname_z) and (
        one.surname_a in (other.surname_a, other.surname_z) or one.surname_z in (other.surname_a, other.surname_z)
    )


SURNAME: Final = Comparison(
    "surname",
    ("surname", "surname_key", "surname_a", "surname_z", "first"),
    "surname_l is null or surname_r is null or"
    f" (first_l is not null and first_r is not null and first_l <> first_r and ({_SWAPPED_SQL}))",
    lambda one, other: _either(one.surname, other.surname) or (one.first != other.first and swapped(one, other)),
    (
        Level("exact", "surname_l = surname_r", lambda one, other: one.surname == other.surname, "surname"),
        Level(
            "close",
            "surname_key_l = surname_key_r or {jw}(surname_l, surname_r) >= 0.92 or {edits}(surname_l, surname_r) <= 1",
            lambda one, other: (
                one.surname_key == other.surname_key
                or alike(one.surname, other.surname) >= 0.92
                or edits(one.surname, other.surname) <= 1
            ),
        ),
        Level(
            "part",
            "(surname_a_l <> surname_z_l or surname_a_r <> surname_z_r) and (surname_a_l = surname_a_r"
            " or surname_a_l = surname_z_r or surname_z_l = surname_a_r or surname_z_l = surname_z_r)",
            _shares_part,
        ),
        Level("near", "{jw}(surname_l, surname_r) >= 0.8", lambda one, other: alike(one.surname, other.surname) >= 0.8),
        Level("different", "else", _always),
    ),
)


def _turned(one: Comparable, other: Comparable) -> bool:
    """Day and month stand the other way round."""
    mine, theirs = one.dob, other.dob
    return mine is not None and theirs is not None and mine == theirs[:4] + theirs[6:] + theirs[4:6]


DOB: Final = Comparison(
    "dob",
    ("dob",),
    "dob_l is null or dob_r is null",
    lambda one, other: _either(one.dob, other.dob),
    (
        Level("exact", "dob_l = dob_r", lambda one, other: one.dob == other.dob),
        Level(
            "turned",
            "dob_l = concat(substr(dob_r, 1, 4), substr(dob_r, 7, 2), substr(dob_r, 5, 2))",
            _turned,
        ),
        Level("edit", "{edits}(dob_l, dob_r) <= 1", lambda one, other: edits(one.dob, other.dob) <= 1),
        Level(
            "year",
            "substr(dob_l, 1, 4) = substr(dob_r, 1, 4)",
            lambda one, other: (one.dob or "")[:4] == (other.dob or "")[:4],
        ),
        Level("different", "else", _always),
    ),
)


def _same_home(one: Comparable, other: Comparable) -> bool:
    return one.place is not None and one.place == other.place and edits(one.postcode, other.postcode) <= 2


def _alike_home(one: Comparable, other: Comparable) -> bool:
    if one.house is None or one.house != other.house:
        return False
    if one.postcode is not None and one.postcode == other.postcode:
        return True  # a house number and a postcode are an address
    near = edits(one.postcode, other.postcode) <= 2 or (one.town is not None and one.town == other.town)
    return near and alike(one.place, other.place) >= 0.9


def _same_street(one: Comparable, other: Comparable) -> bool:
    return (
        one.street is not None
        and one.street == other.street
        and (one.place == other.place or edits(one.postcode, other.postcode) <= 2)
    )


HOME: Final = Comparison(
    "home",
    ("place", "house", "street", "postcode", "postcode_key", "town"),
    "(place_l is null and postcode_l is null) or (place_r is null and postcode_r is null)"
    " or (place_l is null and postcode_r is null) or (postcode_l is null and place_r is null)",
    lambda one, other: (one.place is None or other.place is None) and (one.postcode is None or other.postcode is None),
    (
        Level(
            "same", "case when place_l = place_r then {edits}(postcode_l, postcode_r) <= 2 else false end", _same_home
        ),
        Level(
            "alike",
            "case when house_l = house_r then postcode_l = postcode_r"
            " or (({edits}(postcode_l, postcode_r) <= 2 or town_l = town_r) and {jw}(place_l, place_r) >= 0.9)"
            " else false end",
            _alike_home,
        ),
        Level(
            "street",
            "case when street_l = street_r then place_l = place_r or {edits}(postcode_l, postcode_r) <= 2"
            " else false end",
            _same_street,
        ),
        Level(
            "postcode",
            "postcode_key_l = postcode_key_r",
            lambda one, other: one.postcode_key is not None and one.postcode_key == other.postcode_key,
        ),
        Level("different", "else", _always),
    ),
)

TOWN: Final = Comparison(
    "town",
    ("town",),
    "town_l is null or town_r is null",
    lambda one, other: _either(one.town, other.town),
    (
        Level("same", "town_l = town_r", lambda one, other: one.town == other.town),
        Level("close", "{jw}(town_l, town_r) >= 0.88", lambda one, other: alike(one.town, other.town) >= 0.88),
        Level("different", "else", _always),
    ),
)

SEX: Final = Comparison(
    "sex",
    ("sex",),
    "sex_l is null or sex_r is null",
    lambda one, other: _either(one.sex, other.sex),
    (
        Level("same", "sex_l = sex_r", lambda one, other: one.sex == other.sex),
        Level("different", "else", _always),
    ),
)

NHS: Final = Comparison(
    "nhs",
    ("nhs",),
    "nhs_l is null or nhs_r is null",
    lambda one, other: _either(one.nhs, other.nhs),
    (
        Level("same", "nhs_l = nhs_r", lambda one, other: one.nhs == other.nhs),
        Level("different", "else", _always),
    ),
)

COMPARISONS: Final = (FIRST, SURNAME, DOB, HOME, TOWN, SEX, NHS)
NAMES: Final = tuple(comparison.name for comparison in COMPARISONS)
JOINT: Final = ("first", "dob", "sex")
"""What relatives are told apart by, taken together: a twin has the birth date and another name, a son his father's
name and another birth date. Taken one by one these would look like chance."""

FUNCTIONS: Final = {
    "duckdb": {"jw": "jaro_winkler_similarity", "edits": "levenshtein"},
    "spark": {"jw": "jaro_winkler", "edits": "levenshtein"},
}


def spelt(sql: str, engine: str) -> str:
    """A level's SQL with the functions of one engine."""
    for name, function in FUNCTIONS[engine].items():
        sql = sql.replace(f"{{{name}}}", function)
    return sql


def case(comparison: Comparison, engine: str) -> str:
    """One SQL expression that gives the number of the comparison's level."""
    top = len(comparison.levels) - 1
    arms = [f"when {comparison.null_sql} then {NULL}"]
    arms += [f"when {level.sql} then {top - number}" for number, level in enumerate(comparison.levels[:-1])]
    return spelt(f"case {' '.join(arms)} else 0 end", engine)


def pattern(one: Comparable, other: Comparable) -> tuple[int, ...]:
    """The numbers of all comparisons' levels, in their order."""
    return tuple(comparison.compare(one, other) for comparison in COMPARISONS)
