"""Deferring a job inside the transaction that causes it: undone with it, done after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

# Always Django's own connection. Inside a worker the job queue's connector is another one, which would commit a job
# on its own, before the rows that it is about.
_manager = JobManager(connector=DjangoConnector())


def defer(task: Task[Any, Any, Any], *, at: datetime | None = None, **arguments: Any) -> None:
    """Have a worker run `task` at `at` (default: as soon as the transaction commits). Arguments are ids and codes
    only: they stand in the database unprotected."""
    deferrer = task.configure(schedule_at=at) if at else task.configure()
    deferrer.job_manager = _manager
    deferrer.defer(**arguments)
