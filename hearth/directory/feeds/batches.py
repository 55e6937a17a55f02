"""The records of a feed, so many to a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds.fetch import FetchFailed
from hearth.directory.feeds.pages import Listed

BATCH = 500  # records of one transaction: what a reading that is killed loses at most


def batches(records: Iterator[Listed]) -> Iterator[list[Listed]]:
    """So many at a time. Where the source breaks off, what came whole before that is given first."""
    batch: list[Listed] = []
    try:
        for listed in records:
            batch.append(listed)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except (FetchFailed, UnreadableFile):
        if batch:
            yield batch
        raise
    if batch:
        yield batch
