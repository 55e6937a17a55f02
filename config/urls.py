"""Every address, by the app that answers it."""

from __future__ import annotations

from django.urls import include, path

from config.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("health", health),  # a probe that does not follow redirects
    path("", include("hearth.access.site_urls")),
    path("", include("hearth.directory.urls")),
    path("open-referral/v3/", include("hearth.directory.api.urls")),
    path("guest/", include("hearth.access.guest_urls")),
    path("api/referrals/v1/", include("hearth.referrals.api.urls")),
    path("", include("hearth.families.register_urls")),
    path("", include("hearth.families.own_urls")),
    path("", include("hearth.families.trust_urls")),
    path("families/copies/", include("hearth.families.copy_urls")),
    path("families/retention/", include("hearth.families.retention_urls")),
    path("", include("hearth.referrals.urls")),
    path("people/", include("hearth.families.people_urls")),
    path("staff/", include("hearth.access.urls")),
    path("account/", include("hearth.access.account_urls")),
]

handler400 = "hearth.core.errors.bad_request"
handler403 = "hearth.core.errors.forbidden"
handler404 = "hearth.core.errors.not_found"
handler500 = "hearth.core.errors.server_error"
