"""Loads the demo area: the invented map, its organisations, sites and services.

Ids come from the files' keys, so a second loading finds everything there and changes nothing: what somebody has tried
out in the demo stays as it is. Only what is missing is added. Runs as the owner, past row security.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.text import slugify

from hearth.access.models import Organisation
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.core.clock import LONDON
from hearth.core.models import Brand
from hearth.directory import vocabularies
from hearth.directory.demo import geography, reading
from hearth.directory.loading import demo_times
from hearth.directory.loading.demo_demand import load_agreements, load_demand
from hearth.directory.loading.demo_editing import load_editing
from hearth.directory.loading.demo_map import load_map
from hearth.directory.models import (
    BankHolidays,
    Capacity,
    CostKind,
    OrganisationListing,
    Schedule,
    ScheduleException,
    Service,
    ServicePlace,
    ServiceTerm,
    Site,
    SiteClosure,
    SiteHours,
)

SOURCE = "demo"
HERE_SINCE = timedelta(days=420)  # how long the listings have been here
NAMESPACE = uuid5(NAMESPACE_URL, "https://hearth.example/demo")
BRAND = {
    "name": "Larkmere Family Hubs",
    "council_name": "Larkmere Council",
    "phone": "0808 157 0100",
    "email": "hubs@larkmere-council.example",
    "address": "The Moot Hall, 2 Minster Square, Fallowbridge, ZZ1 1DL",
    "worried_phone": "01632 960199",
}
Points = Mapping[str, geography.PostcodePoint]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were new. All are 0 when the demo area was there already."""

    areas: int
    postcodes: int
    organisations: int
    sites: int
    services: int


def demo_id(kind: str, key: str) -> UUID:
    """The id of the demo's organisation, site, service … with this key."""
    return uuid5(NAMESPACE, f"{kind}/{key}")


def organisation_ids() -> dict[str, UUID]:
    """The ids of the demo's organisations by their keys."""
    return {row["key"]: demo_id("organisation", row["key"]) for row in reading.organisations()}


def is_empty() -> bool:
    """Whether there is nothing yet that a demo area could get in the way of."""
    return not (Service.objects.exists() or Organisation.objects.exists())


def load(*, now: datetime, by: Actor) -> Loaded:
    """Add what is missing of the demo area, in one transaction."""
    drawn = geography.build()
    points = {point.shown: point for point in drawn.postcodes}
    with transaction.atomic():
        vocabularies.bring_up_to_date()
        Brand.objects.get_or_create(only=True, defaults=BRAND | {"updated_at": now})
        areas, postcodes = load_map(drawn)
        demo_times.load_terms()
        loaded = Loaded(areas, postcodes, _organisations(), _sites(points, now), _services(points, now))
        load_demand(now)
        load_agreements(now, organisation_ids())
        load_editing(now, demo_id)
        if any(asdict(loaded).values()):
            audit.record(action="directory.demo_loaded", by=by, detail=asdict(loaded))
    return loaded


def _organisations() -> int:
    ids = organisation_ids()
    there = set(Organisation.objects.filter(id__in=ids.values()).values_list("id", flat=True))
    has_host = Organisation.objects.filter(is_host=True).exists()
    new = [row for row in reading.organisations() if ids[row["key"]] not in there]
    Organisation.objects.bulk_create(
        Organisation(
            id=ids[row["key"]], name=row["name"], kind=row["kind"], is_host=bool(row.get("host")) and not has_host
        )
        for row in new
    )
    OrganisationListing.objects.bulk_create(
        OrganisationListing(
            organisation_id=ids[row["key"]],
            description=row["description"],
            website=row["website"],
            email=row["email"],
            phone=row["phone"],
            source=SOURCE,
            source_ref=row["key"],
        )
        for row in new
    )
    return len(new)


def _sites(points: Points, now: datetime) -> int:
    rows = reading.sites()
    ids = {row["key"]: demo_id("site", row["key"]) for row in rows}
    there = set(Site.objects.filter(id__in=ids.values()).values_list("id", flat=True))
    # Parents first, so that each row's parent is there before it.
    new = sorted((row for row in rows if ids[row["key"]] not in there), key=lambda row: "parent" in row)
    Site.objects.bulk_create(
        Site(
            id=ids[row["key"]],
            kind=row["kind"],
            name=row["name"],
            slug=slugify(row["name"]),
            organisation_id=demo_id("organisation", row["organisation"]),
            parent_id=ids[row["parent"]] if "parent" in row else None,
            description=row["description"],
            phone=row["phone"],
            email=row["email"],
            accessibility=row["accessibility"],
            bank_holidays=row.get("bank_holidays", BankHolidays.UNKNOWN.value),
            source=SOURCE,
            source_ref=row["key"],
            **_address(row, points),
        )
        for row in new
    )
    SiteHours.objects.bulk_create(
        SiteHours(
            site_id=ids[row["key"]],
            weekday=reading.WEEKDAYS.index(hours["byday"]),
            opens=hours["opens"],
            closes=hours["closes"],
        )
        for row in new
        for hours in row["hours"]
    )
    today = now.astimezone(LONDON).date()
    SiteClosure.objects.bulk_create(one for row in new for one in demo_times.closures(row, today, demo_id))
    return len(new)


def _services(points: Points, now: datetime) -> int:
    rows = reading.services()
    ids = {row["key"]: demo_id("service", row["key"]) for row in rows}
    there = set(Service.objects.filter(id__in=ids.values()).values_list("id", flat=True))
    new = [row for row in rows if ids[row["key"]] not in there]
    contacts = {row["key"]: row for row in reading.organisations()}
    Service.objects.bulk_create(_service(row, contacts[row["organisation"]], now) for row in new)
    ServiceTerm.objects.bulk_create(
        ServiceTerm(service_id=ids[row["key"]], term_id=vocabularies.term_id(taxonomy, code))
        for row in new
        for taxonomy, codes in (("service-expectations", row["expectations"]), ("categories", row["categories"]))
        for code in codes
    )
    places = {row["key"]: _places(row, points) for row in new}
    ServicePlace.objects.bulk_create(place for all_of_one in places.values() for place in all_of_one.values())
    today = now.astimezone(LONDON).date()
    given = [(row, places[row["key"]], today, demo_id) for row in new]
    Schedule.objects.bulk_create(one for values in given for one in demo_times.schedules(*values))
    ScheduleException.objects.bulk_create(one for values in given for one in demo_times.exceptions(*values))
    return len(new)


def _service(row: dict[str, Any], organisation: dict[str, Any], now: datetime) -> Service:
    ages = row.get("ages") or [None, None]
    days_ago = row.get("assured_days_ago", "never")
    assured = None if days_ago == "never" else now - timedelta(days=days_ago)
    capacity, _space, weeks = row.get("capacity", Capacity.UNKNOWN.value).partition(" ")
    cost = row["cost"]
    priced = isinstance(cost, list)
    hidden = [place for place in row["places"] if isinstance(place, dict) and place.get("confidential")]
    return Service(
        id=demo_id("service", row["key"]),
        created_at=now - HERE_SINCE,
        organisation_id=demo_id("organisation", row["organisation"]),
        name=row["name"],
        summary=row["summary"],
        description=row["description"],
        who_for=row["who_for"],
        website=row.get("website", ""),
        email=row.get("email", organisation["email"]),
        phone=row.get("phone", organisation["phone"]),
        min_age_months=ages[0],
        max_age_months=ages[1],
        cost_kind=CostKind.PAID if priced else CostKind(cost),
        cost_amount=Decimal(str(cost[0])) if priced else None,
        cost_words=cost[1] if priced else "",
        delivery=row["delivery"],
        access_routes=row["access_routes"],
        how_to_get_in=row["how_to_get_in"],
        languages=row.get("languages", ["en"]),
        accessibility=row.get("accessibility", []),
        capacity=capacity,
        wait_weeks=int(weeks) if weeks else None,
        accepts_requests=row.get("accepts_requests", False),
        area_words=hidden[0]["area_words"] if hidden else "",
        is_sensitive=row.get("is_sensitive", False),
        **_closed(row, now),
        assured_at=assured,
        edited_at=assured or now - timedelta(days=400),
        source=SOURCE,
        source_ref=row["key"],
    )


def _closed(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Closed for a while: from the Monday of one week to the Sunday of another."""
    if "closed" not in row:
        return {}
    first, last, words = row["closed"]
    today = now.astimezone(LONDON).date()
    monday = today - timedelta(days=today.weekday())
    return {
        "closed_from": monday + timedelta(weeks=first),
        "closed_until": monday + timedelta(weeks=last, days=6),
        "closed_words": words,
    }


def _places(row: dict[str, Any], points: Points) -> dict[str, ServicePlace]:
    """The places of one service by their site's key, or their number where they have an address of their own."""
    places = {}
    for number, place in enumerate(row["places"]):
        key = place if isinstance(place, str) else str(number)
        made = ServicePlace(id=demo_id("place", f"{row['key']}/{key}"), service_id=demo_id("service", row["key"]))
        if isinstance(place, str):
            made.site_id = demo_id("site", place)
        else:
            made.name = place["name"]
            made.is_confidential = place.get("confidential", False)
            for field, value in _address(place, points).items():
                setattr(made, field, value)
        places[key] = made
    return places


def _address(row: dict[str, Any], points: Points) -> dict[str, Any]:
    """The address and, by its postcode, where it lies; nothing for an online place."""
    if "postcode" not in row:
        return {}
    point = points[row["postcode"]]
    return {
        "address_1": row["address_1"],
        "city": row["city"],
        "postcode": row["postcode"],
        "latitude": point.latitude,
        "longitude": point.longitude,
        "ward_code": point.ward_code,
        "lsoa_code": point.lsoa_code,
    }
