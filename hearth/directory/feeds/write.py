"""Writes the listings of a feed, a few hundred at a time: each whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory.events import ListingChanged
from hearth.directory.feeds import kept_listing as told
from hearth.directory.feeds import merge
from hearth.directory.feeds.keep_owners import OwnerKeeper
from hearth.directory.feeds.keep_terms import TermKeeper
from hearth.directory.feeds.parts import classify, write_parts
from hearth.directory.feeds.rows import Row
from hearth.directory.feeds.wanted import Facts, digest
from hearth.directory.loading import bulk
from hearth.directory.loading.reasons import RefusedRow
from hearth.directory.models import (
    ConflictChoice,
    Feed,
    FeedConflict,
    Load,
    Schedule,
    Service,
    ServicePlace,
    ServiceStatus,
    SourceRow,
    Why,
)

# Of one reading, not of the record: they are counted there and not kept with it.
PASSING = {"merged-here", "edited-here", "owner-kept", "owner-edited"}


@dataclass(slots=True)
class FeedWriter:
    """Writes rows of one reading."""

    feed: Feed
    facts: Facts
    load: Load
    by: Actor
    owners: OwnerKeeper
    terms: TermKeeper

    def write(self, rows: list[Row]) -> None:
        """Decide and write, in the caller's transaction."""
        self._recognise(rows)
        live = [row for row in rows if row.why is None]
        self.owners.keep([(row.wanted.owner, row.notes) for row in live])
        self.terms.keep([term for row in live for term in row.wanted.terms])
        self._own_ids(live)
        for row in live:
            self._weigh(row)
        self._change([row for row in live if row.service is not None])
        self._add([row for row in live if row.service is None])
        self._remember(live)

    # Which is which ---------------------------------------------------------------------------------------------------
    def _recognise(self, rows: list[Row]) -> None:
        refs = [row.wanted.ref[:200] for row in rows]
        known = {
            row.ref: row
            for row in SourceRow.objects.filter(source=self.facts.source, ref__in=refs, record_kind="service")
        }
        ids = {row.wanted.id for row in rows} | {row.record_id for row in known.values()}
        there = {
            service.pk: service for service in Service.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        }
        for row in rows:
            row.known = known.get(row.wanted.ref[:200])
            row.service = there.get(row.known.record_id if row.known else row.wanted.id)
            if row.known is None and row.service is not None and row.service.source != self.facts.source:
                row.why = RefusedRow("already-here", "id", str(row.wanted.id))
            elif row.service is None and row.wanted.values["status"] == ServiceStatus.CLOSED:
                row.why = RefusedRow("closed", "status", "defunct")
            elif row.service is not None:
                row.wanted.id = row.service.pk

    def _own_ids(self, rows: list[Row]) -> None:
        """Give a part another id where its own is somebody else's: no listing takes a part from another."""
        places = [one.id for row in rows for one in row.wanted.places]
        holders = dict(ServicePlace.objects.filter(pk__in=places).values_list("id", "service_id"))
        schedules = [one.id for row in rows for one in row.wanted.schedules]
        timed = dict(Schedule.objects.filter(pk__in=schedules).values_list("id", "service_id"))
        for row in rows:
            wanted = row.wanted
            moved: dict[UUID | None, UUID] = {}
            for place in wanted.places:
                if holders.setdefault(place.id, wanted.id) != wanted.id:
                    moved[place.id] = place.id = uuid5(wanted.id, str(place.id))
            for schedule in wanted.schedules:
                if timed.setdefault(schedule.id, wanted.id) != wanted.id:
                    moved[schedule.id] = schedule.id = uuid5(wanted.id, str(schedule.id))
                schedule.place_id = moved.get(schedule.place_id, schedule.place_id)
            for off in wanted.exceptions:
                off.place_id = moved.get(off.place_id, off.place_id)
                off.schedule_id = moved.get(off.schedule_id, off.schedule_id)

    def _weigh(self, row: Row) -> None:
        wanted = row.wanted
        row.stated = merge.theirs(wanted, self.facts.now)
        row.said = merge.digests(row.stated) | {"owner": digest(str(self.owners.done[wanted.owner.ref]))[:10]}
        row.given = self.terms.given(wanted.terms)
        assured = wanted.assured_at.isoformat() if wanted.assured_at else ""
        row.fingerprint = digest([row.said, sorted(map(str, row.given)), assured])

    # New --------------------------------------------------------------------------------------------------------------
    def _add(self, rows: list[Row]) -> None:
        services: list[Service] = []
        for row in rows:
            wanted = row.wanted
            service = Service(
                id=wanted.id,
                organisation_id=self.owners.done[wanted.owner.ref],
                source=self.facts.source,
                source_ref=wanted.ref[:200],
                assured_at=wanted.assured_at,
                edited_at=self.facts.now,
                created_at=self.facts.now,
            )
            for name, value in (merge.EMPTY | wanted.values).items():
                setattr(service, name, value)
            if not self.feed.is_trusted and service.status == ServiceStatus.ACTIVE:
                service.status, row.waits = ServiceStatus.HIDDEN, True
            row.state, row.service = "added", service
            services.append(service)
        # What hangs on a service first, and the service last: its search rows are then made once (write_services).
        write_parts([(row, {"places", "times"}) for row in rows], self.facts.now)
        classify(rows)
        bulk.store(services)

    # Known ------------------------------------------------------------------------------------------------------------
    def _change(self, rows: list[Row]) -> None:
        moved = [row for row in rows if row.known is None or row.known.fingerprint != row.fingerprint]
        live = [row for row in moved if row.service is not None and row.service.merged_into_id is None]
        for row in moved:
            if row.service is not None and row.service.merged_into_id is not None:
                row.notes.add("merged-here", was=str(row.service.merged_into_id))
        told.tell_kept(self.feed, [row for row in moved if row not in live], self.facts.now)
        here = documents.snapshots([row.wanted.id for row in live])
        for row in live:
            assert row.service is not None
            written = row.known.written if row.known else {}
            always = row.known.always if row.known else []
            found = merge.merged(here[row.wanted.id], row.stated, written, always)
            row.groups, row.conflicts, row.agreed = list(found.groups), found.conflicts, found.agreed
            self._take(row, found)
        classify(live)
        changed = [row for row in live if row.groups]
        write_parts([(row, set(row.groups)) for row in changed], self.facts.now)
        for row in changed:
            assert row.service is not None
            row.state = "updated"
            row.service.version += 1
            row.service.edited_at = self.facts.now
        bulk.store([row.service for row in changed if row.service])
        for row in changed:
            assert row.service is not None
            parts = tuple(part for group in row.groups for part in merge.GROUPS.get(group, (group,)))
            events.publish(
                ListingChanged(
                    service_id=row.service.pk,
                    organisation_id=row.service.organisation_id,
                    version=row.service.version,
                    fields=parts,
                    why=Why.LOADED.value,
                ),
                by=self.by,
            )
        self._conflicts(live)

    def _take(self, row: Row, found: merge.Merged) -> None:
        """Put the feed's words into the record where they win."""
        service = row.service
        assert service is not None
        for name in [part for group in found.groups for part in merge.GROUPS[group]]:
            if name in merge.EMPTY:
                setattr(service, name, (merge.EMPTY | row.wanted.values)[name])
        owner = self.owners.done[row.wanted.owner.ref]
        before = row.known.written.get("owner") if row.known else None
        if service.organisation_id != owner and before != row.said["owner"]:
            if before is None or before == digest(str(service.organisation_id))[:10]:
                service.organisation_id = owner
                row.groups.append("owner")
            else:
                row.notes.add("owner-kept", "organization")
        assured = row.wanted.assured_at
        if assured and (service.assured_at is None or assured > service.assured_at):
            service.assured_at = assured  # only ever forward
            row.groups.append("assured_at")

    # Afterwards -------------------------------------------------------------------------------------------------------
    def _conflicts(self, rows: Iterable[Row]) -> None:
        """Keep where an editor has to choose; settle what both say alike by now."""
        rows = list(rows)
        waiting = {
            (one.service_id, one.field): one
            for one in FeedConflict.objects.filter(
                service_id__in=[row.wanted.id for row in rows], settled_at__isnull=True
            )
        }
        written: list[FeedConflict] = []
        for row in rows:
            for group, theirs in row.conflicts.items():
                row.notes.add("edited-here", group)
                one = waiting.get((row.wanted.id, group)) or FeedConflict(
                    feed=self.feed, service_id=row.wanted.id, field=group, created_at=self.facts.now
                )
                one.theirs = theirs
                written.append(one)
            for group in [*row.agreed, *row.groups]:
                done = waiting.get((row.wanted.id, group))
                if done:
                    done.choice, done.settled_at = ConflictChoice.LAPSED, self.facts.now
                    written.append(done)
        bulk.store(written)

    def _remember(self, rows: list[Row]) -> None:
        """What the feed said of each record. A row that says all the same is not touched."""
        kept: list[SourceRow] = []
        for row in rows:
            known = row.known or SourceRow(source=self.facts.source, ref=row.wanted.ref[:200], record_kind="service")
            reasons = sorted({reason.code for reason in row.notes.reasons} - PASSING)
            before = (known.mark, known.fingerprint, known.reasons, known.gone_at, known.misses)
            if row.known and before == (row.mark, row.fingerprint, reasons, None, 0):
                continue
            known.record_id, known.mark, known.fingerprint = row.wanted.id, row.mark, row.fingerprint
            known.raw, known.written, known.reasons = row.raw, row.said, reasons
            known.terms, known.said = [str(pk) for pk in row.given], [term.id for term in row.wanted.terms]
            known.waits = known.waits or row.waits
            known.load, known.loaded_at = self.load, self.facts.now
            known.gone_at, known.misses, known.kept_at = None, 0, None
            kept.append(known)
        bulk.store(kept, key=("source", "ref"), leave=("id",))
