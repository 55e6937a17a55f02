"""Addresses of people, for staff: an id says nothing of anybody."""

from __future__ import annotations

from django.urls import path

from hearth.core import exports
from hearth.families.views.staff import links, people, sources

app_name = "people"

urlpatterns = [
    path("", people.people, name="people"),
    path("list.csv", people.export, {"kind": exports.CSV}, name="export_csv"),
    path("list.xlsx", people.export, {"kind": exports.XLSX}, name="export_xlsx"),
    path("links/", links.links, name="links"),
    path("links/<uuid:candidate_id>/", links.pair, name="pair"),
    path("links/decided/<uuid:decision_id>/", links.decision, name="link_decision"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<uuid:extract_id>/", sources.source, name="source"),
    path("<uuid:record_id>/", people.person, name="person"),
]
