"""Makes a listing of one record: its fields, places, times and terms, and in `more` what none of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from hearth.core.clock import LONDON
from hearth.directory.feeds import money, own, owners, people, places, terms, words
from hearth.directory.feeds.shape import Record
from hearth.directory.feeds.standard import LINKS, STATUSES
from hearth.directory.feeds.times import Times
from hearth.directory.feeds.wanted import Facts, Wanted, WantedPlace
from hearth.directory.loading import text as texts
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.models import AccessRoute, Delivery, Postcode, ServiceStatus
from hearth.directory.open_referral import codes

VERSION = "2"  # raise it when a record would come to something else than before
NAME = 200
_DOORS = {"drop-in": AccessRoute.WALK_IN, "drop in": AccessRoute.WALK_IN, "appointment": AccessRoute.BOOK}
_ATTENDING = (
    (Delivery.IN_PERSON, ("venue", "in person", "in-person", "face to face", "face-to-face")),
    (Delivery.PHONE, ("phone", "telephone")),
    (Delivery.VIDEO, ("video", "zoom", "teams")),
    (Delivery.ONLINE, ("online", "web", "virtual")),
    (Delivery.HOME_VISIT, ("home visit", "home-visit", "at home")),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is looked up once for many records."""

    postcodes: Mapping[str, Postcode] = field(default_factory=dict)
    councils: Mapping[str, str] = field(default_factory=dict)  # codes by name in small letters


def build(record: Record, facts: Facts, ground: Ground, notes: Notes) -> Wanted:
    """The listing that a cleaned record comes to. The record is used up. Raises RefusedRow, with why."""
    ref = record.pop("id", "")
    if not ref:
        raise RefusedRow("no-key", "id")
    name = record.pop("name", "")
    if not name:
        raise RefusedRow("no-name", "name")
    service_id = facts.id_of("service", ref)
    status, shut = _status(record, facts, notes)
    sorted_ = terms.sort(record.pop("attributes", []), facts)
    owner = owners.owner(record, facts, notes)
    extra: list[str] = []
    values: dict[str, Any] = {"name": name, "status": status, **shut}
    values |= _contact(record, owner.name, extra, notes)
    values |= people.ages(record, notes) | money.cost(record, notes)
    values |= _ways(record)
    values["languages"] = words.languages(record, notes)
    values["area_words"], values["area_codes"] = words.areas(record, dict(ground.councils), notes)
    values |= _texts("\n\n".join([*_fit_name(values, notes), record.pop("description", ""), *extra]))

    times = Times(service_id, facts, notes)
    placed = _places(record, service_id, facts, ground, times, notes)
    attending = [record.pop("attending", ""), *(one.get("attending_type", "") for one in record.get("schedules", []))]
    times.add(record.pop("schedules", []), None)
    times.in_words(own.times_in_words(sorted_.ours))
    times.days_off(sorted_.ours, record.pop("exceptions", []))
    _join_places(times, placed)
    values["delivery"] = _delivery(attending, placed)
    values["accessibility"] = _accessibility(placed)
    values |= own.service(sorted_.ours)
    # Requests sent here would reach nobody there: said again to others, not done.
    rest = [*sorted_.rest, *_takes_requests(values, sorted_.ours)]
    record.pop("last_modified", None)
    if rest:
        record["attributes"] = rest
    values["more"] = {key: without_links(part, top=True) for key, part in record.items()}
    return Wanted(
        ref=ref,
        id=service_id,
        owner=owner,
        values=values,
        places=placed,
        schedules=times.made,
        exceptions=times.exceptions,
        terms=sorted_.terms,
        assured_at=_assured(values["more"], facts.now, notes),
    )


def modified_at(record: Record) -> datetime | None:
    """When the feed says that the record was changed last."""
    text = record.get("last_modified", "")
    return datetime.fromisoformat(text) if text else None


def _status(record: Record, facts: Facts, notes: Notes) -> tuple[ServiceStatus, dict[str, Any]]:
    said = record.pop("status", "").lower()
    if said and said not in STATUSES:
        notes.add("status-unknown", "status", said)
    if said == "defunct":
        return ServiceStatus.CLOSED, {}
    if said == "inactive":
        return ServiceStatus.HIDDEN, {}
    if said == "temporarily closed":
        changed = record.get("last_modified", "")
        since = datetime.fromisoformat(changed).astimezone(LONDON).date() if changed else None
        today = timezone.localdate(facts.now, LONDON)
        alert = texts.first_sentence(record.get("alert", ""), 255)
        return ServiceStatus.ACTIVE, {
            "closed_from": min(since or today, today),
            "closed_until": None,
            "closed_words": alert,
        }
    return ServiceStatus.ACTIVE, {"closed_from": None, "closed_until": None, "closed_words": ""}


def _contact(record: Record, owner_name: str, extra: list[str], notes: Notes) -> dict[str, Any]:
    website, rest = people.website(record, "url", notes)
    if rest:
        extra.append(f"Website: {rest}")
    email, beside = people.email(record, "email", notes)
    if beside:
        extra.append(f"Other contact: {beside}")
    phone, email = people.phone_and_email(record, email, owner_name, notes)
    return {"website": website, "email": email, "phone": phone}


def _fit_name(values: dict[str, Any], notes: Notes) -> list[str]:
    """Cut a name that is too long; all of it then stands before the description."""
    whole = values["name"]
    if len(whole) <= NAME:
        return []
    notes.add("too-long", "name", whole)
    values["name"] = texts.first_sentence(whole, NAME)
    return [whole]


def _texts(text: str) -> dict[str, str]:
    """The summary is the first paragraph, or as many whole sentences of it as fit; the description is the rest."""
    whole = text.strip()
    first, _gap, rest = whole.partition("\n\n")
    if len(first) <= 255:
        return {"summary": " ".join(first.split("\n")), "description": rest.strip()}
    head = texts.first_sentence(first, 255)
    return {"summary": "" if head.endswith("…") else head, "description": whole}


def _ways(record: Record) -> dict[str, Any]:
    """For whom, and how to get in: words of theirs in boxes of ours, where they fit."""
    who = record.get("eligibility_description", "")
    door = record.pop("access", "")
    route = _DOORS.get(door.lower())
    how = record.pop("application_process", "") or (door.capitalize() if door and not route else "")
    made: dict[str, Any] = {"who_for": "", "how_to_get_in": how, "access_routes": [route.value] if route else []}
    if who and len(who) <= 255 and "\n" not in who:
        made["who_for"] = record.pop("eligibility_description")
    elif who:
        made["who_for"] = texts.first_sentence(who)
    return made


def _places(
    record: Record, service_id: UUID, facts: Facts, ground: Ground, times: Times, notes: Notes
) -> list[WantedPlace]:
    made: list[WantedPlace] = []
    seen: set[UUID] = set()
    for number, at in enumerate(record.pop("service_at_locations", [])):
        ref = at.pop("id", "")
        location = at.get("location", {})
        hours, on = own.opening_hours(location.get("schedules", []))
        values = places.place(at, dict(ground.postcodes), notes)
        place_id = facts.id_of("service_at_location", ref) if ref else uuid5(service_id, f"place/{number}")
        if values and place_id not in seen:
            seen.add(place_id)
            values["more"] = without_links(values["more"], top=True)
            if hours:
                values["more"].setdefault("location", {})["schedules"] = without_links(hours)
            made.append(WantedPlace(place_id, ref, values))
        times.add([*at.get("schedules", []), *on], place_id if values else None)
    return made


def _join_places(times: Times, placed: list[WantedPlace]) -> None:
    """A service's own schedule may name the place that it is of."""
    by_ref = {place.ref: place.id for place in placed if place.ref}
    for schedule in times.made:
        ref = schedule.values.get("more", {}).pop("service_at_location_id", "")
        if schedule.place_id is None and ref:
            schedule.place_id = by_ref.get(ref)
        if schedule.place_id is None and len(placed) == 1:
            schedule.place_id = placed[0].id
    there = {place.id for place in placed}
    for exception in times.exceptions:
        if exception.place_id not in there:
            exception.place_id = None


def _delivery(attending: list[str], placed: list[WantedPlace]) -> list[str]:
    """How it is given, as far as the words of its schedules and the kinds of its places state it."""
    said = " ".join(attending).lower()
    found = [way.value for way, names in _ATTENDING if any(name in said for name in names)]
    virtual = [place.values["more"].get("location", {}).get("location_type", "") == "virtual" for place in placed]
    if any(virtual) and Delivery.ONLINE.value not in found:
        found.append(Delivery.ONLINE.value)
    real = any(place.values["address_1"] or place.values["latitude"] is not None for place in placed)
    if real and not all(virtual) and Delivery.IN_PERSON.value not in found:
        found.insert(0, Delivery.IN_PERSON.value)
    return found


def _accessibility(placed: list[WantedPlace]) -> list[str]:
    """Facts that each of its places states in words."""
    stated = [
        {
            code
            for entry in place.values["more"].get("location", {}).get("accessibility", [])
            for text in (entry.get("accessibility", ""), entry.get("description", ""), entry.get("details", ""))
            for code in words.accessibility(text)
        }
        for place in placed
    ]
    return sorted(set.intersection(*stated)) if stated else []


def _takes_requests(values: dict[str, Any], said: list[terms.Said]) -> list[Record]:
    if not values.pop("accepts_requests", False):
        return []
    term, _label = codes.term("about-listing", "takes-requests")
    described = {
        "id": str(term.id),
        "code": term.code,
        "name": term.name,
        "description": term.description,
        "taxonomy": term.taxonomy.name,
        "taxonomy_id": str(term.taxonomy.id),
        "term": term.name,
    }
    return [{"link_type": "service", "taxonomy_term_id": str(term.id), "taxonomy_term": described}]


def _assured(more: dict[str, Any], now: datetime, notes: Notes) -> datetime | None:
    """The day on which the feed says that it was confirmed. Never in the future."""
    text = more.pop("assured_date", "")
    if not text:
        return None
    day = date.fromisoformat(text)
    if day > timezone.localdate(now, LONDON):
        notes.add("assured-future", "assured_date", text)
        return None
    # At noon, so that it is this day in every zone that a reader may count in.
    return min(now, datetime.combine(day, time(12), LONDON).astimezone(UTC))


def without_links(part: Any, *, top: bool = False) -> Any:
    """A part without the ids that only say in what it stands."""
    if isinstance(part, list):
        return [without_links(one) for one in part]
    if isinstance(part, dict):
        return {key: without_links(value) for key, value in part.items() if key not in LINKS}
    return part
