"""What a service does with a request: open, accept, decline, start, complete."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import staff
from hearth.core import clock, pages
from hearth.core.drafts import keeps_typing, kept_form
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.forms.staff import CompleteForm, DeclineForm, WordsForm
from hearth.referrals.models import State
from hearth.referrals.views.staff.deciding import decide, not_now, page, record_url
from hearth.referrals.views.staff.scope import actor_of, received


@staff("referrals.open")
@require_POST
def open(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it in. Whoever presses second simply sees it opened."""
    referral = received(request, reference)
    try:
        actions.open(referral=referral, by=actor_of(request), now=clock.now())
    except AlreadyMoved as already:
        if referral.state != State.SENT:
            return pages.conflict(request, str(already), back=record_url(referral))
    return redirect(record_url(referral))


@staff("referrals.accept")
@keeps_typing("referrals.accept")
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Say yes."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "accept")) is not None:
        return elsewhere
    form = kept_form(request, WordsForm)
    if request.method == "POST" and form.is_valid():
        by = actor_of(request)
        said = _("You accepted it. Make first contact by the date below.")
        words = form.cleaned_data["words"]
        return decide(
            request, referral, said, lambda: actions.accept(referral=referral, by=by, now=clock.now(), words=words)
        )
    return page(request, referral, form, "accept")


@staff("referrals.decline")
@keeps_typing("referrals.decline")
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Say no, with a reason and another way to get help. "Find" looks for a service and decides nothing."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "decline")) is not None:
        return elsewhere
    typed = request.POST if request.method == "POST" else request.GET
    services = queries.suggestions(
        typed.get("find", ""), chosen=typed.get("alternative", ""), other_than=referral.service_id
    )
    form = kept_form(request, DeclineForm, services=services)
    if request.method == "POST" and "look" in request.POST:
        quiet = DeclineForm(request.POST, services=services, quiet=True)
        return page(request, referral, quiet, "decline", looked=True, found=len(services))
    if request.method == "POST" and form.is_valid():
        by, answers = actor_of(request), form.cleaned_data
        return decide(
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
    return page(request, referral, form, "decline", looked=bool(services), found=len(services))


@staff("referrals.start")
@keeps_typing("referrals.start")
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """First contact was made."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "start")) is not None:
        return elsewhere
    form = kept_form(request, WordsForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("First contact is recorded."),
            lambda: actions.start(referral=referral, by=by, now=clock.now(), words=words),
        )
    return page(request, referral, form, "start")


@staff("referrals.complete")
@keeps_typing("referrals.complete")
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it with what came of it."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "complete")) is not None:
        return elsewhere
    form = kept_form(request, CompleteForm, expectations=queries.expectations_of(referral.service_id))
    if request.method == "POST" and form.is_valid():
        by, answers = actor_of(request), form.cleaned_data
        said = {name: answers[name] for name in ("outcome_words", "words")}
        return decide(
            request,
            referral,
            _("It is complete."),
            lambda: actions.complete(referral=referral, by=by, now=clock.now(), by_need=form.by_need, **said),
        )
    return page(request, referral, form, "complete")
