"""Addresses under /guest/ by which a professional without an account comes in."""

from __future__ import annotations

from django.urls import path

from hearth.access.views import guests

app_name = "guest"
urlpatterns = [
    path("", guests.start, name="start"),
    path("code/", guests.code, name="code"),
    path("leave/", guests.leave, name="leave"),
]
