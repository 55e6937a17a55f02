"""A handover from the desk: how it stands, and what the colleague and the desk can do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.forms import HearthForm
from hearth.core.words import when_words
from hearth.referrals import enquiries as rules
from hearth.referrals.actions import handovers as actions
from hearth.referrals.forms.staff_desk import AgainForm, CannotForm, ResultForm, TopicsForm
from hearth.referrals.models import Handover
from hearth.referrals.queries import handovers as queries
from hearth.referrals.refused import DeskRefused, EnquiryMoved
from hearth.referrals.staff import desk_words

DESK = "enquiries.log"


def _one(request: MemberRequest, handover_id: UUID) -> Handover:
    found = queries.handovers_visible_to(request.actor).filter(pk=handover_id).first()
    if found is None:
        raise Http404
    return found


def _address(request: MemberRequest, handover: Handover) -> str:
    """The handover's page for this reader."""
    return reverse("referrals:desk_handover" if request.may(DESK) else "referrals:handover", args=[handover.pk])


def _page(request: MemberRequest, handover: Handover, form: HearthForm | None = None, **more: Any) -> HttpResponse:
    now = clock.now()
    when, late = desk_words.handover_when(handover, now)
    enquiry = handover.enquiry
    facts = [
        (_("What about"), desk_words.named("topics", enquiry.topics)),
        (_("Who came"), desk_words.who_words(enquiry)),
        (_("First name"), enquiry.first_name),
        (_("Do they wait"), rules.words("urgency", handover.urgency)),
        (_("How to reach them"), handover.contact),
        (_("What to know"), handover.words),
        (_("From"), f"{handover.by_name}, {enquiry.site.name if enquiry.site else handover.organisation.name}"),
    ]
    context = {
        "handover": handover,
        "form": form,
        "state": desk_words.handover_state(handover),
        "kind": desk_words.HANDOVER_TAGS[handover.state],
        "when": when,
        "late": late,
        "facts_shown": facts,
        "dangers": desk_words.danger_in(enquiry.topics),
        "timeline": [
            (when_words(step.at), desk_words.step_words(step), step.actor_name) for step in queries.story(handover)
        ],
        "moves": {code for code in rules.moves() if actions.may_move(handover, code, request.actor)},
        "handover_url": _address(request, handover),
        "back_url": reverse("referrals:desk") if request.may(DESK) else reverse("access:today"),
    }
    return pages.render(request, f"referrals/staff/desk/{more.pop('template', 'handover')}.html", context | more)


def _do(
    request: MemberRequest, handover: Handover, form: HearthForm | None, act: Callable[[], Any], said: str, page: str
) -> HttpResponse:
    try:
        act()
    except EnquiryMoved:
        words = _("Somebody else was first, or it is not yours any more. Nothing was changed.")
        return pages.conflict(request, words, back=_address(request, handover))
    except DeskRefused as refused:
        assert form is not None
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _page(request, handover, form, template=page)
    pages.say(request, said)
    return redirect(_address(request, handover))


@staff("enquiries.take")
def handover(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """For the colleague who is asked, and for a desk whose people also take somebody over."""
    return _shown(request, handover_id)


@staff(DESK)
def desk_handover(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """The same for the desk."""
    return _shown(request, handover_id)


def _shown(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    found = _one(request, handover_id)
    actions.record_view(handover=found, by=request.actor)
    return _page(request, found)


@staff("enquiries.take")
@require_POST
def take(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """I have them."""
    found = _one(request, handover_id)
    return _do(
        request,
        found,
        None,
        lambda: actions.take(handover_id=found.pk, by=request.actor, now=clock.now()),
        _("You have them. The desk sees it."),
        "handover",
    )


@staff("enquiries.take")
def cannot(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """I cannot: back to the desk, or on to a colleague."""
    found = _one(request, handover_id)
    form = CannotForm(request.POST if request.method == "POST" else None, takers=queries.takers(found.enquiry.topics))
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, template="cannot")
    said, whom = form.cleaned_data, form.whom()
    common = {
        "handover_id": found.pk,
        "reason": said["reason"],
        "words": said["words"],
        "by": request.actor,
        "now": clock.now(),
    }
    if whom is None:
        words = _("It is back at the desk, and they were told.")
        return _do(request, found, form, lambda: actions.pass_back(**common), words, "cannot")
    return _do(
        request,
        found,
        form,
        lambda: actions.pass_on(**common, to_user_id=whom[0], to_organisation_id=whom[1]),
        _("Your colleague is asked, and was told."),
        "cannot",
    )


@staff("enquiries.take")
def finish(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """What came of it."""
    return _ended(request, handover_id, actions.finish, _("Thank you. The desk sees what came of it."))


@staff(DESK)
def settle(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """The desk ends it itself."""
    return _ended(request, handover_id, actions.settle, _("It is finished."))


def _ended(request: MemberRequest, handover_id: UUID, action: Callable[..., Any], words: str) -> HttpResponse:
    found = _one(request, handover_id)
    form = ResultForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, template="result")
    said = form.cleaned_data
    return _do(
        request,
        found,
        form,
        lambda: action(handover_id=found.pk, by=request.actor, now=clock.now(), **said),
        words,
        "result",
    )


@staff(DESK)
def ask_again(request: MemberRequest, handover_id: UUID) -> HttpResponse:
    """The desk asks somebody else."""
    found = _one(request, handover_id)
    form = AgainForm(request.POST if request.method == "POST" else None, takers=queries.takers(found.enquiry.topics))
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, template="again")
    user_id, organisation_id = form.whom()
    return _do(
        request,
        found,
        form,
        lambda: actions.ask_again(
            handover_id=found.pk,
            to_user_id=user_id,
            to_organisation_id=organisation_id,
            by=request.actor,
            now=clock.now(),
        ),
        _("They are asked, and were told."),
        "again",
    )


@staff("enquiries.lead")
def topics(request: MemberRequest) -> HttpResponse:
    """For which topics our people take somebody over from other desks."""
    chosen = queries.topics_taken(request.actor)
    form = TopicsForm(request.POST if request.method == "POST" else None, initial={"topics": chosen})
    if request.method == "POST" and form.is_valid():
        actions.choose_topics(topics=form.cleaned_data["topics"], by=request.actor)
        pages.say(request, _("Saved."))
        return redirect("referrals:desk_topics")
    return pages.render(request, "referrals/staff/desk/topics.html", {"form": form})
