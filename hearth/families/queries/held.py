"""Rows of what is held about a family, past the reader's own row security: the database answers whoever answers for the
copy that the family asked for, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.sql import SQL, Identifier

from hearth.families.models import Registration


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands. `person` is whose it is; none: the whole family's."""

    kind: str
    source_id: UUID
    person: UUID | None
    at: datetime
    said: dict[str, Any]


def session_name(registration_id: UUID) -> str:
    """The session by whose poster a family registered, or nothing."""
    rows = Registration.objects.filter(pk=registration_id, session__isnull=False)
    return next(iter(rows.values_list("session__name", flat=True)), "")


def rows_of(function: str, registration_id: UUID) -> Iterator[Row]:
    """What one of the database's `…_held` functions gives, the oldest first."""
    query = SQL("select kind, source_id, person, at, said from {}(%s) order by at, source_id")
    with connection.cursor() as cursor:
        cursor.execute(query.format(Identifier(function)), [registration_id])
        for kind, source_id, person, at, said in cursor.fetchall():
            yield Row(kind, source_id, person, at, json.loads(said) if isinstance(said, str) else said)
