"""Listings that say something in every part, and looking at them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from hearth.access.models import Organisation, User
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import document
from hearth.directory.models import (
    CostKind,
    Schedule,
    ScheduleException,
    Service,
    ServicePlace,
    ServiceTerm,
    Term,
)
from hearth.directory.tests.factories import make_service, make_site


def full_service(organisation: Organisation, **values: Any) -> Service:
    """A service that says something in every part."""
    service = make_service(
        organisation=organisation,
        north_metres=300,
        description="Songs and a story.",
        languages=["en", "pl"],
        cost_kind=CostKind.PAID,
        cost_amount=Decimal("3.5"),
        closed_from=date(2026, 8, 1),
        registrations=[{"scheme": "ofsted-urn", "number": "EY123456"}],
        more={"alternate_name": "Song time"},
        **values,
    )
    with as_owner():
        place = service.places.get()
        for term in Term.objects.order_by("-id")[:3]:
            ServiceTerm.objects.create(service=service, term=term)
        second = ServicePlace.objects.create(service=service, site=make_site("Fernley hub"))
        weekly = Schedule.objects.create(
            service=service, place=second, byday=["MO", "TH"], opens=time(9, 30), closes=time(11), term_time_only=True
        )
        Schedule.objects.create(service=service, freq="MONTHLY", byday=["SA"], week_of_month=-1, place=place)
        ScheduleException.objects.create(
            service=service, schedule=weekly, kind="changed", first_day=date(2026, 4, 2), last_day=date(2026, 4, 2),
            opens=time(10),
        )  # fmt: skip
        ScheduleException.objects.create(
            service=service,
            kind="cancelled",
            first_day=date(2026, 12, 21),
            last_day=date(2027, 1, 3),
            words="Christmas",
        )
    return service


def hide(place: ServicePlace, **values: Any) -> None:
    """Keep its address secret from now on."""
    with as_owner():
        ServicePlace.objects.filter(pk=place.pk).update(is_confidential=True, **values)


def write(service: Service, said: dict[str, Any], user: User) -> tuple[str, ...]:
    """Write a document back as a member."""
    with acting_as(user_id=user.id):
        return document.apply(service_id=service.id, document=said)


def look(service: Service) -> dict[str, Any]:
    """The whole document."""
    with as_owner():
        return document.snapshot(service.id)
