"""News of listings as staff read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from hearth.core.words import date_words, list_words
from hearth.directory.models import Follow, ListingNews, NewsKind, Standing

KINDS: dict[str, StrPromise] = {
    NewsKind.NEW: gettext_lazy("New"),
    NewsKind.CHANGED: gettext_lazy("Changed"),
    NewsKind.CLOSED: gettext_lazy("Closed for a while"),
    NewsKind.GONE: gettext_lazy("Closed for good"),
    NewsKind.REOPENED: gettext_lazy("Open again"),
    NewsKind.DOUBTED: gettext_lazy("Not confirmed"),
    NewsKind.TRUSTED: gettext_lazy("Confirmed again"),
}
TAGS = {
    NewsKind.NEW: "good",
    NewsKind.CHANGED: "plain",
    NewsKind.CLOSED: "wait",
    NewsKind.GONE: "closed",
    NewsKind.REOPENED: "good",
    NewsKind.DOUBTED: "late",
    NewsKind.TRUSTED: "good",
}
# Parts of a listing (hearth.directory.document), as few and as plain as a colleague would name them.
PARTS: dict[str, StrPromise] = {
    "name": gettext_lazy("name"),
    **dict.fromkeys(["summary", "description"], gettext_lazy("what it does")),
    **dict.fromkeys(["who_for", "min_age_months", "max_age_months"], gettext_lazy("who it is for")),
    **dict.fromkeys(["website", "email", "phone"], gettext_lazy("how to reach them")),
    **dict.fromkeys(["cost_kind", "cost_amount", "cost_words"], gettext_lazy("cost")),
    **dict.fromkeys(["access_routes", "how_to_get_in", "accepts_requests"], gettext_lazy("how to get in")),
    **dict.fromkeys(["capacity", "wait_weeks"], gettext_lazy("places and waiting time")),
    **dict.fromkeys(["places", "secret_places", "area_words"], gettext_lazy("where it is")),
    **dict.fromkeys(["schedules", "exceptions"], gettext_lazy("times")),
    "delivery": gettext_lazy("how it is given"),
    "languages": gettext_lazy("languages"),
    "accessibility": gettext_lazy("accessibility"),
    "local_offer": gettext_lazy("SEND local offer"),
    "terms": gettext_lazy("kinds of help"),
}


def parts_words(parts: list[str]) -> str:
    """ "times and cost": each named once, in the order of the table; others are left unsaid."""
    return list_words(list(dict.fromkeys(str(words) for part, words in PARTS.items() if part in parts)))


def kind_words(kind: str) -> str:
    """One or two words."""
    return str(KINDS[NewsKind(kind)])


def news_words(news: ListingNews) -> str:
    """What happened, in one sentence without the listing's name."""
    detail: dict[str, Any] = news.detail
    if news.kind == NewsKind.NEW:
        return _("New in the directory")
    if news.kind == NewsKind.CHANGED:
        return _changed(detail)
    if news.kind == NewsKind.CLOSED:
        return _closed(detail)
    if news.kind == NewsKind.GONE:
        return _("Closed for good")
    if news.kind == NewsKind.REOPENED:
        return _("Open again")
    if news.kind == NewsKind.TRUSTED:
        return _("Confirmed again by the people who run it")
    if detail.get("standing") == Standing.HIDDEN:
        return _("Not confirmed for so long that searching no longer finds it")
    return _("Not confirmed for so long that it is shown after others")


def _changed(detail: dict[str, Any]) -> str:
    if detail.get("why") == "merged":
        return _("Brought together with another listing of the same service")
    if detail.get("why") == "split":
        return _("Two listings that had been brought together are two again")
    named = parts_words(detail.get("parts", []))
    return _("Changed: %(parts)s") % {"parts": named} if named else _("Changed")


def _closed(detail: dict[str, Any]) -> str:
    start, until = _day(detail.get("from")), _day(detail.get("until"))
    if start and until:
        return _("Closed from %(start)s to %(until)s") % {
            "start": date_words(start, weekday=False),
            "until": date_words(until, weekday=False),
        }
    if start:
        return _("Closed from %(start)s until further notice") % {"start": date_words(start, weekday=False)}
    return _("Closed until further notice")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def follow_words(follow: Follow) -> str:
    """What is followed."""
    if follow.service is not None:
        return follow.service.name
    assert follow.site is not None  # a constraint of the table
    if follow.term is not None:
        return _("%(kind)s near %(hub)s") % {"kind": follow.term.name, "hub": follow.site.name}
    return _("Everything at %(hub)s") % {"hub": follow.site.name}
