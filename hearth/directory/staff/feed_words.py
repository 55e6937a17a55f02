"""Feeds in words: how each is doing, what came of a reading, what a record would become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from markupsafe import Markup

from hearth.core.words import ago_words, count_words, time_words, when_words
from hearth.directory.feeds import merge
from hearth.directory.feeds.preview import Preview, Shown
from hearth.directory.forms.staff_feeds import HOW_OFTEN
from hearth.directory.loading import report
from hearth.directory.loading.reasons import words
from hearth.directory.models import Feed, Load
from hearth.directory.queries.feeds import Waiting, is_running
from hearth.directory.staff import listing_words

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')
# The fields of a listing that are chosen together (feeds.merge.GROUPS), as a row of the page calls them.
LABELS = {
    "name": lazy("Name"),
    "text": lazy("What it does"),
    "who_for": lazy("Who for"),
    "status": lazy("Shown"),
    "website": lazy("Website"),
    "email": lazy("Email"),
    "phone": lazy("Phone"),
    "ages": lazy("Ages"),
    "cost": lazy("Cost"),
    "delivery": lazy("How it is given"),
    "access_routes": lazy("Ways in"),
    "how_to_get_in": lazy("How to get in"),
    "languages": lazy("Languages"),
    "accessibility": lazy("Access"),
    "capacity": lazy("How full"),
    "area": lazy("Area"),
    "is_sensitive": lazy("Quick exit on its page"),
    "closed": lazy("Closed"),
    "registrations": lazy("Registrations"),
    "local_offer": lazy("SEND local offer"),
    "more": lazy("Besides"),
    "places": lazy("Where"),
    "times": lazy("When"),
}
SHARES = {
    "contact": lazy("Say how to reach them"),
    "phone": lazy("Have a phone number"),
    "described": lazy("Are described in more than a line"),
    "ages": lazy("Say for which ages"),
    "cost": lazy("Say what it costs"),
    "times": lazy("Say when"),
    "placed": lazy("Are on the map"),
    "assured": lazy("Were confirmed within a year"),
    "classed": lazy("Are in one of our categories"),
}


def state(feed: Feed) -> tuple[str, str]:
    """How it is doing, and the kind of its tag."""
    if feed.is_paused:
        return _("Paused"), "closed"
    if feed.failing_since:
        return _("Failing since %(when)s") % {"when": when_words(feed.failing_since)}, "late"
    if feed.read_at is None:
        return _("Not read yet"), "wait"
    return _("Working"), "good"


def state_tag(feed: Feed) -> Markup:
    text, kind = state(feed)
    return TAG.format(kind, text)


def how_often(feed: Feed) -> str:
    """ "Every day at 2am"."""
    words_of = dict(HOW_OFTEN)
    often = str(words_of.get(str(feed.every_hours), "")) or (
        ngettext("Every %(n)s hour", "Every %(n)s hours", feed.every_hours) % {"n": feed.every_hours}
    )
    if feed.at_time is None or feed.every_hours < 24:
        return often
    return _("%(often)s at %(time)s") % {"often": often, "time": time_words(feed.at_time)}


def next_words(feed: Feed) -> str:
    """When it is read next."""
    if feed.asked_at:
        return _("As soon as its turn comes")
    if feed.is_paused:
        return _("Not while it is paused")
    return when_words(feed.next_at) if feed.next_at else _("When somebody asks for it")


def waiting_words(waiting: Waiting) -> str:
    """What of it waits for an editor."""
    parts = []
    if waiting.conflicts:
        parts.append(ngettext("%(n)s to choose", "%(n)s to choose", waiting.conflicts) % {"n": waiting.conflicts})
    if waiting.arrivals:
        parts.append(ngettext("%(n)s new", "%(n)s new", waiting.arrivals) % {"n": count_words(waiting.arrivals)})
    if waiting.gone:
        parts.append(ngettext("%(n)s gone", "%(n)s gone", waiting.gone) % {"n": count_words(waiting.gone)})
    return ", ".join(parts)


def reading_state(load: Load, now: datetime) -> str:
    """How a reading went."""
    if is_running(load, now):
        return _("Running now")
    if load.finished_at is None:
        return _("Broken off; what it had read is kept")
    if "failed" in load.counts:
        return _("Failed: %(why)s") % {"why": load.counts["failed"]}
    return _("Read to its end") if load.is_complete else _("Read what has changed")


def progress_words(load: Load) -> str:
    """How far a reading is: "1,200 of 4,000 read"."""
    done, of = load.progress.get("done", 0), load.progress.get("of", 0)
    if of:
        return _("%(done)s of %(of)s read") % {"done": count_words(done), "of": count_words(of)}
    return ngettext("%(n)s read", "%(n)s read", done) % {"n": count_words(done)}


def shares(found: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(what, "34 of 40", percent) for each measure of quality; nothing where there is no service."""
    base = found.get("services", 0)
    if not base:
        return []
    return [
        (
            str(label),
            _("%(n)s of %(all)s") % {"n": count_words(found.get(name, 0)), "all": count_words(base)},
            round(100 * found.get(name, 0) / base),
        )
        for name, label in SHARES.items()
    ]


def preview(found: Preview, now: datetime) -> dict[str, Any]:
    """A first look, as the page shows it."""
    return {
        "failed": found.failed,
        "kind": found.kind.label,
        "total": found.total,
        "looked_at": found.looked_at,
        "refused": found.refused,
        "reasons": [
            {
                "words": words(code),
                "count": count,
                "effect": report.effect(code),
                "weight": report.weight_of(code).value,
            }
            for code, count in found.reasons.most_common()
            if code not in report.UNSEEN
        ],
        "shares": shares(found.sample),
        "shown": [_shown(one, now) for one in found.shown],
    }


def _shown(one: Shown, now: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": one.name or _("Without a name"),
        "reasons": [report.reason_words(reason.as_json()) for reason in one.reasons],
        "refused": one.wanted is None,
        "rows": [],
    }
    if one.wanted is not None:
        made["rows"] = in_words(merge.theirs(one.wanted, now))
        made["organisation"] = one.wanted.owner.name
        made["words"] = ", ".join(term.name for term in one.wanted.terms if term.name)
    return made


def in_words(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of what a listing says, without what nobody said."""
    return [
        (str(row.label), "\n".join(lines))
        for row, lines in listing_words.in_words(document)
        if row.code not in {"name", "status", "terms"} and lines != [_("No")]
    ]


def since_words(at: datetime | None) -> str:
    """When, for a column."""
    return _("never") if at is None else ago_words(at)
