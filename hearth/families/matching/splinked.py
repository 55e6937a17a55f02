"""Scores all pairs with Splink, on DuckDB or Spark, from our model file. Splink is told the shares; it learns nothing.

Splink gives each pair's levels and its weight against strangers. The weight against relatives is one more SQL over
those levels, and the two together give the probability (model.combined).
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
from splink import Linker

from hearth.families.matching.blocking import UNLIKE, pairs_sql
from hearth.families.matching.levels import COMPARISONS, JOINT, NAMES, spelt
from hearth.families.matching.model import ALONE, Model
from hearth.families.matching.records import COLUMNS

if TYPE_CHECKING:
    from splink.internals.splink_dataframe import SplinkDataFrame

KEPT_FROM: Final = 0.02
"""Pairs less probable than this are not given back: nobody looks at them."""
LOWEST_WEIGHT: Final = log2(KEPT_FROM / (1 - KEPT_FROM))
"""In bits. The final weight is never above the one against strangers, nor above the one against relatives."""
_FREQUENT: Final = ("first", "surname")


def settings(model: Model, engine: str) -> dict[str, Any]:
    """Splink's settings, in the SQL of one engine ("duckdb", "spark")."""
    comparisons = []
    for comparison in COMPARISONS:
        name = comparison.name
        levels: list[dict[str, Any]] = [
            {
                "sql_condition": spelt(comparison.null_sql, engine),
                "label_for_charts": "not known",
                "is_null_level": True,
            }
        ]
        for level in comparison.levels:
            each: dict[str, Any] = {
                "sql_condition": spelt(level.sql, engine),
                "label_for_charts": level.name,
                "m_probability": model.match[name][level.name],
                "u_probability": model.others[name][level.name],
            }
            if level.frequency:
                each |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
            levels.append(each)
        comparisons.append({"output_column_name": name, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "number",
        "probability_two_random_records_match": model.match_rate,
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": ["l.number = r.number"],  # blocking.py finds the pairs
        "retain_matching_columns": True,  # else the levels are not given back
        "retain_intermediate_calculation_columns": False,
    }


def wanted_pairs(model: Model) -> str:
    """The pairs to score, without those that could not come near KEPT_FROM: in families' records, nearly half."""
    return pairs_sql(leaving_out=UNLIKE if model.most_for_unlike < LOWEST_WEIGHT else "")


def _final_sql(model: Model, predicted: str, joint: str) -> str:
    """One row a pair: ids, level numbers in the order of NAMES, probability."""
    alone = " + ".join(
        "case gamma_{} {} end".format(
            name, " ".join(f"when {number} then {weight!r}" for number, weight in model.relatives_weights[name].items())
        )
        for name in ALONE
    )
    on = " and ".join(f"p.gamma_{name} = j.{name}" for name in JOINT)
    gammas = ", ".join(f"cast(gamma_{name} as int) as {name}" for name in NAMES)
    return (
        f"select one.unique_id as unique_id_l, other.unique_id as unique_id_r, {gammas},"  # noqa: S608 (our own words)
        f" 1 / (1 + power(2e0, -match_weight) + power(2e0, -({model.relatives_prior!r} + j.weight + {alone})))"
        f" as probability from {predicted} p join {joint} j on {on}"
        " join records one on one.number = p.number_l join records other on other.number = p.number_r"
    )


def _joint_table(model: Model) -> pa.Table:
    rows = [(*numbers, weight) for numbers, weight in sorted(model.joint_weights.items())]
    columns = {name: pa.array([row[at] for row in rows], pa.int32()) for at, name in enumerate(JOINT)}
    return pa.table({**columns, "weight": pa.array([row[-1] for row in rows], pa.float64())})


def _frequency_table(model: Model, name: str, values: list[str]) -> pa.Table:
    """The share of every value that occurs: Splink would leave the weight as it is for one that is not listed."""
    frequencies = model.frequencies[name]
    return pa.table(
        {name: pa.array(values, pa.string()), f"tf_{name}": pa.array([frequencies.of(v) for v in values], pa.float64())}
    )


def on_duckdb(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make the table `scored` from the table `records`: unique_id_l, unique_id_r, levels, probability."""
    from splink.backends.duckdb import DuckDBAPI

    api = DuckDBAPI(con)
    linker = _linker(api, api.register("records"), model, "duckdb")
    for name in _FREQUENT:
        rows = con.execute(f"select distinct {name} from records where {name} is not null").fetchall()  # noqa: S608
        lookup = api.register(_frequency_table(model, name, [row[0] for row in rows]), table_name=f"lookup_{name}")
        linker.table_management.register_term_frequency_lookup(lookup, name)
    con.execute(f"create or replace table blocked as {wanted_pairs(model)}")
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    predicted = linker.inference.predict(threshold_match_weight=LOWEST_WEIGHT, warning_mode="never")
    con.register("joint_weights", _joint_table(model))
    final = _final_sql(model, predicted.physical_name, "joint_weights")
    con.execute(
        f"create or replace table scored as select * from ({final}) where probability >= {KEPT_FROM}"  # noqa: S608
    )
    con.unregister("joint_weights")
    linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    con.execute("drop table blocked")


def on_spark(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """The same by way of Spark (requirements/spark.txt and Java): records go there, the table `scored` comes back."""
    from hearth.families.matching import spark

    with spark.session() as here:
        api = spark.api(here)
        columns = ", ".join(("number", *COLUMNS))
        rows = con.sql(f"select {columns} from records").to_arrow_table()  # noqa: S608
        spark.lay(here, rows, "records")
        linker = _linker(api, api.register("records"), model, "spark")
        for name in _FREQUENT:
            values = [value for value in rows.column(name).unique().to_pylist() if value is not None]
            spark.lay(here, _frequency_table(model, name, values), f"lookup_{name}")
            linker.table_management.register_term_frequency_lookup(api.register(f"lookup_{name}"), name)
        here.sql(wanted_pairs(model)).createOrReplaceTempView("blocked")
        linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
        predicted = linker.inference.predict(threshold_match_weight=LOWEST_WEIGHT, warning_mode="never")
        spark.lay(here, _joint_table(model), "joint_weights")
        final = _final_sql(model, predicted.physical_name, "joint_weights")
        found = spark.fetch(here, f"select * from ({final}) as f where probability >= {KEPT_FROM}")  # noqa: S608
    con.register("found", found)
    con.execute("create or replace table scored as select * from found")
    con.unregister("found")


def _linker(api: Any, records: SplinkDataFrame, model: Model, engine: str) -> Linker:
    return Linker(records, settings(model, engine), log_level=None, validate_settings=False)
