"""Who looked at somebody's record, when and why, from the log, for information leads. A family has its own way
(queries.own): it reads less, because a registration that nobody has met proves nothing.

The database decides who may ask (`hearth_looks`); no rule of the product reads the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Look:
    """One look or change. `who` is empty where it was no member."""

    at: datetime
    kind: str
    action: str
    who: str
    actor_kind: str
    organisation: str
    reason: str


def who_looked(record_id: UUID, *, limit: int = 500) -> list[Look]:
    """Every entry about the person of a record, whichever of the person's records or requests it names; newest first.

    Empty for whoever may not ask: it is for the host's information lead, and for another
    organisation's about its own part.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, kind, action, who, actor_kind, organisation, reason from hearth_looks(%s) limit %s",
            [record_id, limit],
        )
        return [Look(*row) for row in cursor.fetchall()]
