"""What the information lead has to look at today."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words
from hearth.families import trust
from hearth.families.queries.openings import openings_to_review

LATE_AFTER = timedelta(days=3)


def panels(request: MemberRequest) -> list[TodayPanel]:
    """Openings that wait for a review, the oldest first."""
    if not request.may("families.answer_access"):
        return []
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
        for one in waiting[:5]
    ]
    return [
        TodayPanel(
            title=_("Opened in emergencies"),
            items=items,
            order=10,
            total=waiting.count(),
            all_url=reverse("trust:openings"),
        )
    ]
