"""What search engines may be told of: the pages of services that anybody should find, and when each last changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

PARTS = "0123456789abcdef"  # of the list of all services: by the first sign of their ids, which are random
MOST = 50_000  # addresses in one file: sitemaps.org

_SHOWN = """
s.status = 'active' and s.standing <> 'hidden' and not s.is_sensitive and s.merged_into_id is null
and exists (select from access_organisation o where o.id = s.organisation_id and o.is_active)
and not exists (select from directory_serviceterm st join directory_term t on t.id = st.term_id
                where st.service_id = s.id and t.code = any (%s::varchar[]))
"""


def service_parts(sensitive_terms: list[str]) -> list[str]:
    """The parts of the list that hold any service."""
    sql = f"""
        select part from unnest(%s::text[]) part
        where exists (select from directory_service s where s.id >= (part || %s)::uuid and s.id <= (part || %s)::uuid
                      and {_SHOWN})
        order by part"""  # noqa: S608 (no value is pasted in)
    low, high = _ends()
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(PARTS), low, high, sensitive_terms])
        return [row[0] for row in cursor.fetchall()]


def services_of(part: str, sensitive_terms: list[str]) -> list[tuple[UUID, datetime]]:
    """(id, last changed) of the services of one part."""
    low, high = _ends()
    sql = f"""
        select s.id, s.edited_at from directory_service s
        where s.id >= (%s || %s)::uuid and s.id <= (%s || %s)::uuid and {_SHOWN} order by s.id limit {MOST}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [part, low, part, high, sensitive_terms])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _ends() -> tuple[str, str]:
    """What follows the first sign of the lowest and of the highest id."""
    return "0000000-0000-0000-0000-000000000000", "fffffff-ffff-ffff-ffff-ffffffffffff"
