"""The jobs of families' records. Each bears being run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearth.core import clock
from hearth.core.actors import job
from hearth.families.actions import opening, retention
from hearth.families.feeds import folders

__all__ = ["find_what_is_due", "load_extracts", "match_records", "opening", "train_matching"]

# Matching is imported where it runs: DuckDB and Splink would make every web process a hundred megabytes larger.


@app.periodic(cron="*/15 * * * *")
@app.task(name="families.extracts", queue="upkeep", queueing_lock="families.extracts")
def load_extracts(timestamp: int) -> None:
    """Every quarter of an hour: what agencies delivered into their folders."""
    folders.look_into_folders(now=clock.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="families.match", queue="upkeep", queueing_lock="families.match", lock="families.match")
def match_records(timestamp: int) -> None:
    """Every night: records that came since are linked where it is beyond doubt, and the rest waits for somebody."""
    from hearth.families.actions import matching

    matching.run(by=job("matching"), now=clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="families.retention", queue="upkeep", queueing_lock="families.retention")
def find_what_is_due(timestamp: int) -> None:
    """Every night: what has reached the end of its time is put on the list. Nothing is destroyed."""
    retention.find_due(now=clock.now())


@app.periodic(cron="10 3 1 * *")
@app.task(
    name="families.train_matching", queue="upkeep", queueing_lock="families.train_matching", lock="families.match"
)
def train_matching(timestamp: int) -> None:
    """Once a month: what records look like changes slowly."""
    from hearth.families.actions import matching

    matching.train(by=job("matching"), now=clock.now())
