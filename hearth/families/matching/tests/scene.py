"""Invented records, learned from and scored once for all tests of matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import duckdb

from hearth.families.matching import invention, matching, table
from hearth.families.matching.model import Model
from hearth.families.matching.records import Comparable, Raw
from hearth.families.matching.rules import Pair


@dataclass(frozen=True)
class Scene:
    con: duckdb.DuckDBPyConnection
    model: Model
    pairs: list[Pair]
    records: dict[str, Comparable]  # of the pairs
    every: dict[str, Comparable]


def lay(con: duckdb.DuckDBPyConnection, number: int, *, seed: int = 1) -> None:
    said = table.RAW
    rows = [{name: row.get(name, "") for name in said} for row in invention.records(number, seed=seed)]
    table.lay_rows(con, [Raw(**row) for row in rows])


@cache
def scene() -> Scene:
    con = table.connect()
    lay(con, 6000)
    model = matching.learn(con, version="test")
    pairs = matching.score(con, model)
    return Scene(con, model, pairs, matching.comparables(con, pairs), matching.all_comparables(con))
