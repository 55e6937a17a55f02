"""The register of feeds: how each is doing, setting one up after a first look, having it read."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import Column, Empty, Listing, RowAction
from hearth.core.words import count_words, when_words
from hearth.directory.actions import feeds as actions
from hearth.directory.feeds import preview, quality
from hearth.directory.forms.staff_feeds import FeedFileForm, FeedForm, initial
from hearth.directory.loading import reasons, report
from hearth.directory.models import Feed, Load
from hearth.directory.queries import feeds as queries
from hearth.directory.staff import feed_words

TEMPLATES = "directory/staff/"
NEW_FEED = {"every_hours": "24", "at_time": "2", "is_trusted": False}


def feed_or_404(feed_id: UUID) -> Feed:
    """The feed of an address."""
    found = queries.feed(feed_id)
    if found is None:
        raise Http404
    return found


class Feeds(Listing):
    """All feeds by name."""

    columns = [
        Column("name", lazy("Feed"), sort="name", link=lambda row: reverse("directory:feed", args=[row.pk])),
        Column("state", lazy("How it is doing"), cell=feed_words.state_tag, csv=lambda row: feed_words.state(row)[0]),
        Column("read", lazy("Last read"), cell=lambda row: feed_words.since_words(row.read_at), sort="read_at"),
        Column("next", lazy("Next"), cell=feed_words.next_words, sort="next_at"),
        Column(
            "waiting", lazy("Waits for you"), cell=lambda row: feed_words.waiting_words(row.waiting) or _("Nothing")
        ),
        Column("words", lazy("Words without a meaning"), cell=lambda row: count_words(row.waiting.words), number=True),
    ]
    order = "name"
    things = staticmethod(lambda n: ngettext("%(n)s feed", "%(n)s feeds", n))
    empty = Empty(
        lazy("No feeds yet"),
        lazy("Read the directory of a neighbour, a charity or a national body, and keep it up to date by itself."),
        url="/staff/directory/feeds/add/",
        action=lazy("Add a feed"),
        icon="download",
    )
    action = RowAction(lambda _row: _("Open"), lambda row: reverse("directory:feed", args=[row.pk]))


@staff("directory.feeds")
@require_safe
def feeds(request: MemberRequest) -> HttpResponse:
    """Every feed, how it is doing and what waits."""
    found = list(queries.feeds())
    waiting = queries.waiting(found)
    for one in found:
        one.waiting = waiting[one.pk]  # type: ignore[attr-defined]
    return Feeds(request, found).respond(f"{TEMPLATES}feeds.html")


def _count(name: str) -> Any:
    return lambda row: count_words(row.counts.get(name, 0))


class Readings(Listing):
    """A feed's readings, newest first."""

    columns = [
        Column(
            "when",
            lazy("When"),
            sort="created_at",
            cell=lambda row: when_words(row.created_at),
            link=lambda row: reverse("directory:load", args=[row.pk]),
        ),
        Column("state", lazy("How it went"), cell=lambda row: feed_words.reading_state(row, clock.now())),
        *(
            Column(name, label, cell=_count(name), number=True)
            for name, label in (
                ("rows", lazy("Read")),
                ("added", lazy("New")),
                ("updated", lazy("Changed")),
                ("unchanged", lazy("As before")),
                ("repaired", lazy("Repaired")),
                ("refused", lazy("Refused")),
                ("gone", lazy("Gone")),
            )
        ),
    ]
    order = "-when"
    page_size = 20
    things = staticmethod(lambda n: ngettext("%(n)s reading", "%(n)s readings", n))
    empty = Empty(lazy("Not read yet"), lazy("After the first reading, what came of it shows here."), icon="download")
    exports = "readings-of-a-feed"


@staff("directory.feeds")
@require_safe
def feed(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """One feed: what waits, how good it is, its readings."""
    found = feed_or_404(feed_id)
    now = clock.now()
    running = queries.running(found, now)
    page = Readings(request, queries.readings(found))
    text, kind = feed_words.state(found)
    context = {
        "feed": found,
        "state": text,
        "state_kind": kind,
        "running": running,
        "progress": feed_words.progress_words(running) if running else "",
        "share": _share(running),
        "why": queries.why_failing(found) if found.failing_since else "",
        "how_often": feed_words.how_often(found),
        "next": feed_words.next_words(found),
        "has_file": queries.has_file(found),
        "waiting": queries.waiting([found])[found.pk],
        "shares": feed_words.shares(quality.measure(found)),
        "reasons": [
            {
                "words": reasons.words(code),
                "count": count,
                "effect": report.effect(code),
                "weight": report.weight_of(code).value,
            }
            for code, count in quality.reasons(found)
        ],
    }
    return page.respond(f"{TEMPLATES}feed.html", context, on_export=partial(_exported, request, found))


def _share(running: Load | None) -> int:
    """Percent of a reading that are done, where the feed says how many there are."""
    progress = running.progress if running else {}
    return min(100, round(100 * progress.get("done", 0) / progress["of"])) if progress.get("of") else 0


def _exported(request: MemberRequest, found: Feed, count: int) -> None:
    audit.record(
        action="directory.feed_exported",
        kind=EntryKind.EXPORT,
        by=request.actor,
        subject_type="feed",
        subject_id=found.pk,
        detail={"count": count},
    )


# Setting up -----------------------------------------------------------------------------------------------------------
@staff("directory.feeds")
@keeps_typing("directory.add_feed")
def add(request: MemberRequest) -> HttpResponse:
    """A new feed. It is looked at first; nothing of it is kept before somebody has seen the look."""
    form = kept_form(request, FeedForm, initial=NEW_FEED)
    shown = None
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if "add" in request.POST and form.cleaned_data["looked"] == values["address"]:
            made = actions.add_feed(values=values, by=request.actor, now=clock.now())
            forget_typing(request)
            pages.say(request, _("The feed is added. Have it read now, or wait for its time."))
            return redirect("directory:feed", made.pk)
        unsaved = Feed(code="first-look", **values)
        shown = _look(request, unsaved)
        form = _looked(form, values["address"])
    context = {"form": form, "preview": shown, "back": reverse("directory:feeds"), "heading": _("Add a feed")}
    return pages.render(request, f"{TEMPLATES}feed_form.html", context | {"feed": None})


@staff("directory.feeds")
@keeps_typing("directory.change_feed")
def change(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Change what stands in the register. Where the address changes, its new place is looked at first."""
    found = feed_or_404(feed_id)
    form_class = FeedFileForm if queries.has_file(found) else FeedForm
    form = kept_form(request, form_class, initial=initial(found))
    shown = None
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if values["address"] in {found.address, form.cleaned_data["looked"], ""}:
            actions.change_feed(feed_id=feed_id, values=values, by=request.actor, now=clock.now())
            forget_typing(request)
            pages.say(request, _("Saved."))
            return redirect("directory:feed", feed_id)
        shown = _look(request, Feed(code=found.code, owner=found.owner, **values))
        form = _looked(form, values["address"])
    back = reverse("directory:feed", args=[feed_id])
    context = {"form": form, "preview": shown, "back": back, "heading": _("Change the feed"), "feed": found}
    return pages.render(request, f"{TEMPLATES}feed_form.html", context)


def _looked(form: FeedForm, address: str) -> FeedForm:
    """The same form, which says that its address was looked at."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["looked"] = address
    again = type(form)(data)
    again.is_valid()
    return again


@staff("directory.feeds")
@require_POST
def look(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """What it gives just now. Nothing is kept."""
    found = feed_or_404(feed_id)
    context = {"feed": found, "preview": _look(request, found), "back": reverse("directory:feed", args=[feed_id])}
    return pages.render(request, f"{TEMPLATES}feed_look.html", context)


def _look(request: MemberRequest, feed: Feed) -> dict[str, Any]:
    shown = preview.look(feed)
    audit.record(
        action="directory.feed_previewed",
        by=request.actor,
        subject_type="feed",
        subject_id=feed.pk,
        detail={"records": shown.looked_at, "failed": bool(shown.failed)},
    )
    return feed_words.preview(shown, clock.now())


# Having it read -------------------------------------------------------------------------------------------------------
@staff("directory.feeds")
@require_POST
def read(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Have it read now, by a job."""
    feed_or_404(feed_id)
    back = reverse("directory:feed", args=[feed_id])
    try:
        actions.ask_reading(feed_id=feed_id, full="full" in request.POST, by=request.actor, now=clock.now())
    except actions.FeedRefused as refused:
        return pages.conflict(request, str(refused), back=back)
    pages.say(request, _("It is read as soon as its turn comes. How far it is shows below."))
    return redirect(back)


@staff("directory.feeds")
def pause(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Stop reading it for a while, or go on."""
    found = feed_or_404(feed_id)
    back = reverse("directory:feed", args=[feed_id])
    if request.method != "POST" and not found.is_paused:
        return pages.confirm(
            request,
            title=_("Stop reading “%(name)s”?") % {"name": found.name},
            body=_(
                "What it brought stays in the directory and gets older: nothing is deleted. "
                "Services that changed there keep their old words here until you go on."
            ),
            yes=_("Stop reading it"),
            back=back,
        )
    if request.method == "POST":
        wanted = not found.is_paused
        actions.change_feed(feed_id=feed_id, values={"is_paused": wanted}, by=request.actor, now=clock.now())
        pages.say(request, _("It is not read until you go on.") if wanted else _("It is read again from now on."))
    return redirect(back)
