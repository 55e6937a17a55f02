"""Decides, row by row, whether a record is new, changed, or the same, and remembers what the file said of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hearth.directory.loading import bulk
from hearth.directory.loading.change import Change, Keeper
from hearth.directory.loading.job import Job
from hearth.directory.loading.owners import Owners
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.records import Wanted
from hearth.directory.loading.tally import plain
from hearth.directory.loading.write_others import OrganisationKeeper, SiteKeeper
from hearth.directory.loading.write_services import ServiceKeeper
from hearth.directory.models import SourceRow

Row = tuple[dict[str, str], Notes, Wanted]


class Writer:
    """Writes the rows of one file. Every call is within the caller's transaction."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.owners = Owners()
        kinds: dict[str, Any] = {"service": ServiceKeeper, "site": SiteKeeper, "organisation": OrganisationKeeper}
        self.keeper: Keeper = kinds[job.mapping.kind](job, self.owners)

    def write(self, rows: list[Row]) -> list[str]:
        """What happened to each: "added", "updated" or "unchanged"."""
        refs = [wanted.ref for *_, wanted in rows]
        known = {row.ref: row for row in SourceRow.objects.filter(source=self.job.mapping.source, ref__in=refs)}
        records = self.keeper.present(known, refs)
        self.owners.find([wanted.owner for *_, wanted in rows if wanted.owner])
        states: list[str] = []
        changes: list[tuple[Change, dict[str, str]]] = []
        for raw, notes, wanted in rows:
            before, record = known.get(wanted.ref), records.get(wanted.ref)
            if before and record and before.fingerprint == wanted.fingerprint() and before.gone_at is None:
                states.append("unchanged")
                continue
            if before and record and self.keeper.edited(record, before):
                notes.add("edited-since")
            states.append("updated" if record else "added")
            changes.append((Change(wanted, record, before), raw))
        ids = self.keeper.keep([change for change, _ in changes])
        self._remember([(change, raw, pk) for (change, raw), pk in zip(changes, ids, strict=True)])
        return states

    def mark_gone(self, present: set[str]) -> None:
        """Note the records that an earlier file of this name had and this one has not. They stay as they are."""
        lost = SourceRow.objects.filter(
            source=self.job.mapping.source, gone_at__isnull=True, load__file_name=self.job.load.file_name
        ).exclude(ref__in=present)
        for row in lost.order_by("id"):
            self.job.tally.lost(row.raw)
        lost.update(gone_at=self.job.now)

    def _remember(self, done: list[tuple[Change, dict[str, str], UUID]]) -> None:
        rows = []
        for change, raw, pk in done:
            row = change.known or SourceRow(source=self.job.mapping.source, ref=change.wanted.ref)
            row.record_kind, row.record_id = self.job.mapping.kind, pk
            row.fingerprint = change.wanted.fingerprint()
            row.terms, row.raw = [list(term) for term in change.wanted.terms], plain(raw)
            row.load, row.loaded_at, row.gone_at = self.job.load, self.job.now, None
            rows.append(row)
        bulk.store(rows, key=("source", "ref"), leave=("id",))
