"""Addresses of the network's look, of what every footer links to, and of the way out."""

from __future__ import annotations

from django.urls import path

from hearth.access.views import brand, site

app_name = "site"
urlpatterns = [
    path("brand.css", brand.brand_css, name="brand_css"),
    path("brand/logo.png", brand.logo, name="logo"),
    path("staff/brand/", brand.brand, name="brand"),
    path("staff/brand/preview.css", brand.preview_css, name="preview_css"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("cookies/", site.cookies, name="cookies"),
    path("privacy/", site.privacy, name="privacy"),
    path("away/", site.away, name="away"),
]
