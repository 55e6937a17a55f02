"""Counts how often each pattern of levels occurs among pairs of some kind, in DuckDB."""

from __future__ import annotations

from typing import Final

import duckdb

from hearth.families.matching.expectation import Patterns
from hearth.families.matching.levels import COMPARISONS, case
from hearth.families.matching.records import COLUMNS

_LARGEST_GROUP: Final = 12
"""Records of one NHS number, or numbers at one address, beyond which it is a default or an institution."""
_MOST_PAIRS: Final = 400_000
_SAMPLE: Final = 1_200


def _count(con: duckdb.DuckDBPyConnection, pairs: str) -> Patterns:
    """Patterns of a query that gives unique_id_l and unique_id_r."""
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in COLUMNS if name != "unique_id")
    cases = ", ".join(case(comparison, "duckdb") for comparison in COMPARISONS)
    rows = con.execute(
        f"with pairs as ({pairs}), sides as (select {sides} from pairs"  # noqa: S608 (built from our own words)
        " join records l on l.unique_id = pairs.unique_id_l join records r on r.unique_id = pairs.unique_id_r)"
        f" select count(*), {cases} from sides group by all"
    ).fetchall()
    return {tuple(row[1:]): int(row[0]) for row in rows}


def sharing_nhs(con: duckdb.DuckDBPyConnection) -> Patterns:
    """Pairs that share a valid NHS number."""
    return _count(con, _joined("nhs"))


def of_one_home(con: duckdb.DuckDBPyConnection) -> Patterns:
    """Pairs with one postcode and place."""
    return _count(con, _joined("postcode", "place"))


def of_one_name_and_day(con: duckdb.DuckDBPyConnection) -> Patterns:
    """Pairs with one given name and birth date."""
    return _count(con, _joined("first", "dob"))


def _joined(*columns: str) -> str:
    named = ", ".join(columns)
    told = " and ".join(f"{name} is not null" for name in columns)
    return (
        f"with small as (select {named} from records where {told} group by {named} having count(*) between 2 and"  # noqa: S608
        f" {2 * _LARGEST_GROUP}), fit as (select unique_id, {named} from records join small using ({named}))"
        f" select l.unique_id as unique_id_l, r.unique_id as unique_id_r from fit l join fit r using ({named})"
        f" where l.unique_id < r.unique_id order by hash(l.unique_id, r.unique_id) limit {_MOST_PAIRS}"
    )


def of_households(con: duckdb.DuckDBPyConnection) -> Patterns:
    """Pairs of different NHS numbers some records of which give one address: also those that give different ones."""
    return _count(
        con,
        "with homes as (select distinct nhs, postcode, place from records"  # noqa: S608
        " where nhs is not null and postcode is not null and place is not null),"
        " small as (select postcode, place from homes group by all"
        f" having count(*) between 2 and {_LARGEST_GROUP}),"
        " lived as (select * from homes join small using (postcode, place)),"
        " related as (select distinct l.nhs as one, r.nhs as other from lived l join lived r using (postcode, place)"
        " where l.nhs < r.nhs)"
        " select l.unique_id as unique_id_l, r.unique_id as unique_id_r from related"
        " join records l on l.nhs = one join records r on r.nhs = other"
        f" order by hash(l.unique_id, r.unique_id) limit {_MOST_PAIRS}",
    )


def of_strangers(con: duckdb.DuckDBPyConnection) -> Patterns:
    """Every pair of two small samples. Which records are drawn depends on their ids alone."""
    drawn = f"select unique_id, hash(unique_id, %d) as turn from records order by turn limit {_SAMPLE}"  # noqa: S608
    return _count(
        con,
        f"select l.unique_id as unique_id_l, r.unique_id as unique_id_r from ({drawn % 1}) l, ({drawn % 2}) r"  # noqa: S608
        " where l.unique_id <> r.unique_id",
    )


def frequencies(con: duckdb.DuckDBPyConnection, column: str) -> list[tuple[str, int]]:
    """How often each value of a column occurs, the most frequent first."""
    return con.execute(
        f"select {column}, count(*) from records where {column} is not null group by 1 order by 2 desc, 1"  # noqa: S608
    ).fetchall()


def chance_of_equal(con: duckdb.DuckDBPyConnection, column: str) -> float:
    """The chance that two records taken at random have one value in a column."""
    row = con.execute(
        f"select sum(n * n) / (sum(n) * sum(n)) from (select count(*)::double as n from records"  # noqa: S608
        f" where {column} is not null group by {column})"
    ).fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0


def equal_pairs(con: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> int:
    """How many pairs of records are equal in some columns."""
    told = " and ".join(f"{name} is not null" for name in columns)
    row = con.execute(
        f"select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*)::double as n from records where {told}"  # noqa: S608
        f" group by {', '.join(columns)} having count(*) <= {2 * _LARGEST_GROUP})"
    ).fetchone()
    return int(row[0]) if row else 0


def told(con: duckdb.DuckDBPyConnection, column: str) -> float:
    """The share of records that say something in a column."""
    row = con.execute(f"select count({column}) / greatest(count(*), 1) from records").fetchone()  # noqa: S608
    return float(row[0]) if row else 0.0
