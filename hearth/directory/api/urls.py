"""Addresses of the open API: each of its views is public, and any site may read it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearth.directory.api import about, organizations, service_at_locations, services, taxonomies
from hearth.directory.api.answering import open_to_all
from hearth.directory.api.setup import api

RESOURCES = (about, services, service_at_locations, organizations, taxonomies)

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = open_to_all(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [path("", include((_patterns, "open_referral"), namespace=_namespace))]
