"""Addresses of people, for staff: an id says nothing of anybody."""

from __future__ import annotations

from django.urls import path

from hearth.families.views.staff import people

app_name = "people"

urlpatterns = [
    path("", people.people, name="people"),
    path("list.csv", people.export, name="export"),
    path("<uuid:record_id>/", people.person, name="person"),
]
