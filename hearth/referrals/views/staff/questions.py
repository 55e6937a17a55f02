"""Words to and fro: a question to the family and its answer, messages, complaints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import guest, staff
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import when_words
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.forms import staff_moves as forms
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.views.staff.deciding import PLAIN, decide, not_now, page, record_url
from hearth.referrals.views.staff.scope import actor_of, received, sent


def last_words(referral: Referral, move: str) -> StatusRow | None:
    """The newest row of its story with this move."""
    return next((row for row in queries.story(referral) if row.move == move), None)


@staff("referrals.accept")
@keeps_typing("referrals.ask_for_information")
def ask_for_information(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what is missing to decide."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "ask-for-information")) is not None:
        return elsewhere
    form = kept_form(request, forms.QuestionForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("You asked. The clock stands still until they answer."),
            lambda: actions.ask_for_information(referral=referral, by=by, now=clock.now(), words=words),
        )
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Ask for information"),
        before=_("Your time to decide stands still until the answer. They have 10 working days for it."),
        button=_("Ask"),
    )


@staff("referrals.accept")
@keeps_typing("referrals.note_answer")
def note_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """They answered on the phone or at the door: it is written down, and the decision can be made."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "note-answer")) is not None:
        return elsewhere
    form = kept_form(request, forms.NotedAnswerForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        said = _("Their answer is written down. Now you can decide.")
        return decide(
            request, referral, said, lambda: actions.note_answer(referral=referral, by=by, now=clock.now(), words=words)
        )
    question = last_words(referral, "ask-for-information")
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Write down their answer"),
        quote=question,
        quote_when=when_words(question.at) if question else "",
        show_contact=True,
        telling="",
        button=_("Save the answer"),
    )


@staff("referrals.open")
@keeps_typing("referrals.reply")
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the family; above the form stands what they wrote last."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "reply")) is not None:
        return elsewhere
    form = kept_form(request, forms.ReplyForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        said = _("It is sent, and they can read it.")
        return decide(
            request, referral, said, lambda: actions.reply(referral=referral, by=by, now=clock.now(), words=words)
        )
    last = last_words(referral, "message") if referral.message_by else None
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Write to the family"),
        quote=last,
        quote_when=when_words(last.at) if last else "",
        button=_("Send it"),
    )


@staff("referrals.open")
@require_POST
def read_message(request: HttpRequest, reference: str) -> HttpResponse:
    """It was read. Whoever presses second simply sees it so."""
    referral = received(request, reference)
    try:
        actions.read_message(referral=referral, by=actor_of(request), now=clock.now())
    except AlreadyMoved:
        pass
    else:
        pages.say(request, _("The family sees that you read it."))
    return redirect(record_url(referral))


@staff("referrals.lead")
@keeps_typing("referrals.answer_complaint")
def answer_complaint(request: HttpRequest, reference: str) -> HttpResponse:
    """A manager answers what the family complained of."""
    referral = received(request, reference)
    complaint = last_words(referral, "complain")
    if request.method != "POST" and (complaint is None or referral.complaint_by is None):
        pages.say(request, _("There is no complaint to answer."), "important")
        return redirect(record_url(referral))
    form = kept_form(request, forms.ComplaintAnswerForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("Your answer is sent."),
            lambda: actions.answer_complaint(referral=referral, by=by, now=clock.now(), words=words),
        )
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Answer the complaint"),
        quote=complaint,
        quote_when=when_words(complaint.at) if complaint else "",
        button=_("Send your answer"),
    )


@staff("referrals.send")
@keeps_typing("referrals.answer")
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever sent it answers the service's question."""
    referral = sent(request, reference)
    return _answer(request, referral, reverse("referrals:sent_record", args=[referral.reference]), "core/staff.html")


@guest
@keeps_typing("referrals.answer")
def guest_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for somebody without an account."""
    referral = sent(request, reference)
    return _answer(request, referral, reverse("referrals:guest_record", args=[referral.reference]), "core/page.html")


def _answer(request: HttpRequest, referral: Referral, back: str, layout: str) -> HttpResponse:
    question = last_words(referral, "ask-for-information")
    if request.method != "POST" and (question is None or referral.answer_by is None):
        pages.say(request, _("There is no question to answer."), "important")
        return redirect(back)
    form = kept_form(request, forms.AnswerForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(referral=referral, by=actor_of(request), now=clock.now(), words=form.cleaned_data["words"])
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        forget_typing(request)
        pages.say(request, _("Your answer is sent, and the service goes on."))
        return redirect(back)
    context = PLAIN | {
        "form": form,
        "referral": referral,
        "back_url": back,
        "layout": layout,
        "heading": _("Answer the service’s question"),
        "quote": question,
        "quote_when": when_words(question.at) if question else "",
        "button": _("Send your answer"),
    }
    return pages.render(request, "referrals/staff/move.html", context)
