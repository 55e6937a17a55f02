"""Writes many rows at once: COPY into a temporary table, then one INSERT that touches only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from psycopg import sql

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size`, one after the other; the whole never stands in memory."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def upsert(
    table: str, columns: Sequence[str], key: Sequence[str], rows: Sequence[Sequence[Any]]
) -> dict[tuple[Any, ...], bool]:
    """Insert rows or update those that differ, in the caller's transaction.

    Returns the keys of the rows that were written, with True for a new one: a row that says the same is not touched.
    No key may come twice.
    """
    if not rows:
        return {}
    stage = sql.Identifier(f"load_{table}")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "create temporary table if not exists {stage} on commit drop as select {names} from {table} limit 0"
            )
            .format(stage=stage, names=names, table=sql.Identifier(table))
            .as_string(cursor.connection)
        )
        cursor.execute(sql.SQL("truncate {}").format(stage).as_string(cursor.connection))
        copy_in = sql.SQL("copy {} ({}) from stdin").format(stage, names)
        with cursor.copy(copy_in) as copy:
            for row in rows:
                copy.write_row(row)
        others = [name for name in columns if name not in key]
        # Rows that say the same are left out beforehand: even a conflict that updates nothing would lock its row.
        statement = sql.SQL(
            "insert into {table} as t ({names}) select {names} from {stage} s where not exists ("
            "select 1 from {table} t where {same_key} and ({mine}) is not distinct from ({staged})) "
            "on conflict ({key}) do update set {sets} returning {returned}, (t.xmax = 0)"
        ).format(
            table=sql.Identifier(table),
            names=names,
            stage=stage,
            same_key=sql.SQL(" and ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in key),
            mine=sql.SQL(", ").join(sql.Identifier("t", name) for name in others),
            staged=sql.SQL(", ").join(sql.Identifier("s", name) for name in others),
            key=sql.SQL(", ").join(map(sql.Identifier, key)),
            sets=sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others),
            returned=sql.SQL(", ").join(sql.Identifier("t", name) for name in key),
        )
        cursor.execute(statement.as_string(cursor.connection))
        return {tuple(found[:-1]): bool(found[-1]) for found in cursor.fetchall()}
