"""Kiosk mode: a hub's own tablet on which one family after another registers, and nothing stays of any of them.

Staff switch it on; that signs them out, so that the device holds nobody's rights. The session then opens registration
and signing in, and nothing else. Between two families the session and the draft are thrown away, also when somebody
walked off: an answer that comes after the idle time begins afresh. Only a member who signs in leads out of it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hearth.core import clock, drafts
from hearth.core.models import Draft

KIOSK = "kiosk"  # session: the hub's slug
SEEN_AT = "kiosk_seen_at"
IDLE_SECONDS = 4 * 60
LASTS = 90 * 24 * 60 * 60  # seconds
OPEN = ("/register/", "/account/", "/brand", "/static/", "/health")
GetResponse = Callable[[HttpRequest], HttpResponse]


def hub_of(request: HttpRequest) -> str:
    """The slug of the hub whose kiosk this is; empty where it is none. Asks for the session only where there is one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return str(request.session.get(KIOSK, ""))


def begin(request: HttpRequest, hub: str) -> None:
    """A fresh session that is a kiosk's and nobody's."""
    request.session.flush()
    request.session[KIOSK] = hub
    request.session[SEEN_AT] = clock.now().timestamp()
    request.session.set_expiry(LASTS)  # over nights and holidays; it holds nobody


def forget(request: HttpRequest) -> None:
    """Throw away all of the family that was here. What it sent is sent."""
    hub = hub_of(request)
    forget_typed(request)
    begin(request, hub)


def forget_typed(request: HttpRequest) -> None:
    """Throw away what this browser typed into registrations and has not sent, and where it went when it was sent."""
    with drafts.holding(request) as holder:
        if holder:
            Draft.objects.filter(holder=holder, kind="families.register").delete()


class KioskMiddleware:
    """Keeps a kiosk to its one purpose, and begins afresh after a family that walked away."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hub_of(request):
            return self.get_response(request)
        leaving = reverse("register:leave_kiosk")
        if request.session.get(SESSION_KEY) and not request.path.startswith("/account/"):
            # Whoever may not end it can at least sign out again.
            way_out = request.path in {leaving, reverse("access:sign_out")}
            return self.get_response(request) if way_out else redirect(leaving)
        if not request.path.startswith(OPEN):
            return redirect("register:kiosk")
        now = clock.now().timestamp()
        if now - request.session.get(SEEN_AT, 0) > IDLE_SECONDS and request.path.startswith("/register/"):
            forget(request)
            return redirect("register:kiosk")
        request.session[SEEN_AT] = now
        response = self.get_response(request)
        home = reverse("register:kiosk")
        if request.path.startswith("/register/") and request.path != home:
            # Somebody walked off: the screen itself goes back, and on the way everything is thrown away.
            response["Refresh"] = f"{IDLE_SECONDS + 5}; url={home}"
        return response
