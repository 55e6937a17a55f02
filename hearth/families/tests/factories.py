"""Records of people, made as the owner past row security."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from hearth.access.models import Organisation
from hearth.core.tests.support import as_owner
from hearth.families.actions.keys import keep_key, keep_lacking_keys
from hearth.families.models import Involvement, Restriction, RestrictionReader, SourceKind, SourceRecord

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def make_record(organisation: Organisation | None = None, **values: Any) -> SourceRecord:
    """What an organisation (none: the family itself) said of one person."""
    with as_owner():
        record = _record(organisation, values)
        record.save(force_insert=True)
        keep_key(record)
        return record


def make_records(organisation: Organisation, rows: Iterable[dict[str, Any]]) -> list[SourceRecord]:
    """Many at once."""
    with as_owner():
        records = SourceRecord.objects.bulk_create(_record(organisation, row) for row in rows)
        keep_lacking_keys()
        with connection.cursor() as cursor:  # as the database does by itself a minute later
            cursor.execute("analyze families_sourcerecord, families_personlink, families_matchkey")
        return records


def _record(organisation: Organisation | None, values: dict[str, Any]) -> SourceRecord:
    chosen = {
        "kind": SourceKind.FEED if organisation else SourceKind.REQUEST,
        "source_organisation": organisation,
        "said_at": NOW,
        "created_at": NOW,
        "given_name": "Amina",
        "family_name": "Begum",
        "birth_date": date(1994, 5, 6),
    }
    return SourceRecord(**chosen | values)


def make_involvement(record: SourceRecord, organisation: Organisation, **values: Any) -> Involvement:
    """That an organisation works with somebody."""
    chosen = {"since": date(2026, 1, 5), "origin": "member", "service_name": "Early help"}
    with as_owner():
        return Involvement.objects.create(source_record=record, organisation=organisation, **chosen | values)


def protect(record: SourceRecord, organisation: Organisation) -> Restriction:
    """Nobody is shown where this person lives."""
    with as_owner():
        return Restriction.objects.create(
            source_record=record, organisation=organisation, kind="address", reason="not-safe", by_user=record.pk
        )


def restrict(record: SourceRecord, organisation: Organisation, *readers: Any) -> Restriction:
    """Only these members may see the person."""
    with as_owner():
        row = Restriction.objects.create(
            source_record=record, organisation=organisation, kind="restricted", reason="staff", by_user=record.pk
        )
        for user in readers:
            RestrictionReader.objects.create(restriction=row, user=user)
        return row
