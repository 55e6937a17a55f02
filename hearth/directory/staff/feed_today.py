"""What waits about feeds, on Today and on the directory's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access.requests import MemberRequest
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import count_words, date_words
from hearth.directory.models import Feed
from hearth.directory.queries import feeds
from hearth.directory.queries.feeds import Waiting

SHOWN = 5


def waiting(_request: MemberRequest) -> int:
    """Things about which an editor has to decide, in all feeds, and feeds that cannot be read."""
    found = list(feeds.feeds())
    counts = feeds.waiting(found)
    return sum(counts[one.pk].urgent + bool(one.failing_since and not one.is_paused) for one in found)


def panel(_request: MemberRequest) -> TodayPanel:
    """Failing feeds first, then where somebody has to choose."""
    found = list(feeds.feeds())
    counts = feeds.waiting(found)
    items = [_failing(one) for one in found if one.failing_since and not one.is_paused]
    for one in found:
        items += _of(one, counts[one.pk])
    return TodayPanel(
        title=_("Feeds of other directories"),
        items=items[:SHOWN],
        order=20,
        total=len(items),
        all_url=reverse("directory:feeds"),
    )


def _failing(one: Feed) -> TodayItem:
    return TodayItem(
        text=_("%(feed)s cannot be read") % {"feed": one.name},
        when=_("Since %(date)s") % {"date": date_words(one.failing_since)},
        url=reverse("directory:feed", args=[one.pk]),
        action=_("Look at it"),
        late=True,
    )


def _of(one: Feed, count: Waiting) -> list[TodayItem]:
    items = []
    if count.conflicts:
        words = ngettext(
            "%(n)s listing was changed here and there", "%(n)s listings were changed here and there", count.conflicts
        )
        items.append(_item(one, words, count.conflicts, "directory:feed_conflicts", _("Choose")))
    if count.arrivals:
        words = ngettext("%(n)s new service", "%(n)s new services", count.arrivals)
        items.append(_item(one, words, count.arrivals, "directory:feed_arrivals", _("Look at them")))
    if count.gone:
        words = ngettext("%(n)s service that it has no more", "%(n)s services that it has no more", count.gone)
        items.append(_item(one, words, count.gone, "directory:feed_gone", _("Close or keep")))
    return items


def _item(one: Feed, words: str, count: int, page: str, action: str) -> TodayItem:
    return TodayItem(
        text=words % {"n": count_words(count)}, note=one.name, url=reverse(page, args=[one.pk]), action=action
    )
