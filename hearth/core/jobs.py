"""Core's jobs. Every app's `jobs.py` is found by the worker; a job sets its own row security context."""

from __future__ import annotations

import logging

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from hearth.core import clock
from hearth.core.outbox import sending, upkeep

__all__ = ["revive_lost_jobs", "sending", "sweep_outbox", "tidy"]

logger = logging.getLogger("hearth.jobs")
FINISHED_JOBS_KEPT_FOR = 14 * 24  # hours


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queue="upkeep", queueing_lock="outbox.sweep")
def sweep_outbox(timestamp: int) -> None:
    """Every minute: messages that were left half-way."""
    upkeep.sweep(now=clock.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="jobs.revive", queue="upkeep", queueing_lock="jobs.revive", pass_context=True)
async def revive_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Every two minutes: jobs whose worker died in the middle start again. So every job must bear being run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
        logger.warning("a job had lost its worker and starts again", extra={"job": job.task_name})


@app.periodic(cron="17 * * * *")
@app.task(name="core.tidy", queue="upkeep", queueing_lock="core.tidy")
def tidy(timestamp: int) -> None:
    """Every hour: old messages' words, expired drafts, expired sessions, and the traces of finished jobs."""
    upkeep.tidy(now=clock.now())
    SessionStore.clear_expired()
    _delete_finished_jobs()


def _delete_finished_jobs() -> None:
    with connection.cursor() as cursor:
        # Their events go with them (on delete cascade).
        cursor.execute(
            "delete from procrastinate_jobs j where j.status in ('failed', 'cancelled', 'aborted', 'succeeded') "
            "and not exists (select 1 from procrastinate_events e where e.job_id = j.id "
            "and e.at > now() - make_interval(hours => %s))",
            [FINISHED_JOBS_KEPT_FOR],
        )
