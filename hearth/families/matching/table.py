"""The table of comparable records in DuckDB: read from a CSV file or from rows, made comparable by records.py.

Each distinct value is brought into its form once in Python, and joined: a million records have far fewer names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from hearth.families.matching import facts, records

RAW: Final = tuple(records.Raw.__slots__)
TABLE: Final = "records"
Shape = Callable[[str], tuple[str | None, ...]]

# Column of the source: the columns that are made from it, and how.
_MADE: Final[dict[str, tuple[tuple[str, ...], Shape]]] = {
    "nhs_number": (("nhs",), lambda text: (facts.nhs_number(text) or None,)),
    "first_name": (("first", "first_key"), records.first_columns),
    "surname": (("surname", "surname_key", "surname_a", "surname_z"), records.surname_columns),
    "dob": (("dob",), lambda text: (facts.birth_date(text) or None,)),
    "sex": (("sex",), lambda text: (facts.sex(text) or None,)),
    "postcode": (("postcode", "postcode_key"), records.postcode_columns),
    "address": (("place", "house", "street", "town"), records.place_columns),
}


def connect(*, memory: str = "3GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A DuckDB of this process, in memory; it reads no extension and nothing from the network."""
    config = {"memory_limit": memory, "threads": str(threads), "autoinstall_known_extensions": "false"}
    con = duckdb.connect(":memory:", config={**config, "autoload_known_extensions": "false"})
    con.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
    return con


def read_csv(con: duckdb.DuckDBPyConnection, path: Path, *, without: frozenset[str] = frozenset()) -> None:
    """Lay the file's rows, as text, into the table `raw`. Columns it lacks, or that are left out, are empty."""
    con.execute(
        "create or replace table source as select * from"
        " read_csv(?, header = true, all_varchar = true, nullstr = '\x01', quote = '\"')",
        [str(path)],
    )
    there = {row[0] for row in con.execute("describe source").fetchall()}
    if "unique_id" not in there:
        raise ValueError("The file has no column unique_id.")
    columns = ", ".join(
        f"coalesce({name}, '') as {name}" if name in there and name not in without else f"'' as {name}" for name in RAW
    )
    con.execute(f"create or replace table raw as select {columns} from source")  # noqa: S608 (names of ours)


def lay_rows(con: duckdb.DuckDBPyConnection, rows: Iterable[records.Raw]) -> None:
    """Lay records into the table `raw`."""
    all_rows = list(rows)
    laid = pa.table({name: pa.array([getattr(row, name) for row in all_rows], pa.string()) for name in RAW})
    con.register("laid", laid)
    con.execute("create or replace table raw as select * from laid")
    con.unregister("laid")


def make_comparable(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `records` from `raw`, with a `number` that stands for the unique_id while pairs are made: numbers
    are compared faster. Raises ValueError where two rows have one unique_id."""
    doubled = con.execute("select unique_id from raw group by 1 having count(*) > 1 limit 1").fetchone()
    if doubled:
        raise ValueError(f"Two records have the unique_id {doubled[0]}.")
    joins, chosen = "", ["row_number() over (order by raw.unique_id) as number", "raw.unique_id"]
    for source, (columns, shape) in _MADE.items():
        values = [row[0] for row in con.execute(f"select distinct {source} from raw").fetchall()]  # noqa: S608
        made = [shape(value) for value in values]
        table = {"said": pa.array(values, pa.string())}
        for number, column in enumerate(columns):
            table[column] = pa.array([row[number] for row in made], pa.string())
        con.register(f"made_{source}", pa.table(table))
        joins += f" join made_{source} on raw.{source} = made_{source}.said"
        chosen += [f"made_{source}.{column}" for column in columns]
    con.execute(f"create or replace table {TABLE} as select {', '.join(chosen)} from raw{joins}")  # noqa: S608
    for source in _MADE:
        con.unregister(f"made_{source}")


def count(con: duckdb.DuckDBPyConnection) -> int:
    """How many records there are."""
    row = con.execute(f"select count(*) from {TABLE}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0
