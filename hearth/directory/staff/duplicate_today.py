"""Pairs of listings to look at, on the directory editor's Today page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core.today import TodayItem, TodayPanel
from hearth.directory.queries import duplicates
from hearth.directory.staff import duplicate_words

SHOWN = 5


def panel(request: MemberRequest) -> TodayPanel:
    """The surest first."""
    waiting = duplicates.waiting(request.actor)
    return TodayPanel(
        title=_("Listings that may be the same"),
        items=[
            TodayItem(
                text=duplicate_words.pair_name(one),
                when=duplicate_words.certainty(one),
                url=reverse("directory:duplicate", args=[one.pk]),
                action=_("Compare"),
            )
            for one in waiting.order_by("-score", "pk")[:SHOWN]
        ],
        order=40,
        total=waiting.count(),
        all_url=reverse("directory:duplicates"),
    )
