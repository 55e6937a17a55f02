"""Writing down what was done about listings: under the one job name that row security lets write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory.models import WARNED, FreshnessStep, Service, Step

JOB = "freshness"


def keep(
    *,
    services: Sequence[Service],
    step: Step,
    by: Actor,
    now: datetime,
    policy: int,
    after: str = "",
    words: str = "",
    until: date | None = None,
) -> None:
    """One step for each listing, as it stood (`services` as they were before)."""
    with acting_as(job=JOB):
        FreshnessStep.objects.bulk_create(
            FreshnessStep(
                service_id=service.pk,
                organisation_id=service.organisation_id,
                step=step,
                before=service.standing if after else "",
                after=after,
                at=now,
                by_kind=by.kind.value,
                by_name=by.name if by.is_staff else "",
                words=words,
                until=until,
                policy=policy,
            )
            for service in services
        )


def undo(*, service_ids: Sequence[UUID], steps: Sequence[str] = WARNED, by: Actor, now: datetime) -> int:
    """Mark the steps down that still hold as taken back; how many."""
    with acting_as(job=JOB):
        rows: QuerySet[FreshnessStep] = FreshnessStep.objects.filter(
            service_id__in=service_ids, step__in=steps, undone_at__isnull=True
        )
        return rows.update(undone_at=now, undone_by=by.name if by.is_staff else "")
