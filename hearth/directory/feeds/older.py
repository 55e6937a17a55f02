"""Lifts records of earlier versions (HSDS 1 and 2, Open Referral UK 1 and 2) to the shape of HSDS 3.

Only names and places of properties change here; what they hold is cleaned later (`shape`).
"""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]

# Earlier plurals and names, by the object they stand in.
_RENAMED: dict[str, dict[str, str]] = {
    "service": {
        "fundings": "funding",
        "costs": "cost_options",
        "service_language": "languages",
        "locations": "locations",
        "contact": "contacts",
        "assured": "assured_date",
        "updated": "last_modified",
        "last_updated": "last_modified",
        "modified_date": "last_modified",
        "service_taxonomies": "service_taxonomys",
        "eligibility": "eligibilitys",
        "eligibilities": "eligibilitys",
        "service_at_location": "service_at_locations",
        "service_area": "service_areas",
        "cost_option": "cost_options",
        "language": "languages",
        "schedule": "schedules",
        "phone": "phones",
        "attribute": "attributes",
        "regular_schedule": "regular_schedules",
        "holiday_schedule": "holiday_schedules",
        "required_document": "required_documents",
        "website": "url",
        "organisation": "organization",
        "organisation_id": "organization_id",
    },
    "organization": {
        "url": "website",
        "funding": "funding",
        "organisation_identifiers": "organization_identifiers",
        "identifiers": "organization_identifiers",
    },
    "location": {
        "physical_addresses": "addresses",
        "postal_addresses": "postal_addresses",
        "accessibility_for_disabilities": "accessibility",
        "phone": "phones",
        "language": "languages",
        "regular_schedule": "regular_schedules",
        "lat": "latitude",
        "lng": "longitude",
        "lon": "longitude",
        "long": "longitude",
    },
}


def lifted(raw: Raw) -> Raw:
    """The record in the shape of HSDS 3. One that has it already comes back as it is, in a new dict."""
    record = _renamed("service", raw)
    if isinstance(record.get("organization"), dict):
        record["organization"] = _renamed("organization", record["organization"])
    _eligibility(record)
    _taxonomies(record)
    _schedules(record)
    _places(record)
    _deliverable(record)
    return record


def _renamed(kind: str, raw: Raw) -> Raw:
    """With today's names; one that is there already under today's name stays."""
    names = _RENAMED[kind]
    made = {key: value for key, value in raw.items() if key not in names or names[key] == key}
    for key, value in raw.items():
        if key in names and value not in (None, "", []) and not made.get(names[key]):
            made[names[key]] = value
    return made


def _list(value: Any) -> list[Raw]:
    entries = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _eligibility(record: Raw) -> None:
    """`eligibilitys`: ages and words of who it is for."""
    words: list[str] = []
    said = record.pop("eligibilitys", None)
    if isinstance(said, str):
        words.append(said)
    for one in _list(said):
        for name in ("minimum_age", "maximum_age"):
            if one.get(name) is not None and record.get(name) is None:
                record[name] = one[name]
        text = one.get("eligibility") or one.get("eligibility_description")
        if text and str(text) not in words:
            words.append(str(text))
    if words and not record.get("eligibility_description"):
        record["eligibility_description"] = "; ".join(words)


def _taxonomies(record: Raw) -> None:
    """`service_taxonomys` and `link_taxonomies`: attributes with a term."""
    attributes = [*_list(record.get("attributes"))]
    for one in [*_list(record.pop("service_taxonomys", None)), *_list(record.pop("link_taxonomies", None))]:
        term = one.get("taxonomy") if isinstance(one.get("taxonomy"), dict) else one.get("taxonomy_term")
        if isinstance(term, dict):
            made = {key: term.get(key) for key in ("id", "name", "description", "parent_id", "term_uri", "code")}
            vocabulary = term.get("vocabulary") or term.get("taxonomy")
            attributes.append({"id": one.get("id"), "taxonomy_term": made | {"taxonomy": vocabulary}})
        elif one.get("taxonomy_id") or one.get("taxonomy_term_id"):
            attributes.append(
                {"id": one.get("id"), "taxonomy_term_id": one.get("taxonomy_term_id") or one["taxonomy_id"]}
            )
    if attributes:
        record["attributes"] = attributes


def _schedules(record: Raw) -> None:
    """`regular_schedules` (a weekday each) and `holiday_schedules` (days on which it is closed or open otherwise)."""
    schedules = [*_list(record.get("schedules"))]
    exceptions = [*_list(record.get("exceptions"))]
    for one in _list(record.pop("regular_schedules", None)):
        schedules.append(_regular(one))
    for one in _list(record.pop("holiday_schedules", None)):
        exceptions.append(_holiday(one))
    if schedules:
        record["schedules"] = schedules
    if exceptions:
        record["exceptions"] = exceptions


def _regular(one: Raw) -> Raw:
    made = {key: value for key, value in one.items() if key != "weekday"}
    if not made.get("byday") and one.get("weekday") is not None:
        weekday = str(one["weekday"])
        made["byday"] = (
            ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[(int(weekday) - 1) % 7] if weekday.isdigit() else weekday
        )
        made.setdefault("freq", "WEEKLY")
    return made


def _holiday(one: Raw) -> Raw:
    closed = str(one.get("closed", "true")).lower() not in {"false", "no", "0"}
    return {
        "kind": "cancelled" if closed else "changed",
        "first_day": one.get("start_date"),
        "last_day": one.get("end_date") or one.get("start_date"),
        "opens_at": one.get("opens_at") or one.get("open_at"),
        "closes_at": one.get("closes_at") or one.get("close_at"),
        "words": one.get("description"),
    }


def _places(record: Raw) -> None:
    """Locations straight under the service, and what earlier locations called their addresses."""
    places = [*_list(record.get("service_at_locations"))]
    there = {str((at.get("location") or {}).get("id")) for at in places if isinstance(at.get("location"), dict)}
    for location in [*_list(record.pop("locations", None)), *_list(record.pop("location", None))]:
        if str(location.get("id")) not in there or not location.get("id"):
            places.append({"location": location})
    if places:
        record["service_at_locations"] = [_place(at, record) for at in places]


def _place(at: Raw, record: Raw) -> Raw:
    made = dict(at)
    _schedules(made)
    off = [*_list(record.get("exceptions")), *_list(made.pop("exceptions", None))]
    location = made.get("location")
    if isinstance(location, dict):
        location = _renamed("location", location)
        postal = [address | {"address_type": "postal"} for address in _list(location.pop("postal_addresses", None))]
        addresses = [*_list(location.get("addresses")), *postal]
        if addresses:
            location["addresses"] = [_address(address) for address in addresses]
        _schedules(location)
        off += _list(location.pop("exceptions", None))
        made["location"] = location
    if off:
        record["exceptions"] = off
    return made


def _address(address: Raw) -> Raw:
    made = dict(address)
    if not made.get("postal_code"):
        made["postal_code"] = made.pop("postcode", None)
    return made


def _deliverable(record: Raw) -> None:
    """Open Referral UK 1: how to attend, and by which door."""
    attending = record.pop("attending_type", None)
    access = record.pop("attending_access", None)
    if isinstance(attending, str) and attending:
        schedules = _list(record.get("schedules")) or []
        if schedules:
            record["schedules"] = [{"attending_type": attending} | one for one in schedules]
        else:
            record["attending"] = attending
    if isinstance(access, str) and access:
        record["access"] = access
