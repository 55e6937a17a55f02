"""What a service does with a request: open, accept, decline, start, complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import staff
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.forms import HearthForm
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.forms.staff import CompleteForm, DeclineForm, WordsForm
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, State
from hearth.referrals.views.staff.record import contact_words, plan_for, telling_words
from hearth.referrals.views.staff.scope import actor_of, received


def _record(referral: Referral) -> str:
    return reverse("referrals:record", args=[referral.reference])


def _decide(request: HttpRequest, referral: Referral, said: str, act: Callable[[], Any]) -> HttpResponse:
    """Do it and go back to the record; who came second reads who was first (409)."""
    try:
        act()
    except AlreadyMoved as already:
        return pages.conflict(request, str(already), back=_record(referral))
    forget_typing(request)
    pages.say(request, said)
    return redirect(_record(referral))


def _page(request: HttpRequest, referral: Referral, form: HearthForm, template: str, **context: Any) -> HttpResponse:
    contact = queries.contact_of(referral)
    shown = {
        "form": form,
        "referral": referral,
        "back_url": _record(referral),
        "contact": contact_words(contact, queries.person_told(referral)),
        "telling": telling_words(plan_for(referral, contact)),
    }
    return pages.render(request, f"referrals/staff/{template}.html", shown | context)


def _not_now(request: HttpRequest, referral: Referral, code: str) -> HttpResponse | None:
    """Back to the record, with the reason, when this cannot be done as things stand. What somebody posts after another
    was first goes on to the action, which says who."""
    opened = referral.acknowledged_at is not None
    move = machine().moves[code]
    if move.opened and not opened:
        pages.say(request, _("Open the request before you answer it."), "important")
        return redirect(_record(referral))
    if request.method != "POST" and move not in machine().live_moves_from(referral.state, opened=opened):
        pages.say(request, _("This cannot be done any more. Here is how it stands now."), "important")
        return redirect(_record(referral))
    return None


@staff("referrals.open")
@require_POST
def open(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it in. Whoever presses second simply sees it opened."""
    referral = received(request, reference)
    try:
        actions.open(referral=referral, by=actor_of(request), now=clock.now())
    except AlreadyMoved as already:
        if referral.state != State.SENT:
            return pages.conflict(request, str(already), back=_record(referral))
    return redirect(_record(referral))


@staff("referrals.accept")
@keeps_typing("referrals.accept")
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Say yes."""
    referral = received(request, reference)
    if (elsewhere := _not_now(request, referral, "accept")) is not None:
        return elsewhere
    form = kept_form(request, WordsForm)
    if request.method == "POST" and form.is_valid():
        by = actor_of(request)
        said = _("You accepted it. Make first contact by the date below.")
        words = form.cleaned_data["words"]
        return _decide(
            request, referral, said, lambda: actions.accept(referral=referral, by=by, now=clock.now(), words=words)
        )
    return _page(request, referral, form, "accept")


@staff("referrals.decline")
@keeps_typing("referrals.decline")
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Say no, with a reason and another way to get help. "Find" looks for a service and decides nothing."""
    referral = received(request, reference)
    if (elsewhere := _not_now(request, referral, "decline")) is not None:
        return elsewhere
    typed = request.POST if request.method == "POST" else request.GET
    services = queries.suggestions(
        typed.get("find", ""), chosen=typed.get("alternative", ""), other_than=referral.service_id
    )
    form = kept_form(request, DeclineForm, services=services)
    if request.method == "POST" and "look" in request.POST:
        quiet = DeclineForm(request.POST, services=services, quiet=True)
        return _page(request, referral, quiet, "decline", looked=True, found=len(services))
    if request.method == "POST" and form.is_valid():
        by, answers = actor_of(request), form.cleaned_data
        return _decide(
            request,
            referral,
            _("You declined it, and the family sees the other way to get help."),
            lambda: actions.decline(
                referral=referral,
                by=by,
                now=clock.now(),
                reason=answers["reason"],
                words=answers["words"],
                alternative_service=form.chosen_service(),
                alternative_words=answers["alternative_words"],
            ),
        )
    return _page(request, referral, form, "decline", looked=bool(services), found=len(services))


@staff("referrals.start")
@keeps_typing("referrals.start")
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """First contact was made."""
    referral = received(request, reference)
    if (elsewhere := _not_now(request, referral, "start")) is not None:
        return elsewhere
    form = kept_form(request, WordsForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return _decide(
            request,
            referral,
            _("First contact is recorded."),
            lambda: actions.start(referral=referral, by=by, now=clock.now(), words=words),
        )
    return _page(request, referral, form, "start")


@staff("referrals.complete")
@keeps_typing("referrals.complete")
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it with what came of it."""
    referral = received(request, reference)
    if (elsewhere := _not_now(request, referral, "complete")) is not None:
        return elsewhere
    form = kept_form(request, CompleteForm)
    if request.method == "POST" and form.is_valid():
        by, answers = actor_of(request), form.cleaned_data
        return _decide(
            request,
            referral,
            _("It is complete."),
            lambda: actions.complete(referral=referral, by=by, now=clock.now(), **answers),
        )
    return _page(request, referral, form, "complete")
