"""All rows of the database, to put back at once.

Emptying the tables after a test and filling the vocabularies anew takes seconds, and so does loading the demo area.
Both are done once in a process; from then on the rows that came of it are copied back, into those tables alone that
are no longer what they were.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from graphlib import TopologicalSorter

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# Constraints that act at once: one table of such a group is never put back alone.
BOUND = "(not condeferrable or confdeltype <> 'a')"

LARGE = 20_000  # bytes of rows


@dataclass(frozen=True)
class Rows:
    """All rows of one table, as COPY writes them."""

    table: str
    columns: str  # quoted; those that the database computes are left out
    lines: bytes


_kept: dict[str, list[Rows]] = {}
# What stands in a table as far as we know: the marks of its rows' versions, and the lines that we put there.
_stands: dict[str, tuple[str, bytes]] = {}


def keep(name: str) -> None:
    """Remember the database as it is. Called as the owner, as all here."""
    _kept[name] = [read(table) for table in tables()]
    now = _marks()
    _stands.update({rows.table: (now[rows.table], rows.lines) for rows in _kept[name]})


def put_back(name: str) -> None:
    """Make the database what it was when it was kept under this name, for good.

    Raises `RuntimeError` within a transaction: what is put back there goes with it.
    """
    if connection.in_atomic_block:
        raise RuntimeError("Rows are put back outside of any transaction.")
    now = _marks()
    gone = {rows.table for rows in _kept[name] if _stands.get(rows.table) != (now[rows.table], rows.lines)}
    if gone:
        gone |= _bound_to(gone)
        _put_back([rows for rows in _kept[name] if rows.table in gone])
        now = _marks()
        _stands.update({rows.table: (now[rows.table], rows.lines) for rows in _kept[name]})


def kept_or(name: str, load: Callable[[], object]) -> None:
    """Make the database what it is after `load`, in a database with nothing of its own."""
    if name in _kept:
        put_back(name)
    else:
        put_back("beginning")
        load()
        keep(name)
        with connection.cursor() as cursor:
            cursor.execute("analyze")


def tables() -> list[str]:
    """What others must find in its place comes first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            " and relname not in ('django_migrations', 'core_cache') order by relname"
        )
        needs: dict[str, set[str]] = {table: set() for (table,) in cursor.fetchall()}
        cursor.execute(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
            " where contype = 'f' and not condeferrable and conrelid <> confrelid"
        )
        for table, needed in cursor.fetchall():
            needs[table].add(needed)
    return list(TopologicalSorter(needs).static_order())


def read(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
            [table],
        )
        columns: str = cursor.fetchone()[0]
        with cursor.copy(f"copy {table} ({columns}) to stdout") as copy:
            return Rows(table, columns, b"".join(bytes(part) for part in copy))


def _marks() -> dict[str, str]:
    """Which version of each row stands in each table: any write at all changes it."""
    asked = " union all ".join(
        f"select '{table}', coalesce(md5(string_agg(xmin::text || ctid::text, ',' order by ctid)), '') from {table}"
        for table in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def _bound_to(gone: set[str]) -> set[str]:
    """Further tables that are tied to these, directly or through others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
            f" where contype = 'f' and {BOUND}"
        )
        ties: list[tuple[str, str]] = cursor.fetchall()
    found = set(gone)
    while further := {one for tie in ties if found & set(tie) for one in tie} - found:
        found |= further
    return found


def _put_back(kept: list[Rows]) -> None:
    """Without our triggers, whose work is among the rows; foreign keys are looked at when all is there."""
    names = [rows.table for rows in kept]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in names:
            cursor.execute(f"alter table {table} disable trigger user")
        for table in reversed(names):
            cursor.execute(f"delete from {table}")
        for rows in kept:
            if rows.lines:
                with cursor.copy(f"copy {rows.table} ({rows.columns}) from stdin") as copy:
                    copy.write(rows.lines)
        cursor.execute("set constraints all immediate")
        # As autovacuum does for a site: without knowing how much there is, the database plans as for empty tables.
        large = [rows.table for rows in kept if len(rows.lines) > LARGE]
        if large:
            cursor.execute(f"analyze {', '.join(large)}")
        for table in names:
            cursor.execute(f"alter table {table} enable trigger user")
        _advance_sequences(cursor)


def _advance_sequences(cursor: CursorWrapper) -> None:
    """Numbers that a table gives by itself go on after the highest that is there."""
    cursor.execute(
        "select quote_ident(c.relname), quote_ident(a.attname),"
        " pg_get_serial_sequence(quote_ident(c.relname), a.attname)"
        " from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped"
        " and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null"
    )
    for table, column, sequence in cursor.fetchall():
        cursor.execute(f"select setval(%s, coalesce(max({column}), 0) + 1, false) from {table}", [sequence])
