"""Functions that run with the owner's rights look up their tables in fixed schemas, the session's temporary one last.

Unless `pg_temp` is named, PostgreSQL looks there first, so that a session's own temporary table called like one of
ours would answer for it inside the function (PostgreSQL manual, "Writing SECURITY DEFINER Functions Safely"). Done
after every migration, because `create or replace function` puts a function's settings back.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

SAFE_PATH = "pg_catalog, public, pg_temp"
_LOOSE = """
    select p.oid::regprocedure::text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.prosecdef
    and not coalesce('search_path=' || %s = any (p.proconfig), false)
"""


def loose() -> list[str]:
    """Signatures of functions with the owner's rights that look elsewhere first."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOSE, [SAFE_PATH])
        return [row[0] for row in cursor.fetchall()]


def tighten(**_signal: Any) -> None:
    """Fix where each of them looks. Nothing to do, and nothing done, where that is so already."""
    for signature in loose():
        with connection.cursor() as cursor:
            cursor.execute(f"alter function {signature} set search_path = {SAFE_PATH}")
