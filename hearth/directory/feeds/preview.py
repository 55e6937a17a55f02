"""A look at a feed before anything of it is kept: its first records as they would become, and how good a sample is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from hearth.core import clock
from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds import places, quality, service, shape, sources
from hearth.directory.feeds.fetch import Fetcher, FetchFailed
from hearth.directory.feeds.older import lifted
from hearth.directory.feeds.service import Ground
from hearth.directory.feeds.wanted import Facts, Wanted
from hearth.directory.loading.reasons import Notes, Reason, RefusedRow
from hearth.directory.models import Feed, FeedFile, FeedKind, Postcode

SHOWN = 5
SAMPLE = 25
SECONDS = 8  # for one answer: somebody waits in front of the page
ALL_SECONDS = 20
BYTES = 60_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as it would become, or why it would not."""

    number: int
    name: str
    wanted: Wanted | None
    reasons: list[Reason]


@dataclass(slots=True)
class Preview:
    """What was found. `failed` says in words why nothing, or no more, could be read."""

    kind: FeedKind = FeedKind.UNKNOWN
    total: int | None = None
    shown: list[Shown] = field(default_factory=list)
    sample: dict[str, int] = field(default_factory=dict)
    looked_at: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # codes of loading.reasons
    failed: str = ""


def look(feed: Feed) -> Preview:
    """Read the first records of a feed and keep nothing."""
    found = Preview()
    rows: list[dict[str, Any]] = []
    facts = Facts(feed.code, feed.source, feed.name, clock.now(), feed.owner_id, feed.owner.name if feed.owner else "")
    try:
        source = _open(feed)
        found.kind = source.kind
        records = source.records()
        for number, listed in enumerate(islice(records, SAMPLE), start=1):
            shown = _build(number, listed.raw, facts)
            found.looked_at = number
            found.refused += shown.wanted is None
            found.reasons.update({reason.code for reason in shown.reasons})
            if len(found.shown) < SHOWN:
                found.shown.append(shown)
            if shown.wanted is not None:
                rows.append(_marks(shown.wanted))
        found.total = source.total
        records.close()
    except (FetchFailed, UnreadableFile) as problem:
        found.failed = str(problem)
    if not found.shown and not found.failed:
        found.failed = "It gave no records."
    found.sample = quality.sample(rows)
    return found


def _open(feed: Feed) -> sources.Source:
    if feed.address:
        fetcher = Fetcher(per_second=0, tries=1, read_seconds=SECONDS, most=SAMPLE + 5, seconds=ALL_SECONDS)
        fetcher.most_bytes = BYTES
        return sources.open_address(feed.address, fetcher)
    given = FeedFile.objects.filter(feed_id=feed.pk).first()
    if given is None:
        raise UnreadableFile("It has neither an address nor a file.")
    return sources.open_bytes(bytes(given.content), given.name)


def _build(number: int, raw: Any, facts: Facts) -> Shown:
    notes = Notes()
    if not isinstance(raw, dict):
        return Shown(number, "", None, [Reason("bad-record")])
    record = shape.cleaned("service", lifted(raw), notes)
    name = str(record.get("name", ""))
    try:
        ground = Ground(Postcode.objects.in_bulk(places.postcodes_of(record)))
        return Shown(number, name, service.build(record, facts, ground, notes), notes.reasons)
    except RefusedRow as refused:
        return Shown(number, name, None, [refused.reason])


def _marks(wanted: Wanted) -> dict[str, Any]:
    """The measures of `quality`, of one record that is not in the database."""
    said = wanted.values
    return {
        "contact": said["phone"] or said["email"] or said["website"],
        "phone": said["phone"],
        "described": len(said["summary"]) + len(said["description"]) >= 80,
        "ages": said["min_age_months"] is not None or said["max_age_months"] is not None,
        "cost": said["cost_kind"] != "unknown" or said["cost_words"],
        "times": any(one.values.get("byday") or one.values.get("days_of_month") for one in wanted.schedules),
        "placed": any(place.values["latitude"] is not None for place in wanted.places),
        "assured": wanted.assured_at,
        "classed": wanted.terms,
    }
