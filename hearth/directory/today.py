"""What waits for those who keep the directory true."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words, date_words
from hearth.directory.models import ChangeState, PartnerAgreement
from hearth.directory.queries import listings, partners
from hearth.directory.staff import (
    change_words,
    duplicate_today,
    feed_today,
    follow_today,
    problem_today,
    times,
    today_freshness,
)

SHOWN = 5


def panels(request: MemberRequest) -> list[TodayPanel]:
    """Every panel of this app that the reader's role has."""
    found = []
    if request.may("directory.follow"):
        found.append(follow_today.panel(request))
    if request.may("directory.edit"):
        found.append(problem_today.panel(request))
    if request.may("directory.approve"):
        found.append(problem_today.handed_on(request))
    if request.may("directory.approve"):
        found.append(_to_approve(request))
        found.append(duplicate_today.panel(request))
    if request.may("directory.edit"):
        found.append(_sent_back(request))
    if request.may("directory.partners"):
        found.append(_agreements())
    if request.may("directory.feeds"):
        found.append(feed_today.panel(request))
    if request.may("directory.calendar"):
        found += times.panels(request)
    return found + today_freshness.panels(request)


def _to_approve(request: MemberRequest) -> TodayPanel:
    waiting = listings.waiting_changes(request.actor).order_by("sent_at")
    return TodayPanel(
        title=_("Changes to approve"),
        items=[
            TodayItem(
                text=change_words.what_words(one),
                when=_("%(who)s, %(ago)s") % {"who": one.organisation.name, "ago": ago_words(one.sent_at)},
                url=reverse("directory:change", args=[one.pk]),
                action=_("Compare"),
            )
            for one in waiting[:SHOWN]
        ],
        order=20,
        total=waiting.count(),
        all_url=reverse("directory:changes"),
    )


def _sent_back(request: MemberRequest) -> TodayPanel:
    mine = listings.changes_visible_to(request.actor).filter(
        maker_id=request.actor.organisation_id, state=ChangeState.SENT_BACK
    )
    return TodayPanel(
        title=_("Changes that came back"),
        items=[
            TodayItem(
                text=change_words.what_words(one),
                when=ago_words(one.state_at),
                url=reverse("directory:change", args=[one.pk]),
                action=_("Go on with it"),
            )
            for one in mine.order_by("state_at")[:SHOWN]
        ],
        order=20,
        total=mine.count(),
        all_url=reverse("directory:listings"),
    )


def _agreements() -> TodayPanel:
    today = clock.today()
    waiting = partners.to_review(today=today)
    items = []
    for one in waiting[:SHOWN]:
        day, words = _due(one)
        items.append(
            TodayItem(
                text=_("%(title)s, %(name)s") % {"title": one.title, "name": one.organisation.name},
                when=words % {"date": date_words(day)},
                late=day < today,
                url=reverse("directory:partner", args=[one.organisation_id]),
                action=_("Look at it"),
            )
        )
    return TodayPanel(
        title=_("Agreements with partners"),
        items=items,
        order=60,
        total=len(waiting),
        all_url=reverse("directory:partners"),
    )


def _due(one: PartnerAgreement) -> tuple[date, str]:
    """The nearest of its days, and what is due on it."""
    ends, review = one.ends_on, one.review_on
    if ends and (review is None or ends <= review):
        return ends, _("Ends on %(date)s")
    assert review is not None  # to_review gives none without either
    return review, _("To be looked at again by %(date)s")
