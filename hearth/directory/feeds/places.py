"""Where a service happens: the standard's locations as places of ours."""

from __future__ import annotations

import re
from typing import Any

from hearth.directory.feeds.shape import Record
from hearth.directory.loading import text as texts
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.records import find_place
from hearth.directory.models import Postcode

SOUTH, NORTH, WEST, EAST = 49.0, 61.5, -9.0, 2.5  # the United Kingdom
_COMPLETES = ("id", "attention", "region", "state_province", "country", "address_type", "attributes", "metadata")


def postcodes_of(record: Record) -> set[str]:
    """The postcodes that a record may name, to look up many at once."""
    found = {
        texts.postcode(address.get("postal_code", "")).replace(" ", "")
        for at in record.get("service_at_locations", [])
        for address in at.get("location", {}).get("addresses", [])
    }
    return found - {""}


def place(at: Record, known: dict[str, Postcode], notes: Notes) -> dict[str, Any]:
    """The values of one place; empty where nothing is said of it. `known` are postcodes by their letters alone."""
    location = dict(at.get("location", {}))
    more = {name: value for name, value in at.items() if name not in {"location", "schedules", "service_id"}}
    more.pop("location_id", None)
    addresses = list(location.pop("addresses", []))
    first = next((a for a in addresses if a.get("address_type", "physical").lower() == "physical"), None)
    first = first or (addresses[0] if addresses else {})
    parts: dict[str, Any] = _address(first, notes)
    odd = "" if parts.get("postcode") else first.get("postal_code", "")
    parts |= _point(location, notes)
    if location.get("location_type", "").lower() in {"virtual", "online"} or not (parts or location.get("name")):
        found: dict[str, Any] = {}
    else:
        found = find_place(parts, known, notes)
    name = location.pop("name", "")
    if len(name) > 160:
        notes.add("too-long", "location.name", name)
        location["description"] = "\n\n".join(part for part in (name, location.get("description", "")) if part)
        name = texts.first_sentence(name, 160)
    location.pop("schedules", None)
    rest = {key: first[key] for key in _COMPLETES if key in first} | ({"postal_code": odd} if odd else {})
    others = [address for address in addresses if address is not first]
    if rest or others:
        location["addresses"] = [rest, *others]
    if location:
        more["location"] = location
    if not found and not name and not set(more.get("location", {})) - {"id", "location_type"}:
        return {}
    return {
        "name": name,
        **{key: found.get(key, "") for key in ("address_1", "city", "postcode", "ward_code", "lsoa_code")},
        "latitude": found.get("latitude"),
        "longitude": found.get("longitude"),
        "more": more,
    }


def _address(address: Record, notes: Notes) -> dict[str, Any]:
    lines = [address.get("address_1", ""), address.get("address_2", "")]
    parts = {"address_1": ", ".join(dict.fromkeys(line for line in lines if line)), "city": address.get("city", "")}
    said = address.get("postal_code", "")
    if said:
        found = texts.postcode(said)
        if found:
            parts["postcode"] = found
            if found != said:
                notes.add("postcode-tidied", "addresses.postal_code", said, found)
        else:
            notes.add("postcode-odd", "addresses.postal_code", said)
    elif parts["address_1"]:
        inside = re.search(r"\b([A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2})\s*$", parts["address_1"])
        found = texts.postcode(inside[1]) if inside else ""
        if inside and found:
            notes.add("postcode-found", "addresses.address_1", parts["address_1"], found)
            parts["postcode"] = found
            parts["address_1"] = parts["address_1"][: inside.start()].strip(" ,")
    for name, limit in (("address_1", 200), ("city", 80)):
        if len(parts[name]) > limit:
            notes.add("too-long", f"addresses.{name}", parts[name])
            parts[name] = texts.first_sentence(parts[name], limit)
    return {name: value for name, value in parts.items() if value}


def _point(location: Record, notes: Notes) -> dict[str, float]:
    """A point in the United Kingdom. Latitude and longitude the wrong way round are turned; nought is no point."""
    latitude, longitude = location.pop("latitude", None), location.pop("longitude", None)
    if latitude is None or longitude is None:
        return {}
    said = f"{latitude:g}, {longitude:g}"
    if latitude == 0 and longitude == 0:
        notes.add("point-nought", "location.latitude", said)
        return {}
    if _inside(latitude, longitude):
        return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}
    if _inside(longitude, latitude):
        notes.add("point-swapped", "location.latitude", said, f"{longitude:g}, {latitude:g}")
        return {"latitude": round(longitude, 6), "longitude": round(latitude, 6)}
    notes.add("point-invalid", "location.latitude", said)
    return {}


def _inside(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
