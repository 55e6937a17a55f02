"""Addresses of what is restricted, what was opened in an emergency, and who looked."""

from __future__ import annotations

from django.urls import path

from hearth.families.views.staff import looks, openings, restrictions, sealed

app_name = "trust"
urlpatterns = [
    path("families/openings/", openings.openings, name="openings"),
    path("families/openings/<uuid:opening_id>/", openings.opening, name="opening"),
    path("families/openings/<uuid:opening_id>/review/", openings.review, name="review_opening"),
    path("families/records/<uuid:record_id>/emergency/", openings.open_record, name="open_record"),
    path("families/records/<uuid:record_id>/restrict/", restrictions.restrict, name="restrict"),
    path("families/records/<uuid:record_id>/looks/", looks.looks, name="looks"),
    path("families/records/<uuid:record_id>/sealed/", sealed.sealed, name="sealed"),
    path("families/restricted/", restrictions.restrictions, name="restrictions"),
    path("families/restricted/<uuid:restriction_id>/readers/", restrictions.readers, name="readers"),
    path("families/restricted/<uuid:restriction_id>/end/", restrictions.end, name="end_restriction"),
]
