"""Spark, for what outgrows one machine: requirements/spark.txt and a Java. Not needed to serve Hearth."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


class NoSpark(RuntimeError):
    """Spark's packages are not installed."""


@contextmanager
def session() -> Iterator[Any]:
    """A Spark of this machine, or the one that SPARK_MASTER names, with Splink's functions loaded."""
    try:
        # Not among the packages that serve Hearth, so it is asked for by name.
        sql = import_module("pyspark.sql")
        jar = import_module("splink.backends.spark").similarity_jar_location()
    except ImportError as error:
        raise NoSpark("Spark is not installed. Run: .venv/bin/uv pip install -r requirements/spark.txt") from error
    with tempfile.TemporaryDirectory(prefix="hearth-spark-") as folder:
        master = os.environ.get("SPARK_MASTER", "local[*]")
        build = sql.SparkSession.builder.master(master).appName("hearth-link").config("spark.jars", jar)
        settings = {
            "spark.driver.memory": "3g",
            "spark.sql.shuffle.partitions": "8",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.ansi.enabled": "false",
            "spark.log.level": "ERROR",
            "spark.local.dir": folder,
            "spark.sql.warehouse.dir": str(Path(folder) / "warehouse"),
        }
        for name, value in settings.items():
            build = build.config(name, value)
        here = build.getOrCreate()
        here.sparkContext.setCheckpointDir(str(Path(folder) / "checkpoints"))
        try:
            yield here
        finally:
            here.stop()


def api(here: Any) -> Any:
    """Splink's way to Spark."""
    return import_module("splink.backends.spark").SparkAPI(
        spark_session=here, break_lineage_method="persist", num_partitions_on_repartition=8
    )


def lay(here: Any, rows: pa.Table, name: str) -> None:
    """Hand a table to Spark under a name, through a file in Spark's own folder."""
    file = Path(here.conf.get("spark.local.dir")) / f"{name}.parquet"
    pq.write_table(rows, file)
    here.read.parquet(str(file)).createOrReplaceTempView(name)


def fetch(here: Any, query: str) -> pa.Table:
    """A query's rows."""
    file = Path(here.conf.get("spark.local.dir")) / "found.parquet"
    here.sql(query).write.mode("overwrite").parquet(str(file))
    return pq.read_table(file)
