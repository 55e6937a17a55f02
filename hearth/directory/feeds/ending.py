"""What a reading leaves on its feed: when it worked, since when it fails, when it is read next."""

from __future__ import annotations

from datetime import datetime, timedelta

from hearth.directory.feeds.sources import Source
from hearth.directory.models import Feed, FeedKind

SOONER = timedelta(hours=2)  # a feed that is away is tried again sooner than one that was read


def note_on_feed(feed: Feed, place: str, source: Source | None, *, complete: bool, failed: str, now: datetime) -> Feed:
    """In the caller's transaction. `place` is where it was read from, which need not be the feed's own address."""
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    read = source is not None and not failed
    if source is not None and read and place == feed.address:
        if source.kind is not FeedKind.UNKNOWN:
            feed.kind = source.kind
        if complete:
            feed.full_at = now
        feed.since, feed.validators = now, source.validators
    if read:
        feed.read_at, feed.failing_since = now, None
    else:
        feed.failing_since = feed.failing_since or now
    pause = feed.after(now)
    feed.next_at = min(pause, now + SOONER) if pause and not read else pause
    feed.save(update_fields=["kind", "full_at", "since", "validators", "next_at", "read_at", "failing_since"])
    return feed
