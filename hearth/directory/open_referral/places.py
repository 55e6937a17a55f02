"""Where a service is: service_at_location, its location, the address and what makes it accessible."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hearth.directory.cards import accessibility_words
from hearth.directory.models import SiteKind
from hearth.directory.open_referral.attributes import own_attribute, part_id
from hearth.directory.open_referral.kept import Answer, fit, together, without_empty
from hearth.directory.open_referral.schedules import exception_attribute, opening
from hearth.directory.open_referral.schemas import SCHEMAS
from hearth.directory.open_referral.schemas import UUID as UUID_SCHEMA

Row = dict[str, Any]
COUNTRY = "GB"
STATE = "England"  # required by the standard; nobody here writes a county
NO_SITE: Row = {"accessibility": []}


def place(row: Row, *, in_full: bool = True) -> Answer:
    """One place of a service; its location in full or with its one-to-one fields."""
    of = UUID(row["id"])
    where = location(row, in_full=in_full)
    made: Answer = {
        "id": row["id"],
        "service_id": row["service_id"],
        "location_id": where["id"],
        "location": where,
    }
    more = {key: value for key, value in row["more"].items() if key != "location"}
    return together(made, more if in_full else {}, "PlaceOfService", of)


def location_id(row: Row) -> str:
    """That of its site; for a place of its own the one it came with, else one made from its own."""
    if row["site"] and not (row["address_1"] or row["name"]):
        return str(row["site"]["id"])
    kept = fit(UUID_SCHEMA, _location_kept(row).get("id", ""), UUID(row["id"]))
    return str(kept or part_id(UUID(row["id"]), "location"))


def _location_kept(row: Row) -> Row:
    """What a feed said of the location."""
    kept = row["more"].get("location")
    return dict(kept) if isinstance(kept, dict) else {}


def location(row: Row, *, in_full: bool = True) -> Answer:
    """The place itself. An address that lacks what the standard requires stands in the description."""
    site = row["site"] or NO_SITE
    own = UUID(location_id(row))
    more = _location_kept(row)
    addresses = [entry for entry in more.pop("addresses", None) or [] if isinstance(entry, dict)]
    lines = [row[part] or site.get(part, "") for part in ("address_1", "city", "postcode")]
    address = _address(own, lines, addresses[0] if addresses else {})
    in_words = "" if address else ", ".join(line for line in lines if line)
    made = {
        "id": str(own),
        "location_type": _kind(row, more),
        "name": row["name"] or site.get("name", ""),
        "description": ". ".join(part for part in (site.get("description", "").rstrip("."), in_words) if part),
        "latitude": _first(row["latitude"], site.get("latitude")),
        "longitude": _first(row["longitude"], site.get("longitude")),
    }
    if not in_full:
        known = SCHEMAS["Location"]["properties"]
        return together(made, {key: value for key, value in more.items() if key in known}, "Location", own)
    others = [fitted for entry in addresses[1:] if (fitted := fit(SCHEMAS["Address"], entry, own, "Address"))]
    made |= _nested(own, row, site) | {"addresses": [*([address] if address else []), *others]}
    return together(made, more, "LocationInFull", own)


def _nested(own: UUID, row: Row, site: Row) -> Answer:
    """What stands within a location besides its addresses: all of it is its site's."""
    phone = {"id": part_id(own, "phone"), "location_id": str(own), "number": site.get("phone", "")}
    return {
        "accessibility": [_accessibility(own, code) for code in site["accessibility"]],
        "phones": [phone] if phone["number"] else [],
        "schedules": [opening(own, hours, site["bank_holidays"]) for hours in row["hours"] or []],
        "attributes": [
            exception_attribute(own, "location", closure | {"kind": "cancelled", "opens": None, "closes": None})
            for closure in row["closures"] or []
        ],
    }


def _first(own: Any, other: Any) -> Any:
    return other if own is None else own


def _kind(row: Row, more: Row) -> str:
    if row["site"]:
        return "virtual" if row["site"]["kind"] == SiteKind.VIRTUAL else "physical"
    kept = fit(SCHEMAS["Location"]["properties"]["location_type"], more.get("location_type", ""), UUID(row["id"]))
    return str(kept or "physical")


def _address(own: UUID, lines: list[str], kept: Row) -> Answer | None:
    """Made of our fields, completed by what came with it; None where it would not be whole."""
    street, city, postcode = lines
    made = {
        "id": fit(UUID_SCHEMA, kept.get("id", ""), own) or part_id(own, "address"),
        "location_id": str(own),
        "address_1": street,
        "city": city or kept.get("city") or street,
        "state_province": kept.get("state_province") or STATE,
        "postal_code": postcode,
        "country": kept.get("country") or COUNTRY,
        "address_type": kept.get("address_type") or "physical",
    }
    fitted = fit(SCHEMAS["Address"], without_empty({**kept, **made}), own, "Address")
    return fitted if isinstance(fitted, dict) else None


def _accessibility(own: UUID, code: str) -> Answer:
    (words,) = accessibility_words([code])
    made = UUID(part_id(own, f"access:{code}"))
    return {
        "id": str(made),
        "location_id": str(own),
        "accessibility": words,
        "description": words,
        "attributes": [own_attribute(made, "accessibility", "accessibility", code)],
    }
