"""An owner says that all of a listing is still right. The one action that moves its assured date: editing does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.directory import policy as policies
from hearth.directory.actions import standing, steps
from hearth.directory.events import ListingConfirmed, StandingChanged
from hearth.directory.models import Service, ServiceStatus, Standing, Step


@transaction.atomic
def confirm(*, service_ids: Iterable[UUID], by: Actor, now: datetime, words: str = "") -> list[UUID]:
    """Note that these are still right, as of now; the ids of those that were noted.

    They are due again after their own interval, stand among the others at once, and what was done about them meanwhile
    is marked as undone. Listings that are not shown are left out. `words`: how an editor knows, for the story. Whether
    the actor may is the caller's to ask.
    """
    rows = Service.objects.filter(pk__in=list(service_ids), status=ServiceStatus.ACTIVE)
    found = list(rows.select_for_update().order_by("pk"))
    if not found:
        return []
    ids = [service.pk for service in found]
    policy = policies.current()
    # One statement for all: the search is refreshed once, and only for those that it showed last or not at all.
    Service.objects.filter(pk__in=ids).update(assured_at=now, standing=Standing.CURRENT)
    standing.work_out(policy=policy, today=clock.today(now), only=ids)
    steps.undo(service_ids=ids, by=by, now=now)
    steps.keep(
        services=found, step=Step.CONFIRMED, after=Standing.CURRENT, by=by, now=now, policy=policy.number, words=words
    )
    audit.record_all(
        action="directory.listing_confirmed",
        by=by,
        subject_type="service",
        about=[audit.Subject(one.pk, one.organisation_id, {"before": one.standing}) for one in found],
    )
    events.publish_all([ListingConfirmed(one.pk, one.organisation_id) for one in found], by=by)
    events.publish_all(
        [
            StandingChanged(one.pk, one.organisation_id, one.standing, Standing.CURRENT.value)
            for one in found
            if one.standing != Standing.CURRENT
        ],
        by=by,
    )
    return ids
