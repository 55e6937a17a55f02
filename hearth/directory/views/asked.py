"""Behind the link of a letter: an organisation without a password says whether its listings are still right.

Opening a page changes nothing, because mail scanners open links; every answer is a button.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Protocol
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.access.guards import public, signed_in
from hearth.access.requests import MemberRequest, address_of
from hearth.core import actors, clock, pages, tries
from hearth.core.forms import HearthForm
from hearth.core.words import date_words
from hearth.directory import cards, links, queries, times_shown
from hearth.directory.actions import answering, reminding
from hearth.directory.forms.asked import ChangedForm, ClosedForm
from hearth.directory.models import Reminder, Service, ServiceStatus
from hearth.directory.queries import freshness, listings

WINDOW = 15 * 60  # seconds
PER_LETTER = 60
IN_WORDS = "words"  # asks for the form where the reader could be sent to the editor
PER_ADDRESS = 120  # a council's offices share one address


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """No cache keeps the page. Its address goes to no other site (Referrer-Policy same-origin, as everywhere); without
    any referrer at all, browsers would call the origin of its forms null, and they would be refused as forged."""
    response["Cache-Control"] = "no-store"
    return response


class Answer(Protocol):
    """An action of `answering` about one listing of a letter."""

    def __call__(self, *, reminder: Reminder, service_id: UUID, words: str, now: datetime) -> bool: ...


def opens_letter(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the letter that the link opens; says in plain words where it opens none."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **arguments: UUID) -> HttpResponse:
        reminder = freshness.letter(token)
        if reminder is None:
            words = _("Copy the whole link from our email into your browser: it may have been cut off.")
            return _kept_by_nobody(pages.error_page(request, 404, _("This link does not work"), words))
        return _kept_by_nobody(view(request, reminder, **arguments))

    return inner


@public
@require_http_methods(["GET", "HEAD", "POST"])
@opens_letter
def show(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    """Every listing as families read it, each with its buttons."""
    now = clock.now()
    if request.method == "POST":
        if not _may(request, reminder):
            return _too_often(request)
        wanted = [one.pk for one in freshness.open_listings(reminder, now)] if "all" in request.POST else _ids(request)
        done = answering.still_right(reminder=reminder, service_ids=wanted, now=now)
        _thank(request, len(done))
        return _to_page(reminder)
    return _page(request, reminder)


@public
@require_POST
@opens_letter
def again(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    """The link is too old: a new letter goes to the organisation, and nobody reads here to whom."""
    if not _may(request, reminder):
        return _too_often(request)
    organisation_id = reminder.organisation_id
    written = reminding.ask_again(organisation_id=organisation_id, now=clock.now(), by=actors.by_link(organisation_id))
    if written:
        pages.say(request, _("We have sent a new link to the same address. It may take a few minutes."))
    else:
        pages.say(request, _("Nothing is left to confirm, or a new link was sent already."), "important")
    return _to_page(reminder)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@opens_letter
def changed(request: HttpRequest, reminder: Reminder, service_id: UUID) -> HttpResponse:
    """Say what is no longer right: by changing it, for whoever is signed in; else in words."""
    if request.method != "POST" and SESSION_KEY in request.session and IN_WORDS not in request.GET:
        return redirect("directory:asked_edit", links.token_for(reminder.pk), service_id)
    return _say(
        request,
        reminder,
        service_id,
        ChangedForm,
        "changed",
        answering.something_changed,
        _("Thank you. We have passed on what has changed, and somebody puts it right."),
    )


@signed_in
@require_safe
@opens_letter
def edit(request: MemberRequest, reminder: Reminder, service_id: UUID) -> HttpResponse:
    """To the editor, for whoever may change the listing; anybody else says in words what has changed."""
    if service_id not in reminder.listings:
        raise Http404
    if listings.listings_of(request.actor).filter(pk=service_id).exists():
        return redirect("directory:edit", service_id)
    words = _("You cannot change this listing with your account. Tell us here what has changed.")
    pages.say(request, words, "important")
    here = reverse("directory:asked_changed", args=[links.token_for(reminder.pk), service_id])
    return redirect(f"{here}?{IN_WORDS}=yes")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@opens_letter
def closed(request: HttpRequest, reminder: Reminder, service_id: UUID) -> HttpResponse:
    """Say that it is no longer run. It is closed then, and this page asks first."""
    return _say(
        request,
        reminder,
        service_id,
        ClosedForm,
        "closed",
        answering.no_longer_run,
        _("Thank you for telling us. It is closed, and families do not find it any more."),
    )


def _say(
    request: HttpRequest,
    reminder: Reminder,
    service_id: UUID,
    form_class: type[HearthForm],
    template: str,
    answer: Answer,
    thanks: str,
) -> HttpResponse:
    now = clock.now()
    service = freshness.open_listings(reminder, now).filter(pk=service_id).first()
    if service is None:
        if service_id not in reminder.listings:
            raise Http404
        pages.say(request, _("This listing needs no answer any more. Here is how it stands."), "important")
        return _to_page(reminder)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not _may(request, reminder):
            return _too_often(request)
        if form.is_valid():
            words = form.cleaned_data["words"]
            if answer(reminder=reminder, service_id=service_id, words=words, now=now):
                pages.say(request, thanks)
            return _to_page(reminder)
    token = links.token_for(reminder.pk)
    shown = {
        "form": form,
        "service": service,
        "back_url": reverse("directory:asked", args=[token]),
        "edit_url": reverse("directory:asked_edit", args=[token, service_id]),
    }
    return pages.render(request, f"directory/asked_{template}.html", shown)


def _page(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    now = clock.now()
    waiting = list(freshness.open_listings(reminder, now))
    facts = queries.services(one.pk for one in waiting)
    left = {one.pk for one in waiting}
    shown = {
        "organisation": reminder.organisation.name,
        "token": links.token_for(reminder.pk),
        "too_old": reminder.expires_at <= now,
        "until": date_words(reminder.expires_at),
        "listings": [_listing(facts[one.pk], one) for one in waiting if one.pk in facts],
        "answered": [(one.name, _answer_words(one)) for one in freshness.listings_of(reminder) if one.pk not in left],
    }
    return pages.render(request, "directory/asked.html", shown)


def _listing(facts: queries.ServiceFacts, service: Service) -> dict[str, object]:
    """A listing as the public reads it, and when it is due."""
    return {
        "id": facts.id,
        "service": facts,
        "card": cards.result_card(facts, now=clock.now()),
        "times": times_shown.service_times(facts, clock.now()).rules,
        "places": [place.address for place in facts.places if place.address],
        "access": cards.access_words(facts),
        "languages": cards.language_words(facts.languages),
        "due": date_words(service.review.due_on),
        "late": service.review.due_on < clock.today(),
    }


def _answer_words(service: Service) -> str:
    """How a listing of the letter stands that waits for no answer."""
    if service.status == ServiceStatus.CLOSED:
        return _("Closed")
    if service.assured_at:
        return _("Confirmed on %(day)s") % {"day": date_words(service.assured_at)}
    return _("Not to be confirmed now")


def _thank(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("Thank you. %(n)s listing is confirmed.", "Thank you. %(n)s listings are confirmed.", count)
        pages.say(request, text % {"n": count})
    else:
        pages.say(request, _("Nothing was left to confirm. Here is how your listings stand."), "important")


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("service"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _to_page(reminder: Reminder) -> HttpResponse:
    return redirect("directory:asked", token=links.token_for(reminder.pk))


def _may(request: HttpRequest, reminder: Reminder) -> bool:
    """Take one try from this address and one of this letter."""
    at = clock.now().timestamp()
    by_address = tries.take(f"asked/address/{address_of(request)}", slots=PER_ADDRESS, seconds=WINDOW, at=at)
    return by_address and tries.take(f"asked/letter/{reminder.pk}", slots=PER_LETTER, seconds=WINDOW, at=at)


def _too_often(request: HttpRequest) -> HttpResponse:
    return pages.error_page(
        request, 429, _("Please wait a little"), _("This was tried very often just now. Try again in 15 minutes.")
    )
