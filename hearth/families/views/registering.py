"""A family's pages of registering: choose a hub, what it is for, and what to show at the desk afterwards."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import family, public
from hearth.core import clock, drafts, pages
from hearth.directory.models import Site
from hearth.directory.queries.hubs import Session
from hearth.families import kiosk, notices
from hearth.families.queries import registrations as queries
from hearth.families.registering import REGISTERED, RegisterFamily, just_registered
from hearth.families.told import forget_here


@public
@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    """The hubs at which a family can register."""
    return pages.render(request, "families/hubs.html", {"hubs": queries.sites_to_register_at()})


@family
@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """What a poster's QR code opens: why one registers, what becomes of it, and where it begins."""
    return _welcome(request, _site(slug))


@family
@require_safe
def session(request: HttpRequest, slug: str, service_id: UUID) -> HttpResponse:
    """What the poster of one session opens: the same, and the desk will know by which session they came. Where the
    session is no longer on, the hub's page says all the same."""
    site = _site(slug)
    return _welcome(request, site, queries.session_at(site, service_id))


def _welcome(request: HttpRequest, site: Site, session: Session | None = None) -> HttpResponse:
    with drafts.holding(request):
        draft = drafts.find(request, RegisterFamily.kind)
    begun = draft.data["start"] if draft is not None and "done" not in draft.data and draft.data["answers"] else {}
    start = {"hub": site.slug} | ({"session": str(session.service_id)} if session else {})
    answers = reverse("register:answers")
    context = {
        "hub": site,
        "session": session,
        "notice": notices.current(clock.today()),
        "start_url": f"{answers}?{urlencode(start)}",
        "again_url": f"{answers}?{urlencode({'new': 1} | start)}",
        # With what it began: another start would throw away what was typed.
        "go_on_url": f"{answers}?{urlencode(begun)}" if begun.get("hub") == site.slug else "",
    }
    return pages.render(request, "families/hub.html", context)


def _site(slug: str) -> Site:
    site = queries.site_to_register_at(slug)
    if site is None:
        raise Http404
    return site


@family
def done(request: HttpRequest) -> HttpResponse:
    """The reference to show at the desk, and what happens next."""
    shown = request.session.get(REGISTERED)
    if not shown or just_registered(request) is None:
        request.session.pop(REGISTERED, None)
        return redirect("register:kiosk" if kiosk.hub_of(request) else "register:hubs")
    site = queries.site_to_register_at(shown["hub"])
    context = {
        "title": _("You are registered"),
        "reference": shown["reference"],
        "code": shown["code"] if shown["unreachable"] else "",
        "hub": site,
        "at_kiosk": bool(kiosk.hub_of(request)),
        "frame": "families/kiosk_frame.html" if kiosk.hub_of(request) else "core/page.html",
    }
    return pages.render(request, "families/registered.html", context)


@family
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Nothing of the registration stays on this device."""
    forget_here(request)
    pages.say(request, _("Nothing of it is on this device any more."))
    return redirect("register:hubs")
