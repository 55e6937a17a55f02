"""Reads a file of services, sites or organisations: which row is which record, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from hearth.core.table_files import MISSING, SURPLUS, UnreadableFile
from hearth.directory.loading import shapes
from hearth.directory.loading.bulk import batches
from hearth.directory.loading.job import BATCH, Job, tidy_row
from hearth.directory.loading.mapping import Mapping
from hearth.directory.loading.reasons import Notes, Reason, RefusedRow
from hearth.directory.loading.records import Wanted, build, find_place, key_of
from hearth.directory.loading.write import Writer
from hearth.directory.models import Postcode, SourceRow

ODD = {MISSING, SURPLUS}
CLOSE = 400.0  # metres within which the same name may be the same thing twice

_SERVICE = (
    "name", "summary", "description", "who_for", "website", "email", "phone", "min_age_months", "max_age_months",
    "cost_kind", "cost_words", "delivery", "access_routes", "how_to_get_in", "languages", "accessibility", "area_words",
    "is_sensitive",
)  # fmt: skip
_SITE = ("name", "kind", "description", "phone", "email", "accessibility")
_ORGANISATION = ("name", "kind", "description", "website", "email", "phone")
FIELDS = {"service": _SERVICE, "site": _SITE, "organisation": _ORGANISATION}


def load_records(job: Job) -> None:
    """Services, sites or organisations. A record that is no longer in the file is marked as gone and stays."""
    refs = _refs(job)
    if not refs:
        raise UnreadableFile("It has no rows. Nothing was changed and nothing was deleted.")
    writer = Writer(job)
    reading = _Reading(job, refs, job.mapping.needed())
    for batch in batches(job.rows(), BATCH // 4):
        with transaction.atomic():
            reading.take(batch, writer)
            job.tally.save()
    taken = job.tally.rows - job.tally.outcomes["refused"]
    if not taken:
        raise UnreadableFile("Not one of its rows could be used. Nothing was changed and nothing was deleted.")
    with transaction.atomic():
        writer.mark_gone({ref for ref in refs if ref})
        job.tally.save()


def _refs(job: Job) -> list[str]:
    """The ref of each row, by its place in the file; "" where the row has none.

    Where several rows share a key, what they say tells them apart. A row of such a group that has been reworded is
    known again where exactly one row and one record of the group are left over: it is a change, not a new thing.
    """
    mapping = job.mapping
    groups: dict[str, list[tuple[int, str]]] = {}
    refs: list[str] = []
    columns = {*mapping.key, *mapping.tell_apart}
    for index, (_, raw) in enumerate(job.rows()):
        refs.append("")
        try:
            row = tidy_row({name: value for name, value in raw.items() if name in columns or name in ODD}, Notes())
            key = key_of(mapping, row)
        except RefusedRow:
            continue
        groups.setdefault(key, []).append((index, _mark(mapping, row)))
    known = _known_refs(mapping) if mapping.tell_apart else {}
    for key, members in groups.items():
        if not mapping.tell_apart:
            for index, _ in members:
                refs[index] = key
            continue
        free = set(known.get(key, set()))
        waiting = []
        for index, mark in members:
            ref = f"{key}~{mark}"
            refs[index] = ref
            if ref in free:
                free.discard(ref)
            else:
                waiting.append(index)
        if len(waiting) == 1 and len(free) == 1:
            refs[waiting[0]] = free.pop()
    return refs


def _mark(mapping: Mapping, row: dict[str, str]) -> str:
    told = "|".join(" ".join(row.get(column, "").lower().split()) for column in mapping.tell_apart)
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _known_refs(mapping: Mapping) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for ref in SourceRow.objects.filter(source=mapping.source).values_list("ref", flat=True):
        found.setdefault(ref.rsplit("~", 1)[0], set()).add(ref)
    return found


@dataclass(slots=True)
class _Reading:
    """Turns batches of rows into wanted records and hands them to the writer."""

    job: Job
    refs: list[str]
    used: set[str]
    seen: dict[str, str] = field(default_factory=dict)  # ref to fingerprint
    named: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)

    def take(self, batch: list[tuple[int, dict[str, str]]], writer: Writer) -> None:
        built: list[tuple[int, dict[str, str], Notes, dict[str, Any]]] = []
        for number, raw in batch:
            notes = Notes()
            try:
                ref = self.refs[number - 1]
                parts = build(self.job.mapping, raw, ref, notes, self.used)
                if not ref:
                    raise RefusedRow("no-key", ", ".join(self.job.mapping.key))
            except RefusedRow as refused:
                self.job.tally.refused(number, raw, refused.reason)
                continue
            built.append((number, raw, notes, parts))
        codes = {parts.get("postcode", "").replace(" ", "") for *_, parts in built} - {""}
        known = Postcode.objects.in_bulk(codes)
        ready: list[tuple[int, dict[str, str], Notes, Wanted]] = []
        for number, raw, notes, parts in built:
            wanted = self._wanted(parts, known, notes)
            mark = wanted.fingerprint()
            if wanted.ref in self.seen:
                same = self.seen[wanted.ref] == mark
                reason = Reason("duplicate" if same else "duplicate-differs", was=wanted.ref)
                self.job.tally.refused(number, raw, reason)
                continue
            self.seen[wanted.ref] = mark
            self._look_for_twin(number, wanted, notes)
            ready.append((number, raw, notes, wanted))
        states = writer.write([(raw, notes, wanted) for _, raw, notes, wanted in ready])
        for (number, raw, notes, _), state in zip(ready, states, strict=True):
            self.job.tally.took(number, raw, notes, added=state == "added", updated=state == "updated")

    def _wanted(self, parts: dict[str, Any], known: dict[str, Postcode], notes: Notes) -> Wanted:
        kind = self.job.mapping.kind
        place = find_place(parts, known, notes) if kind != "organisation" else {}
        values = {name: parts[name] for name in FIELDS[kind] if parts.get(name) not in (None, "", [])}
        if kind == "site":
            values["name"] = values["name"][:160]
            # A site has no box for a summary: its words are its description.
            values["description"] = parts["description"] or parts["summary"]
        if kind == "organisation":
            values["description"] = parts["description"] or parts["summary"]
        return Wanted(parts["ref"], parts["owner"], values, place, parts["slots"], parts["times_words"], parts["terms"])

    def _look_for_twin(self, number: int, wanted: Wanted, notes: Notes) -> None:
        """Remark on a row with the name of another close by. Two rows of one group are told apart on purpose."""
        place = wanted.place
        if self.job.mapping.tell_apart or not place or place["latitude"] is None:
            return
        name = " ".join(wanted.values["name"].lower().split())
        point = (place["longitude"], place["latitude"])
        for other, longitude, latitude in self.named.setdefault(name, []):
            if shapes.metres_between(point, (longitude, latitude)) <= CLOSE:
                notes.add("maybe-duplicate", "", f"row {other}")
                break
        self.named[name].append((number, *point))
