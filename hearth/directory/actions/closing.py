"""A service that is no longer run: closed for good, and opened again where that was a mistake."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory import policy as policies
from hearth.directory.actions import standing, steps
from hearth.directory.actions.steps import JOB
from hearth.directory.actions.versions import change_listing
from hearth.directory.document import SHAPE
from hearth.directory.events import ListingClosed, ListingReopened
from hearth.directory.models import Service, ServiceStatus, Step, Why


@transaction.atomic
def close_for_good(*, service_id: UUID, by: Actor, now: datetime, words: str = "") -> bool:
    """Nobody finds it any more. False where it is closed already. Raises Service.DoesNotExist."""
    service = Service.objects.select_for_update().get(pk=service_id)
    if service.status == ServiceStatus.CLOSED:
        return False
    _set_status(service, ServiceStatus.CLOSED, by, now, words)
    steps.keep(services=[service], step=Step.CLOSED, by=by, now=now, policy=policies.number(), words=words)
    audit.record(
        action="directory.listing_closed",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
    )
    today = clock.today(now).isoformat()
    events.publish(ListingClosed(service_id, service.organisation_id, today, "", for_good=True), by=by)
    return True


@transaction.atomic
def open_again(*, service_id: UUID, by: Actor, now: datetime) -> bool:
    """It is run after all. It stands where its dates say; False where it is not closed. Raises Service.DoesNotExist."""
    service = Service.objects.select_for_update().get(pk=service_id)
    if service.status != ServiceStatus.CLOSED:
        return False
    _set_status(service, ServiceStatus.ACTIVE, by, now)
    steps.undo(service_ids=[service_id], steps=[Step.CLOSED], by=by, now=now)
    audit.record(
        action="directory.listing_reopened",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
    )
    events.publish(ListingReopened(service_id, service.organisation_id), by=by)
    policy, today = policies.current(), clock.today(now)
    standing.work_out(policy=policy, today=today, only=[service_id])
    standing.move(policy=policy, today=today, now=now, by=by, only=[service_id])
    return True


def _set_status(service: Service, status: ServiceStatus, by: Actor, now: datetime, words: str = "") -> None:
    document = {"shape": SHAPE, "status": status.value}
    with acting_as(job=JOB):  # whoever opened a letter's link sees no versions, and leaves one
        change_listing(service_id=service.pk, document=document, why=Why.EDITED, by=by, now=now, words=words[:500])
