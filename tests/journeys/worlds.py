"""Where the journeys take place: the demo area, and real Stockport where its open data lies beside the project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.tests.keeping import kept_or
from hearth.core.tests.support import as_owner
from hearth.directory.models import AccessRoute, CostKind, Delivery, Postcode, Service, ServicePlace, ServiceTerm, Term

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
NESTLING_MANAGER = "hannah.whitlock@nestlingfriends.example"
FAMILY_HELP_WORKER = "ayesha.malik@larkmere-council.example"
DIRECTORY_EDITOR = "moira.tennant@larkmere-council.example"


@dataclass(frozen=True)
class Stockport:
    """A real postcode of Stockport, and an infant feeding service at the real point of another."""

    postcode: str
    service_name: str


def demo_area() -> None:
    """The demo area as `./hub run` loads it."""
    with as_owner():
        kept_or("demo", lambda: call_command("load_demo", verbosity=0))


def demo_with_requests() -> None:
    """The demo area, its families' requests, its front desk and its pathways."""
    with as_owner():
        kept_or("demo with requests", _load_requests)


def _load_requests() -> None:
    kept_or("demo", lambda: call_command("load_demo", verbosity=0))
    call_command("load_demo_requests", verbosity=0)


def stockport() -> Stockport:
    """Real Stockport postcodes, and one infant feeding service of the demo's charity among them."""
    folder = SHARED / "stockport"
    if not folder.exists():
        if os.environ.get("CI"):
            pytest.fail(f"The open data of Stockport is not at {folder}, and CI must have it.")
        pytest.skip("The open data of Stockport does not lie beside this checkout (../shared/data/stockport).")
    name = "Feeding help at Half Moon Lane"
    with as_owner():
        call_command("load_geography", str(folder / "postcodes.csv.gz"), verbosity=0)
        point = Postcode.objects.get(code="SK25LB")
        service = Service.objects.create(
            organisation=Organisation.objects.get(name__startswith="Nestling"),
            name=name,
            summary="Sit down with somebody who knows about feeding.",
            description="A trained helper watches a feed with you and you make a plan together.",
            min_age_months=0,
            max_age_months=24,
            cost_kind=CostKind.FREE,
            delivery=[Delivery.IN_PERSON],
            access_routes=[AccessRoute.SELF_REFER],
            accepts_requests=True,
            assured_at=clock.now(),
        )
        ServicePlace.objects.create(
            service=service,
            name="Family hub",
            address_1="Half Moon Lane",
            city="Stockport",
            postcode="SK2 5LB",
            latitude=point.latitude,
            longitude=point.longitude,
        )
        ServiceTerm.objects.create(service=service, term=Term.objects.get(code="infant-feeding"))
    return Stockport(postcode="SK2 6NP", service_name=name)
