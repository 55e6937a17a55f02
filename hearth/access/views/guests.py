"""Coming in as a guest: who you are, the code from the email, and out again."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.actions import guests
from hearth.access.actions.guests import Entering, Introduced, NotWork, TooMany
from hearth.access.guards import sign_in
from hearth.access.guest_forms import GuestCodeForm, GuestForm
from hearth.access.middleware import GUEST, GUEST_SEEN_AT, GUEST_STARTED_AT
from hearth.access.requests import address_of
from hearth.core import clock, drafts, navigation, pages

KIND = "access.guest"
WAITS = timedelta(minutes=30)


def _next(request: HttpRequest) -> str:
    """Where they wanted to go: a page of ours, else what they sent."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return navigation.address("referrals:guest_sent") or "/"


@sign_in
def start(request: HttpRequest) -> HttpResponse:
    """Name and work address; a code goes there."""
    form = GuestForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            kept = guests.send_code(said=Introduced(**form.cleaned_data), address=address_of(request), now=clock.now())
        except NotWork:
            form.add_error(
                "email",
                _("Anybody can have an address like this one. Enter the address that your work gave you, or ring the "
                  "service instead"),
            )  # fmt: skip
        except TooMany:
            form.add_error(None, _("There were too many codes. Wait 15 minutes, then try again."))
            status = 429
        else:
            with drafts.holding(request, make=True):
                drafts.begin(request, KIND, kept | {"next": _next(request)}, WAITS)
            return redirect("guest:code")
    context = {"form": form, "next": _next(request), "login_url": f"{reverse('account_login')}?next={_next(request)}"}
    return pages.render(request, "access/guest/start.html", context, status=status)


@sign_in
def code(request: HttpRequest) -> HttpResponse:
    """The code from the email."""
    with drafts.holding(request):
        draft = drafts.find(request, KIND)
    if draft is None:
        return redirect("guest:start")
    form = GuestCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            entering, guest = guests.enter(kept=draft.data, code=form.cleaned_data["code"], now=clock.now())
        except TooMany:
            form.add_error(None, _("There were too many tries. Ask for a new code."))
            status = 429
        else:
            if entering is Entering.IN and guest is not None:
                with drafts.holding(request):
                    draft.delete()
                request.session.cycle_key()
                at = clock.now().timestamp()
                request.session[GUEST] = str(guest.pk)
                request.session[GUEST_SEEN_AT] = request.session[GUEST_STARTED_AT] = at
                return redirect(draft.data["next"])
            if entering is Entering.TOO_OLD:
                form.add_error(None, _("This code is too old. Ask for a new one."))
            else:
                form.add_error("code", _("This is not the code of the newest email. Check it and try again"))
    context = {"form": form, "email": draft.data["email"]}
    return pages.render(request, "access/guest/code.html", context, status=status)


@sign_in
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Out again, on this device."""
    for name in (GUEST, GUEST_SEEN_AT, GUEST_STARTED_AT):
        request.session.pop(name, None)
    pages.say(request, _("You are out. A new code lets you in again."))
    return redirect("guest:start")
