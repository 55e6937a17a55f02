"""The first lock: runs each view inside the transaction that tells row security who is reading, and checks its guard.

Last in the list, because it calls the view itself: everything a view reads or writes, the member included, happens in
one transaction with the reader's context. When a view fails, all it wrote goes with it; a refusal is logged after.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from hearth.access import queries
from hearth.access.authentication import AccountAdapter
from hearth.access.guards import Guard, Reach, guard_of
from hearth.access.models import Guest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, drafts, pages
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.errors import away
from hearth.core.middleware import AWAY
from hearth.core.rowcontext import acting_as

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("hearth.access")

STARTED_AT = "started_at"
SEEN_AT = "seen_at"
SEEN_EVERY_SECONDS = 60
GUEST, GUEST_STARTED_AT, GUEST_SEEN_AT = "guest", "guest_started_at", "guest_seen_at"


class GuardMiddleware:
    """Checks the guard of every view and runs it as the right reader."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = FAMILY  # type: ignore[attr-defined]
        request.membership = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        request.may = lambda _permission: False  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        guard = guard_of(view)
        if guard is None:
            raise ImproperlyConfigured(f"Nobody classified the view {view.__module__}.{view.__qualname__}.")
        if guard.reach is Reach.PUBLIC:
            return None  # Django goes on to call it, outside any transaction of ours
        try:
            if guard.reach is Reach.GUEST:
                return self._as_guest(request, view, args, kwargs)
            return self._guarded(request, guard, view, args, kwargs)
        except AWAY:
            # Django gives process_exception() only what it called itself, and here we called the view.
            logger.warning("the database is away")
            return away(request)

    def _as_guest(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        """Runs a guest's page; whoever is none, or has been still for too long, proves their work address first. A
        member who is signed in in the same browser counts for nothing here."""
        guest_id = self._guest_id(request)
        with acting_as(guest=guest_id, holder=f"guest:{guest_id}" if guest_id else ""):
            guest = Guest.objects.filter(pk=guest_id).first() if guest_id else None
            if guest is None:
                return redirect(f"{reverse('guest:start')}?{urlencode({'next': way_back(request)})}")
            request.actor = Actor(ActorKind.GUEST, guest.pk, None, guest.name)  # type: ignore[attr-defined]
            request.guest = guest  # type: ignore[attr-defined]
            response: HttpResponseBase = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response = response.render()
        add_never_cache_headers(response)
        return response

    @staticmethod
    def _guest_id(request: HttpRequest) -> UUID | None:
        """Who came in as a guest, unless they were still for too long, or in for too long."""
        session, at = request.session, clock.now().timestamp()
        raw = session.get(GUEST)
        if not raw:
            return None
        idle, whole = at - session.get(GUEST_SEEN_AT, 0), at - session.get(GUEST_STARTED_AT, 0)
        if idle > settings.SESSION_IDLE_SECONDS or whole > settings.SESSION_ABSOLUTE_SECONDS:
            for name in (GUEST, GUEST_STARTED_AT, GUEST_SEEN_AT):
                session.pop(name, None)
            return None
        if idle > SEEN_EVERY_SECONDS:
            session[GUEST_SEEN_AT] = at
        return UUID(raw)

    def _guarded(
        self,
        request: HttpRequest,
        guard: Guard,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase:
        user_id = self._user_id(request)
        if user_id and self._timed_out(request):
            back = self._end_session(request, user_id, view)
            if guard.reach in {Reach.SIGNED_IN, Reach.STAFF}:
                pages.say(request, _("You were signed out because nothing happened for a while."), kind="important")
                return redirect_to_login(back)
            user_id = None
        try:
            with acting_as(
                user_id=user_id,
                purpose="sign-in" if guard.reach is Reach.SIGN_IN else "",
                reference=request.session.get("following", "") if guard.reach is Reach.FAMILY else "",
                holder=draft_holder(request, user_id),
            ):
                response = self._checked(request, guard, user_id, view, args, kwargs)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()  # now, while the database knows who is reading
        except (PermissionDenied, Http404):
            self._log_denial(request, user_id)
            raise
        # Pages that hold somebody's data stay out of every cache, the browser's own included.
        add_never_cache_headers(response)
        return response

    def _checked(
        self,
        request: HttpRequest,
        guard: Guard,
        user_id: UUID | None,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase:
        if user_id:
            self._attach_member(request)
        if guard.reach in {Reach.SIGNED_IN, Reach.STAFF}:
            if not request.user.is_authenticated:
                return redirect_to_login(way_back(request))
            wants = queries.second_step_missing(request)
            if wants and guard.reach is Reach.STAFF:
                return redirect(f"{wants}?{urlencode({'next': way_back(request)})}")
        if guard.reach is Reach.STAFF and not request.may(guard.permission):  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except ImmediateHttpResponse as answer:
            return answer.response
        except ReauthenticationRequired:
            return ask_again(request)

    @staticmethod
    def _end_session(request: HttpRequest, user_id: UUID, view: Callable[..., HttpResponse]) -> str:
        """Sign out whom the time-out caught, keep what they had just sent, and say where to go on afterwards."""
        back = way_back(request)
        with acting_as(user_id=user_id, holder=f"member:{user_id}"):
            GuardMiddleware._attach_member(request)
            kind = getattr(view, "keeps_typing", "")
            if kind and request.method == "POST" and request.user.is_authenticated:
                drafts.keep_posted(request, kind)
                back = request.path
            request.signing_out = "access.timed_out"  # type: ignore[attr-defined]
            logout(request)
        request.actor = FAMILY  # type: ignore[attr-defined]
        request.membership = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        request.may = lambda _permission: False  # type: ignore[attr-defined]
        return back

    @staticmethod
    def _user_id(request: HttpRequest) -> UUID | None:
        raw = request.session.get(SESSION_KEY)
        return UUID(raw) if raw else None

    @staticmethod
    def _timed_out(request: HttpRequest) -> bool:
        """Idle for too long, or signed in for too long (TRUST 11). What was typed is in a draft, and waits."""
        at = clock.now().timestamp()
        session = request.session
        started = session.setdefault(STARTED_AT, at)
        seen = session.get(SEEN_AT, at)
        if at - seen > settings.SESSION_IDLE_SECONDS or at - started > settings.SESSION_ABSOLUTE_SECONDS:
            return True
        if SEEN_AT not in session or at - seen > SEEN_EVERY_SECONDS:
            session[SEEN_AT] = at
        return False

    @staticmethod
    def _attach_member(request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        member = queries.member(request.user)
        request.membership = member.active  # type: ignore[attr-defined]
        request.memberships = member.all  # type: ignore[attr-defined]
        request.may = member.may  # type: ignore[attr-defined]
        request.actor = Actor(  # type: ignore[attr-defined]
            kind=ActorKind.STAFF,
            user_id=request.user.pk,
            organisation_id=member.active.organisation_id if member.active else None,
            name=request.user.name,
            permissions=member.granted,
            at_host=member.at_host,
        )

    @staticmethod
    def _log_denial(request: HttpRequest, user_id: UUID | None) -> None:
        """A refusal by guard or by scope, in a transaction of its own: the view's has been undone."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if user_id is None:
            return
        match = request.resolver_match
        with acting_as(user_id=user_id):
            audit.record(
                action="access.denied",
                kind=EntryKind.DENIAL,
                by=actor,
                detail={"page": (match.view_name if match else "") or "", "method": request.method or ""},
            )


def way_back(request: HttpRequest) -> str:
    """Where somebody goes on after signing in: this page, or the page whose form or button they used."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    here = request.headers.get("Referer", "")
    parts = urlsplit(here)
    if parts.netloc != request.get_host():
        return "/staff/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the password or the code once more; what was posted is done after it."""
    methods = AccountAdapter().get_reauthentication_methods(request.user)
    return suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))


def draft_holder(request: HttpRequest, user_id: UUID | None) -> str:
    """Who holds drafts here: the member, or this browser's session secret (hashed)."""
    return f"member:{user_id}" if user_id else drafts.visitor_holder(request)
