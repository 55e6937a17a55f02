"""Places of services."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query
from ninja.errors import HttpError

from hearth.core import clock
from hearth.directory.api.answering import listed
from hearth.directory.api.parameters import OfPlaces
from hearth.directory.api.setup import answers, api, refuse
from hearth.directory.open_referral.schemas import ref
from hearth.directory.open_referral.services import service_at_location as place_answer
from hearth.directory.queries import published

NOT_HERE = "There is no such place of a service, or it is not open to the public."


@api.get(
    "/service_at_locations",
    openapi_extra=answers(ref("ServiceAtLocationPage"), 404, 422),
    summary="Places of services",
    operation_id="service_at_locations",
)
def service_at_locations(request: HttpRequest, asked: Query[OfPlaces]) -> HttpResponse:
    """Where services are: each with its location and its service. A place whose address is kept secret is not among
    them; its service is among the services."""
    if asked.proximity is not None and asked.postcode is None:
        return refuse("proximity", "Give a postcode too: the distance is measured from there.")
    today = clock.today()
    point = published.postcode_point(asked.postcode) if asked.postcode else None
    if asked.postcode and not point:
        raise HttpError(404, "We do not know this postcode.")
    page = published.place_page(asked.near(point), today=today)
    found = published.places(page.ids, today=today, in_full=asked.full)
    contents = [place_answer(found[pk], today=today, in_full=asked.full) for pk in page.ids if pk in found]
    return listed(contents, page.total, asked)


@api.get(
    "/service_at_locations/{place_id}",
    openapi_extra=answers(ref("ServiceAtLocationInFull"), 404, 422),
    summary="One place of a service in full",
    operation_id="service_at_location",
)
def service_at_location(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place of a service, with its address and accessibility, and the service in full."""
    today = clock.today()
    found = published.places([place_id], today=today, in_full=True).get(place_id)
    if found is None:
        raise HttpError(404, NOT_HERE)
    return JsonResponse(place_answer(found, today=today, in_full=True))
