"""One reading of a feed, from opening it to the quality of what came."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from hearth.audit import actions as audit
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds import as_sent, ending, gone, places, quality, service, shape, sources
from hearth.directory.feeds.batches import batches
from hearth.directory.feeds.fetch import Fetcher, FetchFailed
from hearth.directory.feeds.files import Broken
from hearth.directory.feeds.keep_owners import OwnerKeeper
from hearth.directory.feeds.keep_terms import TermKeeper
from hearth.directory.feeds.older import lifted
from hearth.directory.feeds.pages import Listed
from hearth.directory.feeds.rows import Row
from hearth.directory.feeds.service import Ground
from hearth.directory.feeds.wanted import Facts
from hearth.directory.feeds.write import FeedWriter
from hearth.directory.loading.progress import Progress
from hearth.directory.loading.reasons import Notes, Reason, RefusedRow
from hearth.directory.loading.run import LOCK, LoadRunning
from hearth.directory.loading.tally import Tally
from hearth.directory.models import Area, AreaKind, Feed, FeedKind, Load, Postcode, RowOutcome, SourceRow

logger = logging.getLogger("hearth.feeds")
JOB = "feeds"
OVERLAP = timedelta(days=1)  # asked for again with what has changed since: clocks differ, and some feeds know days only
# A record with this is looked at again although the feed says nothing new, once other postcodes are known here than
# when all of the feed was read last.
UNSETTLED = "postcode-unknown"


def read_feed(
    *,
    feed: Feed,
    by: Actor,
    full: bool = False,
    place: str = "",
    progress: Progress | None = None,
    fetcher: Fetcher | None = None,
) -> Load:
    """Read a feed and bring in what is new. Nothing is deleted; what cannot be read changes nothing.

    `place` is an address or a path to read from instead of the feed's own; `full` asks for everything, whatever was
    read before. Raises LoadRunning while another load or reading runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        if not (cursor.fetchone() or [False])[0]:
            raise LoadRunning
    try:
        return _Reading(feed, by, full, place or feed.address, progress or Progress(), fetcher).run()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


@dataclass(slots=True)
class _Looked:
    """A record that may say something new, cleaned."""

    number: int
    raw: dict[str, Any]
    mark: str
    notes: Notes
    record: shape.Record


@dataclass(slots=True)
class _Reading:
    feed: Feed
    by: Actor
    full: bool
    place: str
    progress: Progress
    fetcher: Fetcher | None
    now: datetime = field(default_factory=clock.now)
    load: Load = field(init=False)
    tally: Tally = field(init=False)
    writer: FeedWriter = field(init=False)
    facts: Facts = field(init=False)
    councils: dict[str, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)  # of records as they last came, by the hash of their id
    # Of those, what may come to something else although it is the same.
    unsettled: set[int] = field(default_factory=set)
    seen: dict[int, str] = field(default_factory=dict)  # ids that came, by their hash, with when they were changed
    fresh: dict[int, str | None] = field(default_factory=dict)  # what `seen` held of this batch's ids before it
    extra: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    postcodes: int = 0  # how many are known here

    def run(self) -> Load:
        self._begin()
        source: sources.Source | None = None
        try:
            source = self._open()
            self._take_all(source)
            if not self.number and not source.unchanged and source.since is None:
                raise UnreadableFile("It gave no records. Nothing was changed and nothing was deleted.")
        except (FetchFailed, UnreadableFile) as problem:
            self.tally.failed = str(problem)
        self._end(source)
        return self.load

    # Beginning --------------------------------------------------------------------------------------------------------
    def _begin(self) -> None:
        feed = self.feed
        self.load = Load.objects.create(
            feed=feed,
            source=feed.source,
            file_name=(self.place or feed.name)[-200:],
            mapping_version=service.VERSION,
            progress={"done": 0, "at": self.now.isoformat()},
        )
        Feed.objects.filter(pk=feed.pk).update(asked_at=None)
        self.tally = Tally(self.load)
        self.facts = Facts(
            feed.code, feed.source, feed.name, self.now, feed.owner_id, feed.owner.name if feed.owner else ""
        )
        self._make_writer()
        self.councils = {
            name.lower(): code for name, code in Area.objects.filter(kind=AreaKind.COUNCIL).values_list("name", "code")
        }
        self.postcodes = Postcode.objects.count()
        before = Load.objects.filter(feed=feed, counts__has_key="postcodes").order_by("-created_at").first()
        same = before is not None and before.counts["postcodes"] == self.postcodes
        known = SourceRow.objects.filter(source=feed.source, record_kind="service", gone_at__isnull=True, misses=0)
        for ref, mark, reasons in known.values_list("ref", "mark", "reasons").iterator(chunk_size=5000):
            self.marks[hash(ref)] = mark
            if UNSETTLED in reasons and not same:
                self.unsettled.add(hash(ref))

    def _make_writer(self) -> None:
        owners = OwnerKeeper(self.facts, self.load)
        terms = TermKeeper(self.feed, self.facts)
        self.writer = FeedWriter(self.feed, self.facts, self.load, self.by, owners, terms)

    def _open(self) -> sources.Source:
        if not self.place:
            given = getattr(self.feed, "file", None)
            if given is None:
                raise UnreadableFile("It has neither an address nor a file.")
            return sources.open_bytes(bytes(given.content), given.name)
        if not sources.is_address(self.place):
            return sources.open_file(Path(self.place))
        fetcher = self.fetcher or Fetcher(per_second=self.feed.per_second)
        own = self.place == self.feed.address
        due = self.feed.full_at is None or self.now - self.feed.full_at >= timedelta(days=self.feed.full_days)
        increment = own and not self.full and not due and self.feed.kind == FeedKind.API and self.feed.since
        return sources.open_address(
            self.place,
            fetcher,
            since=self.feed.since - OVERLAP if increment and self.feed.since else None,
            validators={} if self.full or not own else dict(self.feed.validators),
            known=lambda ref, mark: self.marks.get(hash(shape.reference(ref))) == self._mark(mark),
        )

    def _mark(self, mark: str) -> str:
        return f"{service.VERSION}.{mark}" if mark else ""

    # Taking -----------------------------------------------------------------------------------------------------------
    def _take_all(self, source: sources.Source) -> None:
        for batch in batches(source.records()):
            held = self._hold()
            try:
                self._take(batch, source)
            except DatabaseError:
                # One of them cannot be written: then each for itself, and only that one is left out.
                logger.exception("a batch of a feed could not be written; its records are tried one by one")
                self._back_to(held)
                self._take_each(batch, source)

    def _take_each(self, batch: list[Listed], source: sources.Source) -> None:
        for listed in batch:
            held = self._hold()
            try:
                self._take([listed], source)
            except DatabaseError as error:
                self._back_to(held)
                self.number += 1
                self._seen(shape.reference(listed.raw.get("id")), "")
                self._refuse(self.number, listed.raw, Reason("not-written", "", type(error).__name__))
        with acting_as(job=JOB):
            self.tally.save()

    def _hold(self) -> tuple[int, Tally, int]:
        self.fresh.clear()
        held = replace(self.tally, outcomes=Counter(self.tally.outcomes), reasons=Counter(self.tally.reasons))
        return self.number, held, self.extra.get("conflicts", 0)

    def _back_to(self, held: tuple[int, Tally, int]) -> None:
        """As if the batch had not been begun: its transaction is undone."""
        self.number, self.tally, self.extra["conflicts"] = held
        self.tally.forget_waiting()
        for key, before in self.fresh.items():
            if before is None:
                self.seen.pop(key, None)
            else:
                self.seen[key] = before
        self._make_writer()

    def _seen(self, ref: str, changed: str) -> None:
        key = hash(ref)
        self.fresh.setdefault(key, self.seen.get(key))
        self.seen[key] = changed

    def _take(self, batch: list[Listed], source: sources.Source) -> None:
        """One transaction: each record of it is in as a whole, or not at all."""
        with acting_as(job=JOB):
            looked = self._latest([found for listed in batch if (found := self._look(listed)) is not None])
            codes = {code for one in looked for code in places.postcodes_of(one.record)}
            ground = Ground(Postcode.objects.in_bulk(codes), self.councils)
            rows: list[Row] = []
            for one in looked:
                try:
                    wanted = service.build(one.record, self.facts, ground, one.notes)
                except RefusedRow as refused:
                    self._refuse(one.number, one.raw, refused.reason)
                    continue
                rows.append(Row(one.number, one.raw, one.mark, one.notes, wanted))
            if rows:
                self.writer.write(rows)
            for row in rows:
                self._tell(row)
            of = source.total or 0
            self.load.progress = {"done": self.number, "of": of, "at": clock.now().isoformat()}
            self.tally.save()
            Load.objects.filter(pk=self.load.pk).update(progress=self.load.progress)
        self.progress.tell(self.feed.name, min(1.0, self.number / of) if of else source.share(), self.number)

    def _latest(self, looked: list[_Looked]) -> list[_Looked]:
        """Of a record that came again with a later date of change, the later one."""
        last = {one.record.get("id", ""): one for one in looked}
        found = []
        for one in looked:
            ref = one.record.get("id", "")
            if ref and last[ref] is not one:
                self._refuse(one.number, one.raw, Reason("duplicate", was=ref))
            else:
                found.append(one)
        return found

    def _look(self, listed: Listed) -> _Looked | None:
        """A record cleaned; None where it is refused, came before, or says nothing new."""
        self.number += 1
        number, raw = self.number, listed.raw
        if isinstance(raw, Broken):
            self._refuse(number, {"text": raw.text}, Reason("bad-record"))
            return None
        if not isinstance(raw, dict):
            self._refuse(number, {"text": str(raw)[:500]}, Reason("bad-record"))
            return None
        ref = shape.reference(raw.get("id"))
        key, mark = hash(ref), self._mark(listed.mark)
        if listed.failed:
            self._seen(ref, "")
            self._refuse(number, raw, Reason("not-given", "", listed.failed))
            return None
        if ref and mark and self.marks.get(key) == mark and key not in self.seen:
            if key not in self.unsettled:
                self._seen(ref, str(raw.get("last_modified") or ""))
                self.tally.took(number, {}, Notes(), added=False, updated=False)
                return None
            # The list may have given it short: all of it is what we kept.
            raw = SourceRow.objects.values_list("raw", flat=True).get(source=self.feed.source, ref=ref)
        notes = Notes()
        record = shape.cleaned("service", lifted(raw), notes)
        changed = record.get("last_modified", "")
        if ref and key in self.seen and not changed > self.seen[key]:
            self._refuse(number, raw, Reason("duplicate", was=ref))
            return None
        if ref:
            self._seen(ref, changed)
        return _Looked(number, raw, mark, notes, record)

    def _tell(self, row: Row) -> None:
        if row.why:
            self._refuse(row.number, row.raw, row.why.reason)
            return
        self.extra["conflicts"] = self.extra.get("conflicts", 0) + len(row.conflicts)
        if row.state == "unchanged":
            row.notes.reasons = [r for r in row.notes.reasons if r.code in {"merged-here", "edited-here"}]
        self.tally.took(
            row.number, as_sent.summary(row.raw), row.notes, added=row.state == "added", updated=row.state == "updated"
        )

    def _refuse(self, number: int, raw: Any, reason: Reason) -> None:
        self.tally.refused(number, as_sent.kept(raw), reason)

    # Ending -----------------------------------------------------------------------------------------------------------
    def _end(self, source: sources.Source | None) -> None:
        self.progress.clear()
        whole = source is not None and not self.tally.failed and (source.complete or source.unchanged)
        taken = self.tally.rows - self.tally.outcomes[RowOutcome.REFUSED]
        complete = whole and (taken > 0 or (source is not None and source.unchanged))
        with acting_as(job=JOB):
            if source is not None:
                self.tally.notes += source.notes
                if source.unchanged:
                    self.tally.notes.append("The server says that nothing is new since the last reading.")
                elif complete:
                    gone.mark_gone(self.feed, self.tally, set(self.seen), source.still_there, self.now)
            quality.count_terms(self.feed)
            self.extra["quality"] = quality.measure(self.feed)
            if complete and source is not None and not source.unchanged and source.since is None:
                self.extra["postcodes"] = self.postcodes  # all of it was looked at with these
            self.tally.extra = self.extra
            self.load.finished_at, self.load.is_complete, self.load.progress = clock.now(), complete, {}
            self.tally.save()
            self.load.save(update_fields=["is_complete", "progress"])
            failed = self.tally.failed
            self.feed = ending.note_on_feed(
                self.feed, self.place, source, complete=complete, failed=failed, now=self.now
            )
            audit.record(
                action="directory.feed_read",
                by=self.by,
                subject_type="feed",
                subject_id=self.feed.pk,
                detail={
                    "rows": self.tally.rows,
                    "added": self.tally.added,
                    "updated": self.tally.updated,
                    "complete": complete,
                },
            )
