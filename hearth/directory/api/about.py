"""Which standard this is and where its description stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from hearth.directory.api.setup import PROFILE, VERSION, answers, api

ABOUT = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    },
}


@api.get("/", openapi_extra=answers(ABOUT, 422), summary="About this API", operation_id="about")
def about(request: HttpRequest) -> HttpResponse:
    """Which standard this is and where its description stands."""
    openapi = request.build_absolute_uri(reverse("open_referral:openapi-json"))
    return JsonResponse({"version": VERSION, "profile": PROFILE, "openapi_url": openapi})
