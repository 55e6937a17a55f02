"""Which pairs are looked at: two records that agree in one of these ways. The lookup at the desk finds no fewer
(migration 0031 says the same for PostgreSQL; a test compares them).

Each way bears one slip: the beginning of a name's sound instead of the name, a postcode's letters in any order, a house
number instead of the address. Together they found .990 of all pairs of one person in families' records full of slips.
"""

from __future__ import annotations

from typing import Final

_GIVEN: Final = "substr(l.first_key, 1, 3) = substr(r.first_key, 1, 3)"
_FAMILY: Final = "substr(l.surname_key, 1, 3) = substr(r.surname_key, 1, 3)"
_DAY_AND_MONTH: Final = "substr(l.dob, 5, 4) = substr(r.dob, 5, 4)"
_TURNED: Final = "substr(l.first, 1, 3) = substr(r.surname, 1, 3) and substr(l.surname, 1, 3) = substr(r.first, 1, 3)"
_NAMES: Final = "l.first_key = r.first_key and l.surname_key = r.surname_key"
# Where the postcode may be wrong too: without anything else of the home or the birth date it is another family.
_NEAR: Final = (
    f"(l.town = r.town or {_DAY_AND_MONTH} or substr(l.dob, 1, 4) = substr(r.dob, 1, 4)"
    " or l.dob is null or r.dob is null)"
)

ARMS: Final = {
    "NHS number": "l.nhs = r.nhs",
    "family name's beginning and birth date": f"l.dob = r.dob and {_FAMILY}",
    "given name's beginning and birth date": f"l.dob = r.dob and {_GIVEN}",
    "house number and birth date": "l.dob = r.dob and l.house = r.house",
    "street and birth date": "l.dob = r.dob and l.street = r.street",
    "postcode, day and month": f"l.postcode_key = r.postcode_key and {_DAY_AND_MONTH}",
    "both names and year": f"{_NAMES} and substr(l.dob, 1, 4) = substr(r.dob, 1, 4)",
    "both names' beginnings, day and month": f"{_FAMILY} and {_GIVEN} and {_DAY_AND_MONTH}",
    "names the other way round": "l.first = r.surname and l.surname = r.first",
    "names' beginnings the other way round and postcode": f"l.postcode_key = r.postcode_key and {_TURNED}",
    "both names' beginnings and street": f"l.street = r.street and {_FAMILY} and {_GIVEN} and {_NEAR}",
    "both names' beginnings and house number": f"l.house = r.house and {_FAMILY} and {_GIVEN} and {_NEAR}",
    "house number and postcode": "l.postcode_key = r.postcode_key and l.house = r.house",
    "address and town": "l.place = r.place and l.town = r.town",
    "given name's beginning and postcode": f"l.postcode_key = r.postcode_key and {_GIVEN}",
    "family name's beginning and postcode": f"l.postcode_key = r.postcode_key and {_FAMILY}",
    "given name's beginning and address": f"l.place = r.place and {_GIVEN}",
    "family name's beginning and address": f"l.place = r.place and {_FAMILY}",
}


UNLIKE: Final = (
    "substr(l.first, 1, 1) not in (substr(r.first, 1, 1), substr(r.surname, 1, 1))"
    " and substr(r.first, 1, 1) <> substr(l.surname, 1, 1)"
    " and substr(l.dob, 1, 4) <> substr(r.dob, 1, 4) and substr(l.dob, 5, 4) <> substr(r.dob, 5, 4)"
)
"""Two records whose given names begin differently, and whose birth dates have neither year nor day and month in common.
Quickly asked: names that are alike all the same are not worth it beside such birth dates."""

_BY_HOME: Final = frozenset(
    {
        "house number and postcode",
        "address and town",
        "family name's beginning and postcode",
        "family name's beginning and address",
    }
)
"""The ways that find whole households."""


def pairs_sql(*, leaving_out: str = "") -> str:
    """All these pairs, each once, as Splink wants them. A union finds doubles faster than asking all other ways.

    `leaving_out` is SQL of pairs that are not wanted of those found by the home alone: most of a household's.
    """
    but = f" and ({leaving_out}) is not true" if leaving_out else ""
    arms = (  # built from our own words
        "select l.number as join_key_l, r.number as join_key_r from records l join records r"  # noqa: S608
        f" on {agree} where l.number < r.number{but if name in _BY_HOME else ''}"
        for name, agree in ARMS.items()
    )
    return f"select '0' as match_key, join_key_l, join_key_r from ({' union '.join(arms)}) as pairs"  # noqa: S608
