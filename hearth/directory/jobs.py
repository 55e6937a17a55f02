"""The directory's jobs. Each bears being run twice and says who it is to row security."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearth.core import actors, clock
from hearth.core.rowcontext import acting_as
from hearth.directory.actions import demand, listings, problems


@app.periodic(cron="40 3 * * *")
@app.task(name="directory.tidy_demand", queue="upkeep", queueing_lock="directory.tidy_demand")
def tidy_demand(timestamp: int) -> None:
    """Every night: words that hardly anybody typed, and searches of long ago, are forgotten."""
    with acting_as(job="directory.tidy_demand"):
        demand.tidy(today=clock.today())


@app.periodic(cron="20 6 * * *")
@app.task(name="directory.problems", queue="upkeep", queueing_lock="directory.problems")
def look_after_problems(timestamp: int) -> None:
    """Every morning: reports that were not answered in time go on to the directory editors; what is over is emptied."""
    now = clock.now()
    problems.hand_on(now=now)
    problems.forget(now=now)


@app.periodic(cron="5 * * * *")
@app.task(name="directory.end_closures", queue="upkeep", queueing_lock="directory.end_closures")
def end_closures(timestamp: int) -> None:
    """Every hour, so soon after London's midnight: closures whose last day is past are over."""
    with acting_as(job="listings"):
        listings.end_closures(by=actors.job("listings"), now=clock.now(), today=clock.today())
