"""The open API: Open Referral UK 3.0 (HSDS-UK), public and read-only.

Answers leave out what is empty and never hold a null. A confidential address never leaves the server: the queries
beneath do not see it. Parameters add up; every one that is advertised changes the result.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from hearth.directory import listings, queries
from hearth.directory.open_referral.service import service_in_full, service_in_list

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
PER_PAGE = 25
MOST_PER_PAGE = 100
MOST_PAGES = 100_000

api = NinjaAPI(
    title="Open Referral UK",
    version="3.0",
    description="Services for families, as Open Referral UK 3.0 (HSDS-UK). Free to read, no key needed.",
    urls_namespace="open_referral",
    openapi_url="/openapi.json",
    docs_url=None,
)

PAGE = {
    "type": "object",
    "required": [
        *("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"),
    ],
    "properties": {
        **{name: {"type": "integer", "minimum": 0} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
        "contents": {"type": "array", "items": {"$ref": "#/components/schemas/Service"}},
    },
}
SERVICE = {
    "title": "Service",
    "type": "object",
    "required": ["id", "name", "status", "organization_id", "organization"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string"},
        "status": {"type": "string", "enum": ["active", "inactive", "defunct", "temporarily closed"]},
        "organization_id": {"type": "string", "format": "uuid"},
        "organization": {"type": "object", "required": ["id", "name", "description"]},
    },
}
PROBLEM = {"type": "object", "required": ["detail"], "properties": {"detail": {}}}


def answers(schema: dict[str, Any], *problems: int) -> dict[str, Any]:
    """What an operation may answer, for the OpenAPI document."""
    words = {404: "There is no such service.", 422: "Something in the address cannot be read; `detail` says what."}
    described = {200: {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    for status in problems:
        described[status] = {"description": words[status], "content": {"application/json": {"schema": PROBLEM}}}
    return {"responses": described}


ABOUT = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {name: {"type": "string"} for name in ("version", "profile", "openapi_url")},
}


@api.get("/", openapi_extra=answers(ABOUT), summary="About this API", operation_id="about")
def about(request: HttpRequest) -> HttpResponse:
    """Which standard this is and where its description stands."""
    openapi = request.build_absolute_uri(reverse("open_referral:openapi-json"))
    return JsonResponse({"version": VERSION, "profile": PROFILE, "openapi_url": openapi})


@api.get("/services", openapi_extra=answers(PAGE, 422), summary="Services", operation_id="services")
def services(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=200, description="Words that the service has to have, all of them")] = "",
    page: Annotated[int, Query(ge=1, le=MOST_PAGES, description="Counted from 1")] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = PER_PAGE,
    taxonomy_term_id: Annotated[UUID | None, Query(description="Only services of this term or under it")] = None,
) -> HttpResponse:
    """Services that are open to the public, by name."""
    ids, total = listings.page_of_ids(
        search=search, term_id=taxonomy_term_id, offset=(page - 1) * per_page, limit=per_page
    )
    found = queries.services(ids)
    with translation.override("en"):
        contents = [service_in_list(found[service_id]) for service_id in ids if service_id in found]
    pages = -(-total // per_page)
    return JsonResponse(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@api.get(
    "/services/{service_id}",
    openapi_extra=answers({"$ref": "#/components/schemas/Service"}, 404, 422),
    summary="One service in full",
    operation_id="service",
)
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service with its places, times, costs, languages and terms."""
    found = queries.service(service_id)
    if found is None:
        raise HttpError(404, "There is no such service, or it is not open to the public.")
    with translation.override("en"):
        return JsonResponse(service_in_full(found))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """422 with each parameter and what is wrong with it, in words."""
    detail = [{"parameter": str(error["loc"][-1]), "problem": error["msg"]} for error in problem.errors]
    return JsonResponse({"detail": detail}, status=422)


_openapi = api.get_openapi_schema


def _with_schemas(*args: Any, **kwargs: Any) -> Any:
    """The description, with the schema of a service that both operations refer to."""
    schema = _openapi(*args, **kwargs)
    schema.setdefault("components", {}).setdefault("schemas", {})["Service"] = SERVICE
    return schema


api.get_openapi_schema = _with_schemas  # type: ignore[method-assign]
