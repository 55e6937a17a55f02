"""The register of feeds: who sets one up, changes it, has it read. Reading itself is `directory.feeds.reading`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hearth.access.queries import works_for_host
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.deferring import defer
from hearth.directory.events import FeedAdded, FeedChanged
from hearth.directory.models import Feed, FeedFile

CODE = 48
FIELDS = frozenset(
    {
        *("name", "address", "licence", "licence_url", "attribution", "owner_id", "every_hours", "full_days"),
        *("gone_after", "per_second", "is_trusted", "is_paused", "publisher", "at_time"),
    }
)


class FeedRefused(Exception):
    """The change cannot be made; the message says why, for whoever asked."""


@transaction.atomic
def add_feed(*, values: Mapping[str, Any], by: Actor, now: datetime, code: str = "") -> Feed:
    """Set up a feed. `code` is its short name for ever; without one it is made of the name. Raises FeedRefused."""
    host_only(by)
    feed = Feed(created_at=now, code=code or _free_code(str(values["name"])))
    _fill(feed, values)
    feed.next_at = feed.after(now) and now
    feed.save(force_insert=True)
    _terms(feed, values)
    _file(feed, values)
    _log("directory.feed_added", feed, by)
    events.publish(FeedAdded(feed_id=feed.pk), by=by)
    return feed


@transaction.atomic
def change_feed(*, feed_id: UUID, values: Mapping[str, Any], by: Actor, now: datetime) -> Feed:
    """Change what a feed is called, where it is, how often it is read … Only what `values` name. Raises FeedRefused."""
    host_only(by)
    feed = Feed.objects.select_for_update().get(pk=feed_id)
    before = {name: getattr(feed, name) for name in FIELDS}
    _fill(feed, values)
    changed = sorted(name for name in FIELDS if getattr(feed, name) != before[name])
    if "address" in changed or values.get("file"):
        # Another place says nothing of what it had at its old one: the next reading is a whole one.
        feed.since, feed.full_at, feed.validators = None, None, {}
    if {"every_hours", "is_paused", "address"} & set(changed):
        feed.next_at = feed.after(now) and now
    feed.save()
    _terms(feed, values)
    _file(feed, values)
    _log("directory.feed_changed", feed, by, changed=changed)
    events.publish(FeedChanged(feed_id=feed.pk), by=by)
    return feed


@transaction.atomic
def ask_reading(*, feed_id: UUID, full: bool, by: Actor, now: datetime) -> None:
    """Have the worker read a feed as soon as it can. Raises FeedRefused where there is nothing to read."""
    host_only(by)
    feed = Feed.objects.get(pk=feed_id)
    if not feed.address and not FeedFile.objects.filter(feed=feed).exists():
        raise FeedRefused(_("This feed has neither an address nor a file. Add one first."))
    Feed.objects.filter(pk=feed_id).update(asked_at=now)
    _log("directory.feed_reading_asked", feed, by, full=full)
    from hearth.directory import jobs

    defer(jobs.read_feed, feed_id=str(feed.pk), full=full)


@transaction.atomic
def claim_due(*, now: datetime) -> list[UUID]:
    """The feeds whose time has come, each once: its next time is set on, so that nobody else takes it."""
    due = list(Feed.objects.select_for_update(skip_locked=True).filter(is_paused=False, next_at__lte=now))
    for feed in due:
        feed.next_at = feed.after(now)
        feed.save(update_fields=["next_at"])
    return [feed.pk for feed in due if feed.address]


def host_only(by: Actor) -> None:
    """Raises FeedRefused for a member of anybody but the council that runs the network."""
    if by.is_staff and not works_for_host(by):
        raise FeedRefused(_("Only the council that runs this network looks after its feeds."))


def _fill(feed: Feed, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name in FIELDS:
            setattr(feed, name, value)


def _terms(feed: Feed, values: Mapping[str, Any]) -> None:
    if "default_terms" in values:
        feed.default_terms.set(values["default_terms"])


def _file(feed: Feed, values: Mapping[str, Any]) -> None:
    """`file` is a pair of name and bytes."""
    if values.get("file"):
        name, content = values["file"]
        FeedFile.objects.update_or_create(feed=feed, defaults={"name": name[-200:], "content": content})


def _free_code(name: str) -> str:
    stem = slugify(name)[:40].strip("-") or "feed"
    taken = set(Feed.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def _log(action: str, feed: Feed, by: Actor, **detail: Any) -> None:
    audit.record(action=action, by=by, subject_type="feed", subject_id=feed.pk, detail=detail)
