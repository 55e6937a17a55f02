"""The whole road from records to scored pairs, step by step."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from hearth.families.matching import splinked, table, training
from hearth.families.matching.levels import NAMES
from hearth.families.matching.model import Model
from hearth.families.matching.records import COLUMNS, Comparable
from hearth.families.matching.rules import Pair

ENGINES = ("duckdb", "spark")


def learn(con: duckdb.DuckDBPyConnection, *, version: str) -> Model:
    """Make the records of the table `raw` comparable and learn a model from them."""
    table.make_comparable(con)
    return training.train(con, version=version)


def score(con: duckdb.DuckDBPyConnection, model: Model, *, engine: str = "duckdb") -> list[Pair]:
    """Score all pairs of comparable records that agree in one of the ways of blocking.py."""
    if engine == "spark":
        splinked.on_spark(con, model)
    else:
        splinked.on_duckdb(con, model)
    names = ", ".join(NAMES)
    rows = con.execute(f"select unique_id_l, unique_id_r, {names}, probability from scored").fetchall()  # noqa: S608
    return [Pair(min(row[0], row[1]), max(row[0], row[1]), tuple(row[2:-1]), row[-1]) for row in rows]


def all_comparables(con: duckdb.DuckDBPyConnection) -> dict[str, Comparable]:
    """All comparable records, by id."""
    rows = con.execute(f"select {', '.join(COLUMNS)} from records").fetchall()  # noqa: S608
    return {row[0]: Comparable._make(row) for row in rows}


def comparables(con: duckdb.DuckDBPyConnection, pairs: Iterable[Pair]) -> dict[str, Comparable]:
    """The comparable records of these pairs, by id."""
    known = all_comparables(con)
    return {key: known[key] for pair in pairs for key in pair[:2]}
