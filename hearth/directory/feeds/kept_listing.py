"""What a feed says anew of a listing that another one took in waits at the kept one, for an editor to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hearth.directory import document as documents
from hearth.directory.document import Document
from hearth.directory.feeds import merge
from hearth.directory.loading import bulk
from hearth.directory.models import Feed, FeedConflict, Service, SourceRow
from hearth.directory.queries import merged

# Places and times carry the ids of the absorbed listing; whether that one is shown says nothing of the kept one.
LEFT_OUT = frozenset({"places", "times", "status"})


class Told(Protocol):
    """A record of a feed, as feeds.write has it."""

    known: SourceRow | None
    service: Service | None
    stated: Document
    said: dict[str, str]


def tell_kept(feed: Feed, rows: Sequence[Told], now: datetime) -> int:
    """For each absorbed listing of which the feed says something new: note it as a difference at the listing that is
    kept, unless that says it already or somebody else's word waits there. How many."""
    absorbed = [(row.service.pk, row) for row in rows if row.service is not None and row.known is not None]
    kept = merged.kept(pk for pk, _row in absorbed)
    here = {pk: merge.digests(said) for pk, said in documents.snapshots(set(kept.values())).items()}
    found: dict[tuple[object, str], FeedConflict] = {
        (one.service_id, one.field): one
        for one in FeedConflict.objects.filter(service_id__in=kept.values(), settled_at__isnull=True)
    }
    written = []
    for pk, row in absorbed:
        into = kept.get(pk)
        if into is None or into not in here:
            continue
        for group in sorted(set(merge.GROUPS) - LEFT_OUT):
            if not _is_news(row, group, here[into]):
                continue
            one = found.setdefault((into, group), FeedConflict(feed=feed, service_id=into, field=group, created_at=now))
            if one.feed_id != feed.pk:
                continue
            one.theirs = {part: row.stated[part] for part in merge.GROUPS[group]}
            written.append(one)
    bulk.store(list(dict.fromkeys(written)))
    return len(written)


def _is_news(row: Told, group: str, here: Mapping[str, str]) -> bool:
    before = row.known.written.get(group) if row.known else None
    return before is not None and before != row.said[group] != here[group]
