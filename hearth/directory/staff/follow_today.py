"""What has changed of what a member follows, on Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words
from hearth.directory.queries import follows
from hearth.directory.staff.news_words import news_words

SHOWN = 5


def unread(request: MemberRequest) -> int:
    """How many pieces of news are new to the reader."""
    return follows.unread(request.actor)


def panel(request: MemberRequest) -> TodayPanel:
    """What is new to the reader."""
    rows = follows.alerts_of(request.actor).filter(read_at__isnull=True)
    items = [
        TodayItem(
            text=row.news.service.name,
            url=reverse("directory:staff_service", args=[row.news.service_id]),
            action=_("See it"),
            when=news_words(row.news),
            note=ago_words(row.news.created_at),
        )
        for row in rows[:SHOWN]
    ]
    return TodayPanel(
        title=_("What has changed in what you follow"),
        items=items,
        order=40,
        total=rows.count(),
        all_url=reverse("directory:changed"),
    )
