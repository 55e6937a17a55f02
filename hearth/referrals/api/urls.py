"""Addresses of the partners' API: its description is public, the rest needs a key."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearth.access.guards import public
from hearth.referrals.api.letting_in import with_key
from hearth.referrals.api.views import api

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _open = _pattern.name in {"openapi-json", "api-root"}
        _pattern.callback = public(_pattern.callback) if _open else with_key(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [path("", include((_patterns, "referrals_api"), namespace=_namespace))]
