"""Phone numbers, emails, web addresses and ages of a service."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers

from hearth.directory.feeds.shape import Record
from hearth.directory.loading import contacts
from hearth.directory.loading.reasons import Notes
from hearth.directory.open_referral.codes import from_years, to_years

OLDEST = 120  # years
_NOT_MORE = {"id", "service_id", "contact_id", "number", "type"}


def website(record: Record, name: str, notes: Notes) -> tuple[str, str]:
    """A web address out of the record (or ""), and the words that stood there instead."""
    value = record.pop(name, "")
    if not value:
        return "", ""
    found, rest = contacts.website(value, name, notes)
    return found, rest


def email(record: Record, name: str, notes: Notes) -> tuple[str, str]:
    """An email address out of the record (or ""), and what stood there beside it or instead."""
    value = record.pop(name, "")
    if not value:
        return "", ""
    if "@" in value and not any(sign in value.strip() for sign in " ,;/"):
        return contacts.email(value, name, notes), ""
    found, number, rest = contacts.several(value, name, notes)
    return found, "; ".join(part for part in (number, rest) if part)


def phone(value: str, notes: Notes) -> str:
    """A number as people read it. One that is not given out today but has the right length stays, remarked on: the feed
    may know better. "" for what cannot be one."""
    quiet = Notes()
    found = contacts.phone(value, "phones.number", quiet)
    if found:
        notes.reasons += [reason for reason in quiet.reasons if reason not in notes.reasons]
        return found
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number) and re.fullmatch(r"[\d\s()+-]{7,30}", value):
        notes.add("phone-unlikely", "phones.number", value)
        return " ".join(value.split())
    notes.add("phone-invalid", "phones.number", value)
    return ""


def phone_and_email(record: Record, email_found: str, owner_name: str, notes: Notes) -> tuple[str, str]:
    """The service's phone number, and its email where it had none of its own.

    What says no more than these two fields is taken out of the record's contacts and phones; the rest stays in them.
    """
    everybody = record.get("contacts", [])
    numbers = [*record.get("phones", []), *(number for one in everybody for number in one.get("phones", []))]
    for at in record.get("service_at_locations", []):
        numbers += at.get("phones", [])
        numbers += at.get("location", {}).get("phones", [])
    number = _first_number(numbers, notes)
    if not email_found:
        for one in everybody:
            email_found = contacts.email(one["email"], "contacts.email", notes) if one.get("email") else ""
            if email_found:
                break
    kept = [one for one in everybody if not _says_no_more(one, number, email_found, owner_name)]
    _put(record, "contacts", kept)
    _put(record, "phones", [one for one in record.get("phones", []) if not _just_number(one, number)])
    return number, email_found


def _first_number(phones: list[Record], notes: Notes) -> str:
    """The first that can be right; numbers are written the usual way where they stand."""
    first = ""
    for one in phones:
        if one.get("type", "").lower() in {"fax", "fax number"} or not one.get("number"):
            continue
        found = phone(one["number"], notes)
        first = first or found
    return first


def _same(one: str, number: str) -> bool:
    return bool(number) and phone(one, Notes()) == number


def _just_number(one: Record, number: str) -> bool:
    plain = one.get("type", "voice").lower() in {"voice", "text", "phone", "tel", "telephone"}
    return plain and not set(one) - _NOT_MORE and _same(one.get("number", ""), number)


def _says_no_more(one: Record, number: str, email_found: str, owner_name: str) -> bool:
    rest = set(one) - {"id", "service_id", "organization_id", "name", "email", "phones"}
    return (
        not rest
        and one.get("name", "") in {"", owner_name}
        and one.get("email", "").lower() in {"", email_found}
        and all(_just_number(each, number) for each in one.get("phones", []))
    )


def _put(record: Record, name: str, value: list[Any]) -> None:
    if value:
        record[name] = value
    else:
        record.pop(name, None)


def ages(record: Record, notes: Notes) -> dict[str, Any]:
    """Both ends in months, both included. A feed's are in years: "to 5" is until the day before the sixth birthday."""
    low, high = record.pop("minimum_age", None), record.pop("maximum_age", None)
    for name, years in (("minimum_age", low), ("maximum_age", high)):
        if years is not None and not 0 <= years <= OLDEST:
            notes.add("age-far", name, f"{years:g}")
    low = low if low is not None and 0 <= low <= OLDEST else None
    high = high if high is not None and 0 <= high <= OLDEST else None
    if high == 0 and not (low is not None and low == 0 and isinstance(low, float)):
        # Nobody is for children of nought only and for older ones too: it was an empty box.
        notes.add("age-nought", "maximum_age", "0")
        high = None
        low = low or None
    start = None if low is None else from_years(low)
    end = None if high is None else to_years(high)
    if start is not None and end is not None and start > end:
        notes.add("ages-order", "minimum_age", f"{low:g} to {high:g}")
        start = end = None
    return {"min_age_months": start, "max_age_months": end}
