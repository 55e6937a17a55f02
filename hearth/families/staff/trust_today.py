"""What somebody has to look at today: openings in emergencies, their own and others', and what is kept for named
colleagues."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words, date_words, time_words
from hearth.families import trust
from hearth.families.models import Opening
from hearth.families.queries.openings import openings_to_review, own_openings
from hearth.families.queries.restrictions import restrictions_to_review

LATE_AFTER = timedelta(days=3)
SHOWN = 5


def panels(request: MemberRequest) -> list[TodayPanel]:
    """What the reader opened; openings that wait for a review, for information leads; restrictions to look at again,
    for whoever decides them. The longest waiting stands first."""
    found = []
    if request.may("families.open_in_emergency"):
        found.append(_own(request))
    if request.may("families.answer_access"):
        found.append(_openings(request))
    if request.may("families.restrict"):
        found.append(_restrictions(request))
    return found


def _own(request: MemberRequest) -> TodayPanel:
    """The way back to what is open, and what came of the review."""
    now = clock.now()
    mine = list(own_openings(request.actor, now=now))
    items = [
        TodayItem(
            text=_("You opened a record in an emergency"),
            when=ago_words(one.created_at),
            note=own_state(one, now),
            url=reverse("trust:opening", args=[one.pk]),
            action=_("Look at it"),
        )
        for one in mine[:SHOWN]
    ]
    order = 11 if any(one.is_open(now) for one in mine[:SHOWN]) else 42
    return TodayPanel(title=_("What you opened in an emergency"), items=items, order=order, total=len(mine))


def own_state(opening: Opening, now: datetime) -> str:
    """How it stands, for the member who opened it."""
    if opening.is_open(now):
        return _("Open until %(time)s") % {"time": time_words(opening.until)}
    if hasattr(opening, "review"):
        return trust.words("outcomes", opening.review.outcome)
    return _("Closed; waits for a review")


def _openings(request: MemberRequest) -> TodayPanel:
    waiting = openings_to_review(request.actor)
    late = clock.now() - LATE_AFTER
    items = [
        TodayItem(
            text=_("%(name)s opened a record in an emergency") % {"name": one.user_name},
            when=ago_words(one.created_at),
            note=trust.words("reasons", one.reason),
            late=one.created_at < late,
            url=reverse("trust:opening", args=[one.pk]),
            action=_("Review it"),
        )
        for one in waiting[:SHOWN]
    ]
    return TodayPanel(
        title=_("Opened in emergencies"),
        items=items,
        order=10,
        total=waiting.count(),
        all_url=reverse("trust:openings"),
    )


def _restrictions(request: MemberRequest) -> TodayPanel:
    """It names nobody: whoever decided may not be one of those who see the person."""
    today = clock.today()
    waiting = restrictions_to_review(request.actor, today=today)
    items = [
        TodayItem(
            text=one.get_kind_display(),
            note=trust.words("restrictions", one.reason),
            when=_("Look at it again by %(date)s") % {"date": date_words(one.review_on, weekday=False)},
            late=one.review_on is not None and one.review_on < today,
            url=reverse("trust:readers", args=[one.pk]),
            action=_("Look at it again"),
        )
        for one in waiting[:SHOWN]
    ]
    return TodayPanel(
        title=_("Kept for named colleagues: is it still needed?"),
        items=items,
        order=34,
        total=waiting.count(),
        all_url=reverse("trust:restrictions"),
        all_text=_("All of them"),
    )
