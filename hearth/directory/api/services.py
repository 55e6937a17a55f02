"""Services."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from ninja import Query
from ninja.errors import HttpError

from hearth.core import clock
from hearth.directory.api.answering import listed
from hearth.directory.api.parameters import OfServices
from hearth.directory.api.setup import answers, api
from hearth.directory.open_referral.schemas import ref
from hearth.directory.open_referral.services import service_in_full, service_in_list
from hearth.directory.queries import published

NOT_HERE = "There is no such service, or it is not open to the public."


@api.get("/services", openapi_extra=answers(ref("ServicePage"), 422), summary="Services", operation_id="services")
def services(request: HttpRequest, asked: Query[OfServices]) -> HttpResponse:
    """Services by name, with their one-to-one fields, their organisation and their terms. Services that are closed for
    a while stand among them; those that nobody has confirmed for long do not."""
    today = clock.today()
    page = published.service_page(asked.asked(), today=today)
    found = published.services(page.ids, today=today, in_full=asked.full)
    say = service_in_full if asked.full else service_in_list
    return listed([say(found[pk], today=today) for pk in page.ids if pk in found], page.total, asked)


@api.get(
    "/services/{service_id}",
    openapi_extra=answers(ref("ServiceInFull"), 404, 422, moved=True),
    summary="One service in full",
    operation_id="service",
)
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service with its places, times, costs, languages, contacts and terms. One that was listed and is no more
    says so by its status; one that another listing took in leads there."""
    today = clock.today()
    kept = published.kept_listing(service_id)
    if kept:
        return HttpResponsePermanentRedirect(reverse("open_referral:service", args=[kept]))
    found = published.service(service_id, today=today)
    if found is None:
        raise HttpError(404, NOT_HERE)
    return JsonResponse(service_in_full(found, today=today))
