"""Addresses of the open API: each of its views is public, and any site may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from hearth.access.guards import public
from hearth.directory.api import api

View = Callable[..., HttpResponse]
KEPT_SECONDS = 300


def open_to_all(view: View) -> View:
    """Public, readable from any site (CORS), kept for five minutes by whoever fetches it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "*"
        else:
            if request.method == "HEAD":
                request.method = "GET"  # the server leaves out the body
            response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200:
            response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return response

    return public(csrf_exempt(answer))


_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = open_to_all(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [path("", include((_patterns, "open_referral"), namespace=_namespace))]
