"""A family opens its own page with a sign-in elsewhere, ties one to the page, and takes it back."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access import openid
from hearth.access.guards import family
from hearth.access.requests import address_of
from hearth.core import clock, pages, tries
from hearth.families import own
from hearth.families.actions import sign_in
from hearth.families.actions.opening import CODES_PER_ADDRESS, WINDOW
from hearth.families.actions.registering import as_family
from hearth.families.models import Registration
from hearth.families.queries.own import own_registration
from hearth.families.views.own import View, opened

TIE, OPEN = "tie", "open"


def offered(view: View) -> View:
    """There is no such page where the network has no provider for families."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not openid.provider_name():
            raise Http404
        return view(request, *args, **kwargs)

    return page


@family
@offered
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider, to open the page."""
    return _ask(request, {"for": OPEN})


@opened
@offered
@require_POST
def add(request: HttpRequest, registration: Registration) -> HttpResponse:
    """To the provider, from inside the page: whoever is signed in there opens it from then on."""
    return _ask(request, {"for": TIE, "registration": str(registration.pk)})


def _ask(request: HttpRequest, keep: dict[str, str]) -> HttpResponse:
    at = clock.now().timestamp()
    if not tries.take(f"your-family/sign-in/{address_of(request)}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at):
        return _stopped(request, _("There were too many tries. Wait 15 minutes, then try again."), 429)
    try:
        return openid.ask(request, come_back=reverse("your_family:sign_in_back"), keep=keep)
    except openid.NotProved:
        return _not_proved(request)


@family
@offered
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the provider."""
    try:
        answer = openid.answer(request, come_back=reverse("your_family:sign_in_back"))
    except openid.NotProved:
        return _not_proved(request)
    if answer.kept["for"] == TIE:
        return _tie(request, answer.subject, UUID(answer.kept["registration"]))
    found = sign_in.open_by_sign_in(subject=answer.subject)
    if found is None:
        return _stopped(
            request,
            _("This sign-in opens no family’s page here yet. Open your page with a code first, and add it there."),
            403,
        )
    own.open_here(request, found)
    return redirect("your_family:family")


def _tie(request: HttpRequest, subject: openid.Subject, registration_id: UUID) -> HttpResponse:
    if own.opened_here(request) != registration_id:  # closed meanwhile, or another family's by now
        return _stopped(
            request, _("Your page was closed meanwhile. Open it with a code and add the sign-in again."), 403
        )
    with as_family(registration_id):
        registration = own_registration()
        if registration is None:
            return redirect("your_family:enter")
        try:
            sign_in.tie(registration=registration, subject=subject, provider=openid.provider_name(), now=clock.now())
        except sign_in.OpensAnother:
            return _stopped(
                request,
                _("With this sign-in you open the page of another registration. Take it back there first."),
                409,
            )
    pages.say(request, _("Added. Next time you can also sign in with %(name)s.") % {"name": openid.provider_name()})
    return redirect("your_family:family")


@opened
@offered
def take_back(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The sign-in is to open the page no longer."""
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take back this sign-in?"),
            body=_("It then no longer opens this page. A code to your safe contact still does."),
            yes=_("Yes, take it back"),
            back=reverse("your_family:family"),
            staff=False,
            sensitive=True,
        )
    sign_in.untie(registration=registration)
    pages.say(request, _("Taken back. That sign-in no longer opens this page."))
    return redirect("your_family:family")


def _not_proved(request: HttpRequest) -> HttpResponse:
    return _stopped(request, _("The sign-in was stopped, or took too long. Nothing has been changed."), 403)


def _stopped(request: HttpRequest, text: str, status: int) -> HttpResponse:
    context = {"text": text, "is_open": own.opened_here(request) is not None}
    return pages.render(request, "families/own/sign_in_stopped.html", context, status=status)
