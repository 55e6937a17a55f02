"""What a family can say while it follows its request: an answer, a message, a complaint; asking again; going on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import family
from hearth.core import clock, pages
from hearth.core.actors import FAMILY
from hearth.core.forms import HearthForm
from hearth.referrals import actions, flows, queries
from hearth.referrals.actions import AlreadyMoved, NotAccepting
from hearth.referrals.forms import public_words as forms
from hearth.referrals.models import Referral
from hearth.referrals.views.following import FOLLOWING, GOES_ON, followed_request


def _say(
    request: HttpRequest,
    referral: Referral,
    form_class: type[HearthForm],
    act: Callable[..., Any],
    *,
    said: str,
    **shown: Any,
) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(referral=referral, by=FAMILY, now=clock.now(), words=form.cleaned_data["words"])
        except AlreadyMoved:
            pages.say(request, _("This has changed meanwhile. Here is how it stands now."), "important")
            return redirect("referrals:followed")
        pages.say(request, said)
        return redirect("referrals:followed")
    return pages.render(request, "referrals/say.html", {"form": form, "referral": referral} | shown)


@family
def answer(request: HttpRequest) -> HttpResponse:
    """Answer the service's question."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    question = next((row for row in queries.story(referral) if row.move == "ask-for-information"), None)
    if question is None or (referral.answer_by is None and request.method != "POST"):
        return redirect("referrals:followed")
    return _say(
        request,
        referral,
        forms.AnswerForm,
        actions.answer,
        said=_("Thank you. They have your answer, and go on."),
        title=_("Answer their question"),
        question=question.words,
        lead=_("Say only what you want to say. You can also write that you would rather talk."),
        button=_("Send my answer"),
    )


@family
def message(request: HttpRequest) -> HttpResponse:
    """Add something."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    return _say(
        request,
        referral,
        forms.MessageForm,
        actions.message,
        said=_("They have your message. You see here when they have read it."),
        title=_("Write to %(organisation)s") % {"organisation": referral.provider.name},
        lead=_("Somebody reads it within two working days. If somebody is in danger now, ring 999."),
        button=_("Send my message"),
    )


@family
def complain(request: HttpRequest) -> HttpResponse:
    """Say what went wrong: a manager must answer."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    return _say(
        request,
        referral,
        forms.ComplainForm,
        actions.complain,
        said=_("A manager has your complaint and must answer it. You see the answer here."),
        title=_("Tell a manager what went wrong"),
        lead=_("It goes to a manager of %(organisation)s, who must answer. It never makes your help worse or slower.")
        % {"organisation": referral.provider.name},
        button=_("Send it to a manager"),
    )


@family
def reopen_own(request: HttpRequest) -> HttpResponse:
    """Ask the same service once more, with all that was said before."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    form = forms.AskAgainForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" and not queries.can_be_reopened(referral, clock.today()):
        return redirect("referrals:followed")
    if request.method == "POST" and form.is_valid():
        try:
            sending = actions.reopen(
                referral=referral, by=FAMILY, now=clock.now(), reason="needed-again", words=form.cleaned_data["words"]
            )
        except (AlreadyMoved, NotAccepting):
            pages.say(request, _("This has changed meanwhile. Here is how it stands now."), "important")
            return redirect("referrals:followed")
        flows.AskForSupport.remember(request, sending)
        request.session[FOLLOWING] = sending.referral.reference
        return redirect("referrals:asked")
    lead = _(
        "They get all that you said before, so you need not tell it again. You get a new reference and a new code."
    )
    context = {
        "form": form,
        "title": _("Ask this service again"),
        "lead": lead,
        "more": _("Whoever asked for you hears of it too.") if referral.by_professional else "",
        "button": _("Send my request"),
    }
    return pages.render(request, "referrals/say.html", context)


@family
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Follow the request where it went on: whoever opened the old one with its code may."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    went_on = queries.row_of_going_on(referral)
    if went_on is not None and went_on.move in GOES_ON:
        request.session[FOLLOWING] = went_on.linked_reference
    return redirect("referrals:followed")
