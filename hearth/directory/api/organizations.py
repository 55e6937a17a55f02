"""Organisations that offer services."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query
from ninja.errors import HttpError

from hearth.core import clock
from hearth.directory.api.answering import listed
from hearth.directory.api.parameters import Named
from hearth.directory.api.setup import answers, api
from hearth.directory.open_referral.organisations import organisation
from hearth.directory.open_referral.schemas import ref
from hearth.directory.open_referral.services import service_of_organisation
from hearth.directory.queries import published

NOT_HERE = "There is no such organisation, or it has no service that is open to the public."


@api.get(
    "/organizations",
    openapi_extra=answers(ref("OrganizationPage"), 422),
    summary="Organisations",
    operation_id="organizations",
)
def organizations(request: HttpRequest, asked: Query[Named]) -> HttpResponse:
    """Organisations that have a listed service, by name."""
    page = published.organisation_page(search=asked.search, offset=asked.offset, limit=asked.per_page)
    found = published.organisations(page.ids)
    return listed([organisation(found[pk].organisation) for pk in page.ids if pk in found], page.total, asked)


@api.get(
    "/organizations/{organization_id}",
    openapi_extra=answers(ref("OrganizationInFull"), 404, 422),
    summary="One organisation in full",
    operation_id="organization",
)
def organization(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """One organisation with its services, each with its one-to-one fields."""
    today = clock.today()
    found = published.organisation(organization_id, today=today)
    if found is None:
        raise HttpError(404, NOT_HERE)
    told = organisation(found.organisation, in_full=True)
    services = [service_of_organisation(service, today=today) for service in found.services]
    return JsonResponse(told | ({"services": services} if services else {}))
