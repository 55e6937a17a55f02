"""Which listing an absorbed one leads to, and which ones a listing took in."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL


def taken_in(service_id: UUID) -> RawSQL:
    """The listing and all that it took in, for a filter: `service_id__in=taken_in(…)`."""
    return RawSQL("select directory_taken_in(%s)", [service_id])


def kept(service_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each of those that were absorbed: the listing that is kept, at the end of the line."""
    ids = list(service_ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, directory_kept(id) from directory_service"
            " where id = any (%s::uuid[]) and merged_into_id is not null",
            [ids],
        )
        return dict(cursor.fetchall())


def followed(service_ids: Iterable[UUID]) -> list[UUID]:
    """The same listings in their order, each absorbed one replaced by the one that is kept; none twice."""
    ids = list(service_ids)
    known = kept(ids)
    return list(dict.fromkeys(known.get(pk, pk) for pk in ids))
