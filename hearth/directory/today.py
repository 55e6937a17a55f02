"""What waits for those who keep the directory true."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words
from hearth.directory.models import PartnerAgreement
from hearth.directory.queries import partners
from hearth.directory.staff import problem_today, today_freshness
from hearth.directory.staff import follow_today, problem_today
from hearth.directory.staff import problem_today, times

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
    if request.may("directory.partners"):
        found.append(_agreements())
    return found + today_freshness.panels(request)
    if request.may("directory.calendar"):
        found += times.panels(request)
    return found


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
