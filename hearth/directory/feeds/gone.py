"""What a feed has no more: counted over complete readings, never deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hearth.directory.feeds.fetch import FetchFailed
from hearth.directory.loading.tally import Tally
from hearth.directory.models import Feed, SourceRow

ASKED_AGAIN = 500  # records that one reading asks for by their ids before it believes that they are gone


def mark_gone(
    feed: Feed,
    tally: Tally,
    seen: set[int],
    still_there: Callable[[str], dict[str, Any] | None] | None,
    now: Any,
) -> None:
    """Count a reading without them for the records of this feed that were not in it, in the caller's transaction.

    `seen` are hashes of the ids that were. Where the feed can be asked for one record, it is: a list that changes
    while it is read may pass one over.
    """
    missing: list[SourceRow] = []
    rows = SourceRow.objects.filter(source=feed.source, record_kind="service").only(
        "id", "ref", "record_id", "misses", "gone_at"
    )
    for row in rows.iterator(chunk_size=5000):
        if hash(row.ref) not in seen:
            missing.append(row)
    if still_there and len(missing) <= ASKED_AGAIN:
        missing = [row for row in missing if _is_gone(row, still_there, tally)]
    new = [row for row in missing if row.gone_at is None]
    for row in new:
        tally.lost({"id": row.ref, "name": _name(row)})
    for row in missing:
        row.misses = min(row.misses + 1, 30_000)
        row.gone_at = row.gone_at or now
    SourceRow.objects.bulk_update(missing, ["misses", "gone_at"], batch_size=2000)


def _is_gone(row: SourceRow, still_there: Callable[[str], dict[str, Any] | None], tally: Tally) -> bool:
    try:
        found = still_there(row.ref)
    except FetchFailed:
        return False  # nobody knows: then it is not
    if found is not None:
        tally.reasons["passed-over"] += 1
    return found is None


def _name(row: SourceRow) -> str:
    raw = SourceRow.objects.values_list("raw__name", flat=True).get(pk=row.pk)
    return str(raw or "")[:200]
