"""By what a record is found again: written with it, and made anew where the rules of comparing have changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from hearth.core.rowcontext import acting_as
from hearth.families.matching.records import FORM, Comparable, Raw, comparable
from hearth.families.models import MatchKey, SourceRecord

_AT_ONCE: Final = 2000
KEPT_COLUMNS: Final = tuple(
    field.name for field in MatchKey._meta.concrete_fields if field.name not in ("source_record", "form")
)
_LACKING: Final = "select * from families_lacking_keys(%s, %s, %s)"


def as_compared(record: SourceRecord) -> Comparable:
    """A record as it is compared, without its NHS number."""
    born = record.birth_date.isoformat() if record.birth_date else ""
    return comparable(
        Raw(
            unique_id=str(record.pk),
            first_name=record.given_name,
            surname=record.family_name,
            dob=born,
            sex=record.sex,
            postcode=record.postcode,
            address=record.address,
        )
    )


def keep_key(record: SourceRecord) -> None:
    """Let a new record be found by the check at the desk. In the transaction that writes the record."""
    MatchKey.objects.bulk_create([_key(record.pk, as_compared(record))])


def keep_lacking_keys() -> int:
    """Make the keys of records that have none, or have them by older rules. How many; twice makes none."""
    made, last = 0, UUID(int=0)
    while keys := _some_lacking(last):
        made, last = made + len(keys), keys[-1].pk
    return made


def _some_lacking(after: UUID) -> list[MatchKey]:
    with transaction.atomic(), acting_as(job="matching"):
        with connection.cursor() as cursor:
            cursor.execute(_LACKING, [FORM, after, _AT_ONCE])
            keys = [_key(row[0], comparable(Raw(str(row[0]), "", *row[1:]))) for row in cursor.fetchall()]
        MatchKey.objects.bulk_create(
            keys, update_conflicts=True, unique_fields=["source_record"], update_fields=["form", *KEPT_COLUMNS]
        )
    return keys


def key_values(made: Comparable) -> Iterable[str]:
    """The values of a key's columns, in the order of the model's fields."""
    return (getattr(made, name) or "" for name in KEPT_COLUMNS)


def _key(record_id: UUID, made: Comparable) -> MatchKey:
    return MatchKey(source_record_id=record_id, form=FORM, **dict(zip(KEPT_COLUMNS, key_values(made), strict=True)))
