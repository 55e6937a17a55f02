"""Jobs of access. Each bears being run twice and says who it is to row security."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearth.access.actions.reminding import remind_of_agreements
from hearth.core import clock


@app.periodic(cron="40 6,11 * * *")
@app.task(name="access.agreements", queue="upkeep", queueing_lock="access.agreements")
def look_at_agreements(timestamp: int) -> None:
    """Every morning: agreements that run out or are to be looked at again. Once more before noon, for a morning on
    which it could not run; then there is nothing left to write."""
    remind_of_agreements(now=clock.now())
