"""The kiosk: its first page, beginning afresh, and the ways into and out of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import family, staff
from hearth.access.requests import MemberRequest
from hearth.core import pages
from hearth.families import kiosk, vocabulary
from hearth.families.actions import registering
from hearth.families.queries import registrations as queries


@family
def kiosk_home(request: HttpRequest) -> HttpResponse:
    """The page that waits for the next family."""
    site = queries.site_to_register_at(kiosk.hub_of(request))
    if site is None:
        return redirect("register:hubs")
    staff_url = f"{reverse('account_login')}?next={reverse('register:leave_kiosk')}"
    context = {"hub": site, "staff_url": staff_url, "starts": vocabulary.shipped()["start"]}
    return pages.render(request, "families/kiosk.html", context)


@family
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Throw away what the family before typed. With a language: the first question in it."""
    if not kiosk.hub_of(request):
        return redirect("register:hubs")
    kiosk.forget(request)
    language = request.POST.get("go", "")
    if language in dict(settings.LANGUAGES):
        return redirect(f"{reverse('register:answers')}?new=1&lang={language}")
    answer = redirect("register:kiosk")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@staff("families.register")
def start_kiosk(request: MemberRequest) -> HttpResponse:
    """Make this device a hub's kiosk, after asking once: it signs out."""
    hubs = queries.own_sites(request.actor)
    site = next((one for one in hubs if one.slug == request.POST.get("hub")), None)
    if site is None:  # not said yet, or none of the reader's organisation
        status = 422 if request.method == "POST" else 200
        return pages.render(request, "families/staff/kiosk.html", {"hubs": hubs}, status=status)
    registering.record_kiosk(site=site, started=True, by=request.actor)
    logout(request)
    kiosk.begin(request, site.slug)
    return redirect("register:kiosk")


@staff("families.register")
def leave_kiosk(request: MemberRequest) -> HttpResponse:
    """A member has signed in on the kiosk: it is one no longer."""
    hub: Any = kiosk.hub_of(request)
    if hub:
        for name in (kiosk.KIOSK, kiosk.SEEN_AT):
            request.session.pop(name, None)
        site = queries.site_to_register_at(hub)
        if site is not None:
            registering.record_kiosk(site=site, started=False, by=request.actor)
        pages.say(request, _("This device is no kiosk any more."))
    return redirect("register:desk")
