"""Pages of all shown services for the open API: exact counts, a fixed order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.queries import vocabulary
from hearth.directory.queries.taxonomy import lexemes
from hearth.directory.queries.words import tidy


def page_of_ids(*, search: str, term_id: UUID | None, offset: int, limit: int) -> tuple[list[UUID], int]:
    """The ids of one page, by name, and how many there are in all. Words are cumulative; a term holds what lies
    under it; a term that we do not have holds nothing. Words that say nothing ("the") leave the list as it is."""
    where = ["s.status = 'active'", "o.is_active"]
    values: list[Any] = []
    words = tidy(search)
    conditions = []
    if words and lexemes(words):
        conditions.append("r.search @@ plainto_tsquery('public.hearth', directory_plain(%s))")
        values.append(words)
    if term_id is not None:
        term = vocabulary().by_id.get(term_id)
        conditions.append("r.codes @> array[%s]::varchar[]" if term else "false")
        values += [term.code] if term else []
    if conditions:
        where.append(
            f"s.id in (select r.service_id from directory_searchrow r where {' and '.join(conditions)})"  # noqa: S608
        )
    source = "from directory_service s join access_organisation o on o.id = s.organisation_id where " + " and ".join(
        where
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) {source}", values)
        counted = cursor.fetchone()
        cursor.execute(f"select s.id {source} order by s.name, s.id limit %s offset %s", [*values, limit, offset])
        return [row[0] for row in cursor.fetchall()], counted[0] if counted else 0
