"""A family's pages of following its request: how it stands, another contact, taking it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import family
from hearth.access.portraits import KEPT_TYPE
from hearth.access.requests import address_of
from hearth.core import clock, pages
from hearth.core.actors import FAMILY
from hearth.core.words import date_words, time_words, when_words
from hearth.families.models import SafeContact
from hearth.families.questions import ReferenceForm
from hearth.families.reaching import ContactForm, TimesForm, contact_as_said, message_language
from hearth.referrals import actions, flows, needs, queries, references, wording
from hearth.referrals.actions import AlreadyMoved, Opening
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral

FOLLOWS_FOR = 30 * 60  # seconds without a click after which the code is asked for again
GOES_ON = ("redirect", "reopen")  # the family may follow it to where it went
FOLLOWING, FOLLOWED_AT, FRESH_CODE = "following", "followed_at", "fresh_code"


@family
def follow(request: HttpRequest) -> HttpResponse:
    """Reference and code. They never stand in an address."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        reference = references.tidy_reference(form.cleaned_data["reference"])
        opening = actions.open_with_code(
            reference=reference,
            code=references.tidy_code(form.cleaned_data["code"]),
            address=address_of(request),
            now=clock.now(),
        )
        if opening is Opening.OPENED:
            request.session.cycle_key()
            request.session[FOLLOWING] = reference
            request.session[FOLLOWED_AT] = clock.now().timestamp()
            request.session.pop(flows.ASKED, None)
            return redirect("referrals:followed")
        if opening is Opening.TOO_MANY:
            form.add_error(None, _("There were too many tries. Wait 15 minutes, then try again."))
            status = 429
        else:
            form.add_error(None, _("The reference and the code do not go together. Check both and try again."))
    return pages.render(request, "referrals/follow.html", {"form": form}, status=status)


def followed_request(request: HttpRequest) -> Referral | None:
    """The request that this browser follows, unless it stood still for too long."""
    at = clock.now().timestamp()
    if at - request.session.get(FOLLOWED_AT, 0) > FOLLOWS_FOR:
        request.session.pop(FOLLOWING, None)
        return None
    request.session[FOLLOWED_AT] = at
    return queries.followed().select_related("service", "provider", "sender_organisation", "sender_guest").first()


@family
def followed(request: HttpRequest) -> HttpResponse:
    """How it stands: in kind words, with what comes next and by when."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    actions.record_view(referral=referral, by=FAMILY)
    story = queries.story(referral)
    worker = referral.worker_name
    place = queries.place_in_line(referral, clock.now())
    is_open = machine().is_open(referral.state)
    question = _open_question(story, referral)
    context = {
        "referral": referral,
        "heading": wording.heading(referral),
        "next_steps": wording.next_steps(referral, who=worker, today=clock.today()),
        "timeline": [(when_words(row.at), words, "") for row in story if (words := wording.happened(row, referral))],
        "alternative": _alternative(story, referral),
        "came_of_it": next((needs.family_words(row.by_need) for row in story if row.by_need), []),
        "letters": _letters(story, question),
        "question": question,
        "line": wording.line_words(place) if place else [],
        "meanwhile": _meanwhile(referral, place),
        "goes_on": next((row for row in story if row.move in GOES_ON), None),
        "may_ask_again": queries.can_be_reopened(referral, clock.today()),
        "complaint_due": _complaint_words(referral),
        "worker": _worker_words(referral) if queries.is_met(referral) else "",
        "picture": queries.picture_of_worker(referral),
        "contact": _contact_words(queries.contact_of(referral)),
        "is_open": is_open,
        "helps": referral.state not in wording.HELPED_BY_NOBODY_THERE,
        "fresh_code": request.session.pop(FRESH_CODE, ""),
        "service_url": flows.service_url(referral.service),
    }
    return pages.render(request, "referrals/followed.html", context)


@family
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """The picture of whoever has the request. Nothing of them or of the family is in its address."""
    referral = followed_request(request)
    picture = queries.picture_of_worker(referral, whole=True) if referral else None
    if picture is None:
        raise Http404
    response = HttpResponse(bytes(picture.content), content_type=KEPT_TYPE)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _letters(story: list[Any], open_question: str) -> list[tuple[str, str, str]]:
    """What was written to and fro, newest first: who, when, what."""
    return [
        (
            _("You") if row.actor_kind == "family" else row.actor_name or _("The service"),
            when_words(row.at),
            row.words,
        )
        for row in story
        if row.words and not _is_hidden(row, open_question)
    ]


def _is_hidden(row: Any, open_question: str) -> bool:
    """What is not for the family, what its sender told the service, and the question that stands above."""
    by_sender = row.move in {"answer", "reopen", "send"} and row.actor_kind != "family"
    return row.move in wording.UNSEEN or by_sender or (row.move == "ask-for-information" and row.words == open_question)


def _open_question(story: list[Any], referral: Referral) -> str:
    if referral.answer_by is None:
        return ""
    return next((row.words for row in story if row.move == "ask-for-information"), "")


def _meanwhile(referral: Referral, place: queries.Place | None) -> list[dict[str, Any]]:
    """What helps while they wait, by the rules of the service's people."""
    if place is None:
        return []
    weeks = place.weeks or referral.service.wait_weeks or 0
    return [
        {"service": rule.offered, "url": flows.service_url(rule.offered), "words": rule.words}
        for rule in queries.meanwhile(referral, weeks=weeks)
    ]


def _worker_words(referral: Referral) -> str:
    """ "Ayesha Malik, family worker" """
    return ", ".join(part for part in (referral.worker_name, referral.worker_role.lower()) if part)


def _complaint_words(referral: Referral) -> str:
    if referral.complaint_by is None:
        return ""
    return _("A manager answers your complaint by %(date)s.") % {"date": date_words(referral.complaint_by)}


def _alternative(story: list[Any], referral: Referral) -> dict[str, Any] | None:
    """The other way to get help that came with a no."""
    row = next((row for row in story if row.move == "decline"), None)
    if row is None:
        return None
    service = row.alternative_service
    asks = service is not None and queries.takes_requests(service)
    return {
        "words": row.alternative_words,
        "reason": machine().family_words("decline", row.reason),
        "service": service,
        "url": flows.service_url(service) if service else "",
        "ask_url": f"{reverse('referrals:ask')}?service={service.pk}" if service and asks else "",
    }


def _contact_words(contact: SafeContact | None) -> str:
    """How we contact them, as they said: without the number or address, which may be read over a shoulder."""
    if contact is None or contact.do_not_contact or not contact.channels:
        return _("We do not contact you. You look here for news.")
    how = {"email": _("By email"), "text": _("By text message"), "call": _("By phone")}[contact.channels[0]]
    if contact.safe_from and contact.safe_until:
        return _("%(how)s, between %(start)s and %(end)s") % {
            "how": how,
            "start": time_words(contact.safe_from),
            "end": time_words(contact.safe_until),
        }
    return how


@family
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take it back, after asking once."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    back = reverse("referrals:followed")
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take your request back?"),
            body=_("The service stops working on it. You can ask again at any time."),
            yes=_("Yes, take it back"),
            no=_("No, keep it"),
            back=back,
            staff=False,
            sensitive=True,
        )
    try:
        actions.withdraw(referral=referral, by=FAMILY, now=clock.now())
    except AlreadyMoved:
        return pages.conflict(request, _("Your request has already come to an end."), back=back)
    pages.say(request, _("We took your request back."))
    return redirect(back)


@family
def contact(request: HttpRequest) -> HttpResponse:
    """Say anew how it is safe to be contacted."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    data = request.POST if request.method == "POST" else None
    how, times = ContactForm(data), TimesForm(data)
    # One page of two forms: times do not matter to somebody who wants no contact.
    wants_none = how.is_valid() and how.cleaned_data["how"] == "none"
    if request.method == "POST" and how.is_valid() and (wants_none or times.is_valid()):
        said = contact_as_said(
            how.cleaned_data,
            None if wants_none else times.cleaned_data,
            message_language(referral.language),
        )
        actions.set_contact(referral=referral, contact=said, by=FAMILY, now=clock.now())
        pages.say(request, _("We changed how we contact you."))
        return redirect("referrals:followed")
    if wants_none:
        times = TimesForm()
    return pages.render(request, "referrals/contact.html", {"how": how, "times": times, "referral": referral})


@family
@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    """A new code, shown on the next page; the old one stops working."""
    referral = followed_request(request)
    if referral is None:
        return redirect("referrals:follow")
    request.session[FRESH_CODE] = actions.new_code(referral=referral, by=FAMILY, now=clock.now())
    return redirect("referrals:followed")


@family
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Stop following on this device: the code is asked for again."""
    for name in (FOLLOWING, FOLLOWED_AT, FRESH_CODE, flows.ASKED, flows.ASKED_BEFORE):
        request.session.pop(name, None)
    pages.say(request, _("You have left your request. Nobody can open it here without the code."))
    return redirect("referrals:follow")
