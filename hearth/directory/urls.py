"""Addresses of the directory."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from hearth.directory.views import public
from hearth.directory.views.staff import desk, loads

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("find/", public.find, name="find"),
    path("services/<uuid:service_id>/", public.service, name="service"),
    path("hubs/", public.hubs, name="hubs"),
    path("hubs/<slug:slug>/", public.hub, name="hub"),
    path("help/<slug:code>/", public.category, name="category"),
    path("staff/directory/", desk.show, name="desk"),
    path("staff/loads/", loads.loads, name="loads"),
    path("staff/loads/<uuid:load_id>/", loads.load, name="load"),
    path("staff/loads/<uuid:load_id>/refused.csv", loads.load_refused, name="load_refused"),
]
