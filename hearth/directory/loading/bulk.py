"""Writes many rows at once: COPY into a temporary table, then one INSERT that touches only what differs.

COPY straight into a table is refused where row security stands under it; the temporary table has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size`, one after the other; the whole never stands in memory."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def store(
    objects: Sequence[models.Model], key: Sequence[str] = ("id",), leave: Iterable[str] = ()
) -> dict[tuple[Any, ...], bool]:
    """Write these objects of one model, new or known by `key`, in the caller's transaction: see `upsert`.

    `leave` names columns that are not written: a key that the database gives, what somebody else keeps.
    """
    if not objects:
        return {}
    left = set(leave)
    fields = [field for field in objects[0]._meta.concrete_fields if field.attname not in left]
    getters = [_getter(field) for field in fields]
    rows = [[get(one) for get in getters] for one in objects]
    return upsert(objects[0]._meta.db_table, [str(field.column) for field in fields], key, rows)


def _getter(field: models.Field[Any, Any]) -> Any:
    """What reads a field's value as COPY takes it."""
    name = field.attname
    if isinstance(field, models.JSONField):

        def as_json(one: models.Model) -> str | None:
            value = getattr(one, name)
            return None if value is None else json.dumps(value, ensure_ascii=False)

        return as_json
    if isinstance(field, ArrayField):
        return lambda one: [part.value if isinstance(part, Enum) else part for part in getattr(one, name)]

    def as_it_is(one: models.Model) -> Any:
        value = getattr(one, name)
        return value.value if isinstance(value, Enum) else value

    return as_it_is


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
            "select 1 from {table} t where {same_key} and {same}) "
            "on conflict ({key}) {wins} returning {returned}, (t.xmax = 0)"
        ).format(
            table=sql.Identifier(table),
            names=names,
            stage=stage,
            same_key=sql.SQL(" and ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in key),
            same=_same(others),
            wins=_wins(others),
            key=sql.SQL(", ").join(map(sql.Identifier, key)),
            returned=sql.SQL(", ").join(sql.Identifier("t", name) for name in key),
        )
        cursor.execute(statement.as_string(cursor.connection))
        return {tuple(found[:-1]): bool(found[-1]) for found in cursor.fetchall()}


def _same(others: Sequence[str]) -> sql.Composable:
    """Whether the row that is there says what the staged one says, beside its key."""
    if not others:
        return sql.SQL("true")
    mine = sql.SQL(", ").join(sql.Identifier("t", name) for name in others)
    staged = sql.SQL(", ").join(sql.Identifier("s", name) for name in others)
    return sql.SQL("({}) is not distinct from ({})").format(mine, staged)


def _wins(others: Sequence[str]) -> sql.Composable:
    """What becomes of a row that is there already."""
    if not others:
        return sql.SQL("do nothing")
    sets = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others)
    return sql.SQL("do update set {}").format(sets)
