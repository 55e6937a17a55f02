"""Addresses of people, for staff: an id says nothing of anybody."""

from __future__ import annotations

from django.urls import path

from hearth.families.views.staff import people, sources

app_name = "people"

urlpatterns = [
    path("", people.people, name="people"),
    path("list.csv", people.export, name="export"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<uuid:extract_id>/", sources.source, name="source"),
    path("<uuid:record_id>/", people.person, name="person"),
]
