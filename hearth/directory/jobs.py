"""The directory's jobs. Each bears being run twice and says who it is to row security."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearth.core import actors, clock
from hearth.core.deferring import defer
from hearth.core.rowcontext import acting_as
from hearth.directory.actions import (
    alerts,
    demand,
    duplicates,
    feeds,
    new_nearby,
    problems,
    reminding,
    rules,
    search_rows,
    standing,
)
from hearth.directory.feeds import reading
from hearth.directory.loading.run import LoadRunning
from hearth.directory.models import Feed

__all__ = ["due_feeds", "keep_fresh", "look_after_problems", "read_feed", "rules", "tidy_demand"]
from hearth.directory.actions import listings


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


@app.task(
    name="directory.read_feed",
    queue="feeds",
    lock="directory.feeds",  # one after the other
    retry=RetryStrategy(max_attempts=30, wait=60, retry_exceptions={LoadRunning}),
)
def read_feed(feed_id: str, full: bool) -> None:
    """Read one feed, now. While files are being loaded it waits and tries again."""
    feed = Feed.objects.select_related("owner").filter(pk=feed_id).first()
    if feed is not None:
        reading.read_feed(feed=feed, by=actors.job("feeds"), full=full)


@app.periodic(cron="*/10 * * * *")
@app.task(name="directory.due_feeds", queue="upkeep", queueing_lock="directory.due_feeds")
def due_feeds(timestamp: int) -> None:
    """Every ten minutes: feeds whose time has come are put in the row to be read."""
    with acting_as(job=reading.JOB):
        for feed_id in feeds.claim_due(now=clock.now()):
            defer(read_feed, feed_id=str(feed_id), full=False)


@app.periodic(cron="10 5,11 * * *")
@app.task(name="directory.freshness", queue="upkeep", queueing_lock="directory.freshness")
def keep_fresh(timestamp: int) -> None:
    """Every morning: what each listing's standing is, then the letters to those who run what is due. Once more before
    noon, for a morning on which it could not run; then there is nothing left to do."""
    now, by = clock.now(), actors.job("freshness")
    standing.nightly(now=now, by=by)
    reminding.remind_all(now=now, by=by)


@app.periodic(cron="* * * * *")
@app.task(name="directory.alerts", queue="upkeep", queueing_lock="directory.alerts")
def tell_followers(timestamp: int) -> None:
    """Every minute: news to those who follow, and emails to those who want them at once."""
    now = clock.now()
    alerts.spread(now=now)
    alerts.mail_at_once(now=now)


@app.periodic(cron="0 7 * * *")
@app.task(name="directory.digest", queue="upkeep", queueing_lock="directory.digest")
def mail_digest(timestamp: int) -> None:
    """Every morning: one email with the day's news; and news of long ago are forgotten."""
    now = clock.now()
    alerts.mail_digest(now=now)
    alerts.forget(now=now)


@app.periodic(cron="30 7,11 * * *")
@app.task(name="directory.new_nearby", queue="upkeep", queueing_lock="directory.new_nearby")
def mail_what_is_new(timestamp: int) -> None:
    """Every morning: emails about what is new to those whose day it is, the question before they end, and forgetting
    what is over. Once more before noon, for a morning on which it could not run; then there is nothing left to do."""
    now = clock.now()
    new_nearby.forget(now=now)
    new_nearby.send_due(now=now)
    new_nearby.ask_before_end(now=now)


@app.periodic(cron="5 * * * *")
@app.task(name="directory.end_closures", queue="upkeep", queueing_lock="directory.end_closures")
def end_closures(timestamp: int) -> None:
    """Every hour, so soon after London's midnight: closures whose last day is past are over."""
    with acting_as(job="listings"):
        listings.end_closures(by=actors.job("listings"), now=clock.now(), today=clock.today())


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="directory.duplicates", queue="upkeep", queueing_lock="directory.duplicates", lock="directory.duplicates"
)
def find_duplicates(timestamp: int) -> None:
    """Every ten minutes, where a listing has come or changed since (by hand, by a file, by a feed): look for
    duplicates. One search for all that changed meanwhile, so a feed of 100,000 does not start 100,000 of them."""
    now = clock.now()
    if duplicates.is_due(now=now):
        duplicates.look(now=now)


@app.periodic(cron="50 3 * * *")
@app.task(name="directory.duplicates_nightly", queue="upkeep", lock="directory.duplicates")
def find_duplicates_nightly(timestamp: int) -> None:
    """Every night in any case: an organisation may have changed its name, a site its place."""
    duplicates.look(now=clock.now())


@app.periodic(cron="20 1 * * *")
@app.task(name="directory.ended_times", queue="upkeep", queueing_lock="directory.ended_times")
def refresh_ended_times(timestamp: int) -> None:
    """Every night, after midnight here and in the database: the search forgets times that are over."""
    search_rows.refresh_ended_times()
