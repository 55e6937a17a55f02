"""One row of an extract as what it says of one person, or why it says nothing that can be used."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from hearth.core.forms import normal_postcode
from hearth.core.table_files import MISSING, SURPLUS
from hearth.families.actions.recording import Person
from hearth.families.feeds.mapping import DATES, Column, Mapping
from hearth.families.identifiers import valid
from hearth.families.models import Scheme, SourceRecord

FIRST_YEAR = 1900
LONGEST_KEY = 39  # beside the source's code, which has 40 at most, in a record's reference


class Refused(Exception):
    """The row cannot be used; `code` is one of `reasons.REFUSED`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Said:
    """What a row says. `left_out`: codes of what in it could not be used."""

    key: str
    person: Person
    identifiers: dict[Scheme, str] = field(default_factory=dict)
    service: str = ""
    since: date | None = None
    until: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    mother: str = ""
    left_out: list[str] = field(default_factory=list)


def said_in(row: dict[str, str], mapping: Mapping, *, today: date) -> Said:
    """Read one row. Raises Refused."""
    if MISSING in row or SURPLUS in row:
        raise Refused("wrong-width")
    key = row.get(mapping.key, "").strip()
    if not key:
        raise Refused("no-key")
    left_out: list[str] = []
    values = {name: _value(name, column, row, mapping, today, left_out) for name, column in mapping.columns.items()}
    if not any(values.get(name) for name in ("given_name", "family_name", "birth_date", "due_date")):
        raise Refused("no-person")
    interpreter = str(values.pop("needs_interpreter", "")).lower() in {"y", "yes", "true", "1"}
    given: dict[str, Any] = {name: value for name, value in values.items() if value not in ("", None)}
    person = Person(**given, needs_interpreter=interpreter)
    _fits(person, key)
    helping = {
        part: _value(part, column, row, mapping, today, left_out) for part, column in mapping.involvement.items()
    }
    since, until = helping.get("since"), helping.get("until")
    return Said(
        key=key,
        person=person,
        identifiers=_identifiers(row, mapping, left_out),
        service=str(helping.get("service") or mapping.service)[:160],
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
        contact_name=str(helping.get("contact_name") or "")[:120],
        contact_phone=str(helping.get("contact_phone") or "")[:40],
        mother=row.get(mapping.mother, "").strip() if mapping.mother else "",
        left_out=sorted(set(left_out)),
    )


def differs(person: Person, earlier: SourceRecord) -> bool:
    """Whether a row says something else than the record that we have of it."""
    return any(getattr(person, one.name) != getattr(earlier, one.name) for one in fields(Person))


def _value(
    name: str, column: Column, row: dict[str, str], mapping: Mapping, today: date, left_out: list[str]
) -> str | date | None:
    text = ", ".join(part for part in (row.get(one, "").strip() for one in column.names) if part)
    if not text:
        return ""
    if column.values:
        if text.lower() not in column.values:
            left_out.append("unknown-code")
            return ""
        return column.values[text.lower()]
    if name in DATES:
        found = _day(text, mapping.dates)
        last = None if name in {"due_date", "until"} else today
        if found is None or found.year < FIRST_YEAR or (last and found > last):
            left_out.append("bad-date")
            return None
        return found
    if name == "postcode":
        tidy = normal_postcode(text)
        if tidy is None:
            left_out.append("bad-postcode")
            return ""
        return tidy
    return " ".join(text.split())


def _day(text: str, form: str) -> date | None:
    day = text.replace("T", " ").split(" ")[0] if " " not in form else text
    for one in (form, "%Y-%m-%d"):
        try:
            return datetime.strptime(day, one).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _identifiers(row: dict[str, str], mapping: Mapping, left_out: list[str]) -> dict[Scheme, str]:
    found: dict[Scheme, str] = {}
    for scheme, column in mapping.identifiers.items():
        text = row.get(column, "").strip()
        if not text:
            continue
        number = valid(Scheme(scheme), text)
        if number is None:
            left_out.append(f"bad-{scheme}")
        else:
            found[Scheme(scheme)] = number
    return found


def _fits(person: Person, key: str) -> None:
    for name in ("given_name", "family_name", "phone", "email", "address", "language"):
        limit = getattr(SourceRecord._meta.get_field(name), "max_length", None)
        if limit and len(getattr(person, name)) > limit:
            raise Refused("too-long")
    if len(key) > LONGEST_KEY:
        raise Refused("too-long")
