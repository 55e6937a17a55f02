"""Two hands on one listing: what the feed says now, what it said before, and what somebody made of it here.

Field by field: what the feed says as before stays as it is here; what nobody changed here follows the feed; where both
have changed, ours stands and the difference waits for an editor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hearth.directory import document as documents
from hearth.directory.document import Document
from hearth.directory.feeds.wanted import Wanted, digest
from hearth.directory.models import BankHolidays, Capacity, CostKind, Frequency, ServiceStatus

# What a feed writes, and what it writes where it says nothing. Other fields of a service are no feed's.
EMPTY: dict[str, Any] = {
    "name": "",
    "summary": "",
    "description": "",
    "who_for": "",
    "status": ServiceStatus.ACTIVE,
    "website": "",
    "email": "",
    "phone": "",
    "min_age_months": None,
    "max_age_months": None,
    "cost_kind": CostKind.UNKNOWN,
    "cost_amount": None,
    "cost_words": "",
    "delivery": [],
    "access_routes": [],
    "how_to_get_in": "",
    "languages": [],
    "accessibility": [],
    "capacity": Capacity.UNKNOWN,
    "wait_weeks": None,
    "area_words": "",
    "area_codes": [],
    "is_sensitive": False,
    "closed_from": None,
    "closed_until": None,
    "closed_words": "",
    "registrations": [],
    "local_offer": {},
    "more": {},
}
# What belongs together is decided together: parts of a document by the name under which they are compared.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "text": ("summary", "description"),
    "who_for": ("who_for",),
    "status": ("status",),
    "website": ("website",),
    "email": ("email",),
    "phone": ("phone",),
    "ages": ("min_age_months", "max_age_months"),
    "cost": ("cost_kind", "cost_amount", "cost_words"),
    "delivery": ("delivery",),
    "access_routes": ("access_routes",),
    "how_to_get_in": ("how_to_get_in",),
    "languages": ("languages",),
    "accessibility": ("accessibility",),
    "capacity": ("capacity", "wait_weeks"),
    "area": ("area_words", "area_codes"),
    "is_sensitive": ("is_sensitive",),
    "closed": ("closed_from", "closed_until", "closed_words"),
    "registrations": ("registrations",),
    "local_offer": ("local_offer",),
    "more": ("more",),
    # Schedules and exceptions hang on places and on one another.
    "places": ("places",),
    "times": ("schedules", "exceptions"),
}
_DERIVED = {"created_at", "ward_code", "lsoa_code"}  # of a row: not what anybody says


def theirs(wanted: Wanted, now: datetime) -> Document:
    """The parts of a document that the feed speaks of, as `documents` has them."""
    made: Document = {name: documents.plain(value) for name, value in (EMPTY | wanted.values).items()}
    stamp = now.isoformat()
    made["places"] = [_row(place.id, place.values, documents.PLACE_FIELDS, _PLACE, stamp) for place in wanted.places]
    made["schedules"] = [
        _row(one.id, one.values | {"place_id": one.place_id}, documents.SCHEDULE_FIELDS, _SCHEDULE, stamp)
        for one in wanted.schedules
    ]
    made["exceptions"] = [
        _row(
            one.id,
            one.values | {"schedule_id": one.schedule_id, "place_id": one.place_id},
            documents.EXCEPTION_FIELDS,
            {},
            stamp,
        )
        for one in wanted.exceptions
    ]
    return made


_PLACE: dict[str, Any] = {
    "site_id": None,
    "name": "",
    "address_1": "",
    "city": "",
    "postcode": "",
    "latitude": None,
    "longitude": None,
    "ward_code": "",
    "lsoa_code": "",
    "more": {},
}
_SCHEDULE: dict[str, Any] = {
    "freq": Frequency.WEEKLY,
    "byday": [],
    "week_of_month": None,
    "opens": None,
    "closes": None,
    "valid_from": None,
    "valid_to": None,
    "term_time_only": False,
    "holidays_only": False,
    "interval": 1,
    "days_of_month": [],
    "bank_holidays": BankHolidays.UNKNOWN,
    "notes": "",
    "more": {},
}


def _row(pk: Any, values: Mapping[str, Any], fields: tuple[str, ...], empty: Mapping[str, Any], stamp: str) -> Document:
    whole = {**empty, **values, "created_at": stamp}
    return {"id": str(pk), **{name: documents.plain(whole.get(name)) for name in fields}}


def digests(document: Mapping[str, Any]) -> dict[str, str]:
    """A short text for each group, the same for the same content."""
    return {
        group: digest([_comparable(document.get(part)) for part in parts])[:10]
        for group, parts in GROUPS.items()
        if all(part in document for part in parts)
    }


def _comparable(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
        rows = [{key: part for key, part in row.items() if key not in _DERIVED} for row in value]
        return sorted(rows, key=lambda row: str(row["id"]))
    return value


@dataclass(slots=True)
class Merged:
    """What is to be written (parts of a document), and where an editor has to choose."""

    take: Document = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)  # that change
    conflicts: dict[str, Document] = field(default_factory=dict)  # group: theirs
    agreed: list[str] = field(default_factory=list)  # groups in which both say the same


def merged(ours: Document, now: Document, written: Mapping[str, str], always: list[str]) -> Merged:
    """Bring together the listing as it stands here and what the feed says now; `written` is what the feed said before,
    by group, and `always` names groups in which the feed wins."""
    found = Merged()
    here, there = digests(ours), digests(now)
    for group, parts in GROUPS.items():
        if here[group] == there[group]:
            found.agreed.append(group)
            continue
        changed_there = written.get(group) != there[group]
        changed_here = group in written and written[group] != here[group]
        if not changed_there and group not in always:
            continue  # somebody changed it here, and the feed says nothing new
        if group == "places" and ours.get("secret_places"):
            continue  # an address that is kept secret here is not the feed's to give
        if changed_here and group not in always:
            found.conflicts[group] = {part: now[part] for part in parts}
            continue
        found.groups.append(group)
        found.take |= {part: now[part] for part in parts}
    return found
