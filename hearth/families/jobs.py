"""The jobs of families' records. Each bears being run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearth.core import clock
from hearth.families.feeds import folders


@app.periodic(cron="*/15 * * * *")
@app.task(name="families.extracts", queue="upkeep", queueing_lock="families.extracts")
def load_extracts(timestamp: int) -> None:
    """Every quarter of an hour: what agencies delivered into their folders."""
    folders.look_into_folders(now=clock.now())
