"""A record as it is compared. One function makes it, in the nightly run and while a receptionist types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from hearth.families.matching import facts, names, places

FORM: Final = 1
"""The version of these rules and of the names that belong together. Raise it when what `comparable` gives changes: then
the next nightly run makes the keys of all records anew (actions.keys)."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What a source said of one person, as text; "" for what it did not say."""

    unique_id: str
    nhs_number: str = ""
    first_name: str = ""
    surname: str = ""
    dob: str = ""
    sex: str = ""
    postcode: str = ""
    address: str = ""


class Comparable(NamedTuple):
    """The same, as it is compared. None: not known, which speaks neither for nor against. Made by the million."""

    unique_id: str
    nhs: str | None
    first: str | None
    first_key: str | None
    surname: str | None
    surname_key: str | None
    surname_a: str | None
    surname_z: str | None
    dob: str | None
    sex: str | None
    postcode: str | None
    postcode_key: str | None
    place: str | None
    house: str | None
    street: str | None
    town: str | None


COLUMNS: Final = Comparable._fields
"""The columns of the table of comparable records, in this order."""


def first_columns(text: str) -> tuple[str | None, str | None]:
    """first, first_key."""
    name = names.given(text)
    return (name, names.given_key(name)) if name else (None, None)


def surname_columns(text: str) -> tuple[str | None, str | None, str | None, str | None]:
    """surname, surname_key, surname_a, surname_z."""
    name = names.family(text)
    return (name, names.sound(name), *names.ends(name)) if name else (None, None, None, None)


def postcode_columns(text: str) -> tuple[str | None, str | None]:
    """postcode, postcode_key."""
    postcode = places.postcode(text)
    return (postcode, places.postcode_key(postcode)) if postcode else (None, None)


def place_columns(text: str) -> tuple[str | None, str | None, str | None, str | None]:
    """place, house, street, town."""
    place, town = places.parts(text)
    return place or None, places.house(place) or None, places.street(place) or None, town or None


def comparable(raw: Raw) -> Comparable:
    """Bring one record into the form in which it is compared."""
    return Comparable(
        raw.unique_id,
        facts.nhs_number(raw.nhs_number) or None,
        *first_columns(raw.first_name),
        *surname_columns(raw.surname),
        facts.birth_date(raw.dob) or None,
        facts.sex(raw.sex) or None,
        *postcode_columns(raw.postcode),
        *place_columns(raw.address),
    )
