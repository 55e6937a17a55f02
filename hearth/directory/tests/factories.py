"""Organisations, sites and services for tests, made as the owner past row security."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import factory

from hearth.access.tests.factories import OrganisationFactory
from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.models import (
    Area,
    CostKind,
    NamedPlace,
    Postcode,
    Schedule,
    Service,
    ServicePlace,
    ServiceTerm,
    Site,
    SiteHours,
    SiteKind,
)

# An invented town around one point; ZZ is an area that the post never uses.
MIDDLE = (53.4, -2.16)
METRES_IN_DEGREE = 111_195.0


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Bramble Club {n}")
    summary = "A warm place to come with your child."
    cost_kind = CostKind.FREE
    phone = "01632 960001"


def make_service(
    *,
    terms: list[str] | None = None,
    north_metres: float | None = None,
    places: list[dict[str, Any]] | None = None,
    schedules: list[dict[str, Any]] | None = None,
    **values: Any,
) -> Service:
    """A service with codes of service expectations, and a place so many metres north of the middle (or `places`)."""
    with as_owner():
        service: Service = ServiceFactory.create(**values)
        for code in terms or []:
            ServiceTerm.objects.create(service=service, term_id=expectation(code))
        if north_metres is not None:
            places = [*(places or []), {"latitude": north(north_metres), "longitude": MIDDLE[1]}]
        for place in places or []:
            ServicePlace.objects.create(service=service, **{"address_1": "1 Well Street", "city": "Fernley"} | place)
        for schedule in schedules or []:
            Schedule.objects.create(service=service, **schedule)
        return service


def expectation(code: str) -> UUID:
    """The id of one of the 24 service expectations."""
    return vocabularies.term_id("service-expectations", code)


def north(metres: float) -> float:
    """The latitude so many metres north of the middle."""
    return MIDDLE[0] + metres / METRES_IN_DEGREE


def make_postcode(code: str = "ZZ1 1AA", north_metres: float = 0, **values: Any) -> Postcode:
    """A postcode at the middle of town, or north of it."""
    with as_owner():
        return Postcode.objects.create(
            code=code.replace(" ", ""), shown=code, latitude=north(north_metres), longitude=MIDDLE[1], **values
        )


def make_named_place(name: str, north_metres: float = 0) -> NamedPlace:
    """A named place."""
    with as_owner():
        return NamedPlace.objects.create(name=name, latitude=north(north_metres), longitude=MIDDLE[1])


def make_area(code: str, **values: Any) -> Area:
    """A council, ward or LSOA."""
    with as_owner():
        return Area.objects.create(code=code, **values)


def make_site(
    name: str, *, hours: list[tuple[int, Any, Any]] | None = None, north_metres: float = 0, **values: Any
) -> Site:
    """A hub (or `kind`) with opening hours as (weekday, opens, closes)."""
    values = {"kind": SiteKind.HUB, "slug": name.lower().replace(" ", "-"), "address_1": "2 Well Street"} | values
    with as_owner():
        values.setdefault("organisation", None)
        organisation = values.pop("organisation") or OrganisationFactory.create()
        site = Site.objects.create(
            name=name, organisation=organisation, latitude=north(north_metres), longitude=MIDDLE[1], **values
        )
        for weekday, opens, closes in hours or []:
            SiteHours.objects.create(site=site, weekday=weekday, opens=opens, closes=closes)
        return site
