"""Addresses of the directory."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from hearth.directory.views import public
from hearth.directory.views.staff import coverage, demand, desk, loads, partners

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("find/", public.find, name="find"),
    path("services/<uuid:service_id>/", public.service, name="service"),
    path("hubs/", public.hubs, name="hubs"),
    path("hubs/<slug:slug>/", public.hub, name="hub"),
    path("help/<slug:code>/", public.category, name="category"),
    path("staff/directory/", desk.show, name="desk"),
    path("staff/directory/looked-for-in-vain/", demand.unmet, name="unmet"),
    path("staff/directory/ages/", coverage.coverage, name="coverage"),
    path("staff/directory/partners/", partners.partners, name="partners"),
    path("staff/directory/partners/<uuid:partner_id>/", partners.partner, name="partner"),
    path("staff/directory/partners/<uuid:partner_id>/agree/", partners.agree, name="agree"),
    path("staff/directory/agreements/<uuid:agreement_id>/", partners.change_agreement, name="change_agreement"),
    path("staff/directory/agreements/<uuid:agreement_id>/end/", partners.end_agreement, name="end_agreement"),
    path("staff/loads/", loads.loads, name="loads"),
    path("staff/loads/<uuid:load_id>/", loads.load, name="load"),
    path("staff/loads/<uuid:load_id>/refused.csv", loads.load_refused, name="load_refused"),
]
