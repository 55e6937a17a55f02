"""Opening more of a record in an emergency: the reason, signing in again, what is open, the review."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import time_words, when_words
from hearth.families import actions, opened, queries, trust
from hearth.families.forms.staff_trust import OpenForm, ReviewForm
from hearth.families.models import Opening
from hearth.families.queries.openings import openings_to_review, openings_visible_to

ASKED_AT = "emergency_asked_at"  # in the session: since when this member is to sign in again


@staff("families.open_in_emergency")
@keeps_typing("families.open_in_emergency")
def open_record(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Say what is needed and why, after signing in again; then it is open for three hours."""
    if queries.person_of(request.actor, record_id, today=clock.today()) is None:
        raise Http404
    back = reverse("people:person", args=[record_id])
    form = kept_form(request, OpenForm)
    if request.method != "POST" or not _signed_in_again(request):
        if not _signed_in_again(request):
            request.session.setdefault(ASKED_AT, time.time())
            if request.method == "POST":  # what was typed is kept, and is there after signing in
                return redirect(request.path)
            raise ReauthenticationRequired
    elif form.is_valid():
        try:
            made = actions.open_in_emergency(
                record_id=record_id, **form.cleaned_data, by=request.actor, now=clock.now()
            )
        except actions.OpeningRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        request.session.pop(ASKED_AT, None)
        pages.say(request, _("It is open. The information lead was told."), kind="important")
        return redirect("trust:opening", made.pk)
    return pages.render(request, "families/staff/open_record.html", {"form": form, "back": back})


def _signed_in_again(request: MemberRequest) -> bool:
    """Whether the member gave a password or a code since they asked to open something, and only just now."""
    asked = request.session.get(ASKED_AT)
    records = get_authentication_records(request, request.user)
    if not (asked and records):
        return False
    at = records[-1]["at"]
    return bool(at >= asked and time.time() - at <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


@staff("families.view_openings")
@require_safe
def opening(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """What it opened, for the member who did, as long as it is open; why and what became of it, for the review."""
    found = visible(request, opening_id)
    mine, now = found.user_id == request.actor.user_id, clock.now()
    is_open = mine and found.is_open(now)
    shown = opened.panels(found.source_record_id) if is_open else []
    if is_open:
        audit.record(
            action="families.emergency_viewed",
            kind=EntryKind.VIEW,
            by=request.actor,
            subject_type="families.SourceRecord",
            subject_id=found.source_record_id,
            reason=trust.words("reasons", found.reason),
            detail={"tier": found.tier},
        )
    review = getattr(found, "review", None)
    return pages.render(
        request,
        "families/staff/opening.html",
        {
            "opening": found,
            "mine": mine,
            "is_open": is_open,
            "stays_open": found.is_open(now),
            "until": time_words(found.until),
            "tier": trust.words("tiers", found.tier),
            "reason": trust.words("reasons", found.reason),
            "panels": shown,
            "review": review,
            "outcome": trust.words("outcomes", review.outcome) if review else "",
            "may_review": not review and not mine and request.may("families.answer_access"),
            "answers": request.may("families.answer_access"),
            "back": _way_back(request, found),
        },
    )


def _way_back(request: MemberRequest, found: Opening) -> str:
    """To the list, for whoever has one; to the person, as long as the member sees them."""
    if request.may("families.answer_access"):
        return reverse("trust:openings")
    if queries.person_of(request.actor, found.source_record_id, today=clock.today()) is None:
        return reverse("access:today")
    return reverse("people:person", args=[found.source_record_id])


@staff("families.answer_access")
@keeps_typing("families.review_opening")
def review(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """Close the review of one."""
    found = visible(request, opening_id)
    back = reverse("trust:opening", args=[found.pk])
    if request.method != "POST" and hasattr(found, "review"):
        return redirect(back)
    form = kept_form(request, ReviewForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_opening(opening_id=found.pk, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.OpeningRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        pages.say(request, _("The review is closed."))
        return redirect(back)
    return pages.render(request, "families/staff/review_opening.html", {"form": form, "opening": found, "back": back})


def _by_state(rows: Any, value: str) -> Any:
    return rows.filter(review__isnull=value == "waiting")


class Openings(Listing):
    """What was opened, the newest first."""

    columns = [
        Column("when", gettext_lazy("When"), sort="created_at", cell=lambda row: when_words(row.created_at)),
        Column("who", gettext_lazy("Who"), sort="user_name", cell=lambda row: row.user_name),
        Column("organisation", gettext_lazy("Organisation"), cell=lambda row: row.organisation.name),
        Column("reason", gettext_lazy("Why"), cell=lambda row: trust.words("reasons", row.reason)),
        Column(
            "review",
            gettext_lazy("Review"),
            cell=lambda row: (
                trust.words("outcomes", row.review.outcome) if hasattr(row, "review") else _("Waits for a review")
            ),
        ),
    ]
    filters = [
        ChoiceFilter(
            "state",
            gettext_lazy("Review"),
            choices=[("waiting", gettext_lazy("Waits for a review")), ("closed", gettext_lazy("Reviewed"))],
            apply=_by_state,
        )
    ]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s opening", "%(n)s openings", n))
    empty = Empty(
        gettext_lazy("Nothing was opened in an emergency"),
        gettext_lazy("When a member opens more of a record than an agreement allows, it shows here at once."),
        icon="shield",
    )
    action = RowAction(lambda _row: _("Open"), lambda row: reverse("trust:opening", args=[row.pk]))


@staff("families.answer_access")
@require_safe
def openings(request: MemberRequest) -> HttpResponse:
    """All that the information lead answers for."""
    page = Openings(request, openings_visible_to(request.actor))
    waiting = openings_to_review(request.actor).count()
    return page.respond("families/staff/openings.html", {"waiting": waiting})


def visible(request: MemberRequest, opening_id: UUID) -> Opening:
    """An opening that the reader may see; else it does not exist."""
    found = openings_visible_to(request.actor).filter(pk=opening_id).first()
    if found is None:
        raise Http404
    return found
