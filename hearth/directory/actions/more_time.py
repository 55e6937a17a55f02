"""An editor who has spoken to the owner lets a listing stay a while longer, though nobody has confirmed it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.directory import policy as policies
from hearth.directory.actions import standing, steps
from hearth.directory.models import ReviewDates, Service, ServiceStatus, Standing, Step


@transaction.atomic
def give_more_time(*, service_id: UUID, days: int, words: str, by: Actor, now: datetime) -> date | None:
    """For so many days, from today on, it is neither shown last nor hidden; if it was, it comes back at once.

    It stays labelled "not confirmed", because it is not. Returns the last day, or None where there was nothing to give:
    it is not due, or not shown at all. Raises Service.DoesNotExist.
    """
    service = Service.objects.select_for_update().get(pk=service_id)
    dates = ReviewDates.objects.select_for_update().filter(service_id=service_id).first()
    if dates is None or dates.asked_from is None or service.status != ServiceStatus.ACTIVE:
        return None
    policy, today = policies.current(), clock.today(now)
    until = max(today + timedelta(days=days), dates.more_until or today)
    ReviewDates.objects.filter(service_id=service_id).update(more_until=until)
    steps.undo(service_ids=[service_id], steps=[Standing.DEMOTED, Standing.HIDDEN], by=by, now=now)
    steps.keep(services=[service], step=Step.MORE_TIME, by=by, now=now, policy=policy.number, words=words, until=until)
    audit.record(
        action="directory.more_time_given",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
        detail={"until": until.isoformat()},
    )
    standing.move(policy=policy, today=today, now=now, by=by, only=[service_id])
    return until


@transaction.atomic
def end_more_time(*, service_id: UUID, by: Actor, now: datetime) -> bool:
    """Take the extra time back: the ladder goes on where it stood. False where none was running."""
    service = Service.objects.select_for_update().get(pk=service_id)
    policy, today = policies.current(), clock.today(now)
    running = ReviewDates.objects.filter(service_id=service_id, more_until__gte=today)
    if not running.update(more_until=None):
        return False
    steps.undo(service_ids=[service_id], steps=[Step.MORE_TIME], by=by, now=now)
    audit.record(
        action="directory.more_time_ended",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
    )
    standing.move(policy=policy, today=today, now=now, by=by, only=[service_id])
    return True
