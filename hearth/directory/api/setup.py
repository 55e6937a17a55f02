"""The API itself, its description for programs, and how it refuses what it cannot read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from hearth.directory.open_referral.schemas import SCHEMAS, Schema, ref

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"

DESCRIPTION = (
    "Services for families, as Open Referral UK 3.0 (HSDS-UK). Free to read, no key needed, from any website."
    " Parameters add up. To make a copy, read all pages of /services with `modified_after=1970-01-01`: nothing is"
    " passed over, whatever changes meanwhile. To keep it true, ask again with `modified_after` ten minutes before"
    " your last reading began: what is listed no more comes too, as `inactive` or `defunct`."
)


class Described(NinjaAPI):
    """Adds the schemas that its operations refer to."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        name, url = settings.OPEN_DATA_LICENCE
        schema["info"]["license"] = {"name": name, "url": url}
        schema.setdefault("components", {}).setdefault("schemas", {}).update(SCHEMAS | ENVELOPES)
        return schema


api = Described(
    title="Open Referral UK",
    version="3.0",
    description=DESCRIPTION,
    urls_namespace="open_referral",
    openapi_url="/openapi.json",
    docs_url=None,
)

COUNTS = ("total_items", "total_pages", "page_number", "size")
MARKS = ("first_page", "last_page", "empty")


def envelope(name: str) -> Schema:
    """One page of a list of things of that name."""
    return {
        "type": "object",
        "required": [*COUNTS, *MARKS, "contents"],
        "properties": {
            **{count: {"type": "integer", "minimum": 0} for count in COUNTS},
            **{mark: {"type": "boolean"} for mark in MARKS},
            "contents": {"type": "array", "items": ref(name)},
        },
    }


ENVELOPES: dict[str, Schema] = {
    f"{name}Page": envelope(name)
    for name in ("Service", "ServiceAtLocation", "Taxonomy", "TaxonomyTerm", "Organization")
} | {
    "Problem": {
        "type": "object",
        "required": ["detail"],
        "properties": {
            "detail": {
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["parameter", "problem"],
                            "properties": {"parameter": {"type": "string"}, "problem": {"type": "string"}},
                        },
                    },
                ]
            }
        },
    }
}
PROBLEMS = {
    404: "There is no such thing, or it is not open to the public.",
    422: "Something in the address cannot be read; `detail` says what.",
}


def answers(schema: Schema, *problems: int, moved: bool = False) -> dict[str, Any]:
    """What an operation may answer, for the description."""
    described: dict[int, Any] = {200: {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    described[304] = {"description": "Nothing has changed since the `If-None-Match` or `If-Modified-Since` you sent."}
    if moved:
        described[301] = {"description": "Another listing has taken this one in: it stands at `Location`."}
    for status in problems:
        described[status] = {
            "description": PROBLEMS[status],
            "content": {"application/json": {"schema": ref("Problem")}},
        }
    return {"responses": described}


def refuse(parameter: str, problem: str) -> HttpResponse:
    """422 for what is readable and still cannot be meant."""
    return JsonResponse({"detail": [{"parameter": parameter, "problem": problem}]}, status=422)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """422 with each parameter and what is wrong with it, in words."""
    detail = [{"parameter": str(error["loc"][-1]), "problem": error["msg"]} for error in problem.errors]
    return JsonResponse({"detail": detail}, status=422)
