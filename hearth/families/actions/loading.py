"""Reading an agency's extract: each row becomes a record, a correction of one, or nothing new; never a second one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from uuid import UUID, uuid5

from django.db import connection, transaction

from hearth.audit import actions as audit
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.core.table_files import Source, UnreadableFile, fingerprint
from hearth.families.actions.involving import begin_involvement, end_involvement
from hearth.families.actions.recording import Person, record_person
from hearth.families.actions.relating import note_identifier, relate
from hearth.families.feeds.mapping import Mapping, mapping
from hearth.families.feeds.rows import Refused, Said, differs, said_in
from hearth.families.models import (
    Identifier,
    Involvement,
    RecordLoad,
    RecordSource,
    RelationshipKind,
    RemarkedRow,
    SourceKind,
    SourceRecord,
)

BATCH = 200
MOST_GONE = 0.5  # a whole extract that lacks more than this share of its people was cut off somewhere


class LoadRunning(Exception):
    """Another reading of this source is going on."""


def load_file(*, source: RecordSource, path: Path, by: Actor, now: datetime) -> RecordLoad:
    """Read one file of a source. The same file twice changes nothing; a reading that was killed can be run again.

    Raises LoadRunning and MappingError. What could not be read to its end says so in `failed` and ends nobody's
    involvement.
    """
    how = mapping(source.mapping)
    with _alone(source):
        load = RecordLoad.objects.create(
            created_at=now, source=source, file_name=path.name[-200:], file_hash=fingerprint(path),
            mapping_version=how.version,
        )  # fmt: skip
        reading = _Reading(source, how, load, by, now)
        try:
            reading.read(Source(path))
        except UnreadableFile as problem:
            load.failed = str(problem)[:255]
        except Exception as error:
            load.failed = f"It stopped with an error ({type(error).__name__}). What was read before is kept."
            load.finished_at = clock.now()
            load.save()
            raise
        with transaction.atomic():
            load.finished_at = clock.now()
            load.save()
            audit.record(
                action="families.extract_loaded", by=by, organisation_id=source.organisation_id,
                subject_type="families.RecordSource", subject_id=source.pk,
                detail={"rows": load.rows, "added": load.added, "changed": load.changed, "refused": load.refused},
            )  # fmt: skip
    return load


class _alone:
    """One reading of a source at a time, held by the database for as long as the connection lives."""

    def __init__(self, source: RecordSource) -> None:
        self._key = source.pk.int % (1 << 62)

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [self._key])
            if not (cursor.fetchone() or [False])[0]:
                raise LoadRunning

    def __exit__(self, *_exc: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [self._key])


@dataclass(slots=True)
class _Reading:
    source: RecordSource
    how: Mapping
    load: RecordLoad
    by: Actor
    now: datetime
    seen: set[str] = field(default_factory=set)
    mothers: dict[str, str] = field(default_factory=dict)  # a child's key to its mother's
    numbers: dict[str, int] = field(default_factory=dict)  # of the rows of those children
    unread: bool = False  # a row whose person nobody can tell: then nobody counts as missing

    @property
    def today(self) -> date:
        return clock.today(self.now)

    def read(self, file: Source) -> None:
        rows = file.rows()
        first = next(rows, None)
        if first is None:
            raise UnreadableFile("It has no rows. Nothing was changed.")
        lacking = self.how.needed() - set(file.columns)
        if lacking:
            raise UnreadableFile(f"It lacks columns that the mapping needs: {', '.join(sorted(lacking))}.")
        rest = chain([first], rows)
        while batch := list(islice(rest, BATCH)):
            with transaction.atomic(), acting_as(job="feeds"):
                self._take(batch)
                self.load.save()
        with transaction.atomic(), acting_as(job="feeds"):
            self._tie_mothers()
            if self.how.whole:
                self._end_those_gone()
            self.load.save()

    # Rows ------------------------------------------------------------------------------------------------------------

    def _take(self, batch: Iterable[tuple[int, dict[str, str]]]) -> None:
        good: list[tuple[int, Said]] = []
        for number, row in batch:
            self.load.rows += 1
            key = row.get(self.how.key, "").strip()
            try:
                if key and key in self.seen:
                    raise Refused("key-twice")
                said = said_in(row, self.how, today=self.today)
            except Refused as refused:
                self.load.refused += 1
                self._remark(number, [refused.code], is_refused=True)
                self.unread = self.unread or not key or refused.code == "wrong-width"
                self.seen.add(key)  # its person is in the file all the same
                continue
            self.seen.add(key)
            good.append((number, said))
        known = self._known([said.key for _number, said in good])
        numbers = self._numbers(known.values())
        for number, said in good:
            self._one(said, known.get(self._ref(said.key)), numbers)
            if said.left_out:
                self.load.repaired += 1
                self._remark(number, said.left_out, is_refused=False)
            if said.mother:
                self.mothers[said.key], self.numbers[said.key] = said.mother, number

    def _one(self, said: Said, earlier: SourceRecord | None, numbers: dict[UUID, dict[str, str]]) -> None:
        for one in fields(Person):
            if getattr(said.person, one.name):
                self.load.filled[one.name] = self.load.filled.get(one.name, 0) + 1
        record = earlier
        if earlier is None or differs(said.person, earlier) or numbers.get(earlier.pk, {}) != said.identifiers:
            record = record_person(
                person=said.person, kind=SourceKind.FEED, source_organisation_id=self.source.organisation_id,
                source_ref=self._ref(said.key), corrects=earlier, by=self.by, now=self.now,
                owner_organisation_id=self.source.organisation_id,
            )  # fmt: skip
            for scheme, value in said.identifiers.items():
                note_identifier(record=record, scheme=scheme, value=value, by=self.by, now=self.now)
            if earlier is None:
                self.load.added += 1
            else:
                self.load.changed += 1
        else:
            self.load.same += 1
        assert record is not None
        if self.how.involvement or self.how.service:
            self._involve(said, record)

    def _involve(self, said: Said, record: SourceRecord) -> None:
        origin = self._origin(said.key)
        over = said.until is not None and said.until < self.today
        going_on = Involvement.objects.filter(
            organisation=self.source.organisation_id, origin_id=origin, until=None
        ).first()
        if over:
            if going_on:
                end_involvement(origin_id=origin, by=self.by, now=self.now, last_day=said.until)
        elif going_on is None:
            begin_involvement(
                source_record_ids=[record.pk], organisation_id=self.source.organisation_id, by=self.by, now=self.now,
                since=said.since, service_name=said.service, contact_name=said.contact_name,
                contact_phone=said.contact_phone, origin="feed", origin_id=origin,
            )  # fmt: skip
        elif (going_on.service_name, going_on.contact_name, going_on.contact_phone) != (
            said.service, said.contact_name, said.contact_phone,
        ):  # fmt: skip
            Involvement.objects.filter(pk=going_on.pk).update(
                service_name=said.service, contact_name=said.contact_name, contact_phone=said.contact_phone
            )

    def _remark(self, number: int, reasons: list[str], *, is_refused: bool) -> None:
        RemarkedRow.objects.create(
            created_at=self.now, load=self.load, number=number, is_refused=is_refused, reasons=reasons
        )

    # Afterwards ------------------------------------------------------------------------------------------------------

    def _tie_mothers(self) -> None:
        known = self._known({*self.mothers, *self.mothers.values()})
        for child_key, mother_key in self.mothers.items():
            child, mother = known.get(self._ref(child_key)), known.get(self._ref(mother_key))
            if mother is None:
                self._remark(self.numbers[child_key], ["no-mother"], is_refused=False)
            elif child is not None and child.pk != mother.pk:
                kind = RelationshipKind.PARENT if child.birth_date else RelationshipKind.EXPECTING
                relate(record=mother, to_record=child, kind=kind, by=self.by, now=self.now)

    def _end_those_gone(self) -> None:
        """Measured against those whom the source still helps, not against everybody who was ever in it."""
        going_on = Involvement.objects.filter(
            organisation=self.source.organisation_id, origin="feed", until=None,
            source_record__source_ref__startswith=f"{self.source.code}:",
        ).values_list("origin_id", flat=True)  # fmt: skip
        helped = set(going_on)
        gone = helped - {self._origin(key) for key in self.seen}
        if not gone:
            return
        if self.unread:
            self.load.failed = f"Rows could not be told apart, so none of the {len(gone)} people missing was ended."
        elif len(gone) > MOST_GONE * len(helped):
            self.load.failed = f"{len(gone)} of {len(helped)} people are missing from it, so it was taken for cut off."
        else:
            self.load.ended = sum(end_involvement(origin_id=one, by=self.by, now=self.now) for one in gone if one)

    # Names -----------------------------------------------------------------------------------------------------------

    def _ref(self, key: str) -> str:
        return f"{self.source.code}:{key}"

    def _origin(self, key: str) -> UUID:
        return uuid5(self.source.pk, key)

    def _known(self, keys: Iterable[str]) -> dict[str, SourceRecord]:
        rows = SourceRecord.objects.filter(
            source_organisation=self.source.organisation_id, kind=SourceKind.FEED, corrected_by=None,
            source_ref__in=[self._ref(key) for key in keys],
        )  # fmt: skip
        return {row.source_ref: row for row in rows}

    def _numbers(self, records: Iterable[SourceRecord]) -> dict[UUID, dict[str, str]]:
        found: dict[UUID, dict[str, str]] = {}
        for row in Identifier.objects.filter(source_record__in=list(records)):
            found.setdefault(row.source_record_id, {})[row.scheme] = row.value
        return found
