"""Converters by name, as mappings call them. Each takes a tidied value and gives parts of the record.

A converter never raises for dirt: it notes what it did, and keeps in `extra` (lines for the description) what has no
box of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hearth.directory.loading import contacts, text
from hearth.directory.loading.ages import read_ages
from hearth.directory.loading.openings import read_day, read_times
from hearth.directory.loading.reasons import Notes

Parts = dict[str, Any]
Converter = Callable[[str, str, str, Notes], Parts]  # target, value, column, notes


def words(target: str, value: str, _column: str, _notes: Notes) -> Parts:
    return {target: value}


def line(target: str, value: str, _column: str, _notes: Notes) -> Parts:
    return {target: text.one_line(value)}


def phone(target: str, value: str, column: str, notes: Notes) -> Parts:
    return {target: contacts.phone(value, column, notes)}


def email(target: str, value: str, column: str, notes: Notes) -> Parts:
    return {target: contacts.email(value, column, notes)}


def website(target: str, value: str, column: str, notes: Notes) -> Parts:
    address, rest = contacts.website(value, column, notes)
    return {target: address, "extra": [f"Also: {rest}"] if rest else []}


def any_contacts(_target: str, value: str, column: str, notes: Notes) -> Parts:
    """A box with emails, phones and words in any order."""
    address, number, rest = contacts.several(value, column, notes)
    return {"email": address, "phone": number, "extra": [f"Other contact: {rest}"] if rest else []}


def postcode(target: str, value: str, column: str, notes: Notes) -> Parts:
    found = text.postcode(value)
    if not found:
        notes.add("postcode-invalid", column, value)
        return {"address_end": value}
    if found != value:
        notes.add("postcode-tidied", column, value, found)
    return {target: found}


def area_code(target: str, value: str, column: str, notes: Notes) -> Parts:
    return {target: text.area_code(text.whole_number(value, column, notes), column, notes)}


def degrees(target: str, value: str, column: str, notes: Notes) -> Parts:
    """A latitude or a longitude within the United Kingdom."""
    low, high = (49.0, 61.5) if target == "latitude" else (-9.0, 2.5)
    try:
        number = float(value)
    except ValueError:
        number = 999.0
    if not low <= number <= high:
        notes.add("point-invalid", column, value)
        return {}
    return {target: round(number, 6)}


def times_in_words(_target: str, value: str, column: str, notes: Notes) -> Parts:
    """Opening times as somebody wrote them."""
    found = read_times(value)
    for code in sorted(found.repairs):
        notes.add(code, column, value)
    return {"slots": found.slots, "times_words": [found.words] if found.words else []}


def times_of_day(target: str, value: str, column: str, notes: Notes) -> Parts:
    """The hours of one weekday; the target ends in the day: `hours.MO`."""
    found = read_day(value, target.rsplit(".", 1)[1])
    for code in sorted(found.repairs):
        notes.add(code, column, value)
    return {"slots": found.slots, "times_words": [found.words] if found.words else []}


def _ages(value: str, column: str, notes: Notes, *, tag: bool) -> Parts:
    found = read_ages(value, tag=tag)
    if found.unclear:
        notes.add("ages-unclear", column, value)
    parts = {"min_age_months": found.low, "max_age_months": found.high}
    return {key: number for key, number in parts.items() if number is not None}


def ages(_target: str, value: str, column: str, notes: Notes) -> Parts:
    """Ages out of a sentence."""
    return _ages(value, column, notes, tag=False)


def ages_of_label(_target: str, value: str, column: str, notes: Notes) -> Parts:
    """Ages out of a short label, where "over 14; under 25" is plain."""
    return _ages(value, column, notes, tag=True)


CONVERTERS: dict[str, Converter] = {
    "words": words,
    "line": line,
    "phone": phone,
    "email": email,
    "website": website,
    "any-contacts": any_contacts,
    "postcode": postcode,
    "area-code": area_code,
    "degrees": degrees,
    "times": times_in_words,
    "times-of-day": times_of_day,
    "ages": ages,
    "ages-of-label": ages_of_label,
}

# What a target is converted by where its mapping does not say.
USUAL = {
    "phone": "phone",
    "email": "email",
    "website": "website",
    "contacts": "any-contacts",
    "postcode": "postcode",
    "latitude": "degrees",
    "longitude": "degrees",
    "council_code": "area-code",
    "ward_code": "area-code",
    "lsoa_code": "area-code",
    "times": "times",
    "ages": "ages",
    "name": "line",
    "address_1": "line",
    "city": "line",
    "place_name": "line",
}


def usual(target: str) -> str:
    """The name of the converter of a target."""
    return "times-of-day" if target.startswith("hours.") else USUAL.get(target, "words")
