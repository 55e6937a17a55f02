"""The work within a team: who has what, and what the duty lead hears of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import actors, clock, events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.referrals import queries
from hearth.referrals.actions.moving import AlreadyMoved, Given, make
from hearth.referrals.actions.telling import tell_lead
from hearth.referrals.events import Late
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.queries.workers import Worker

JOB = "clocks"


def assign(*, referral: Referral, by: Actor, now: datetime, worker: UUID | None) -> Referral:
    """Give one that is not decided yet to a colleague to decide."""
    return make(referral=referral, code="assign", by=by, now=now, given=Given(worker=_colleague(by, worker)))


def allocate(*, referral: Referral, by: Actor, now: datetime, worker: UUID | None) -> Referral:
    """Say who helps the family: it reads their name and role."""
    return make(referral=referral, code="allocate", by=by, now=now, given=Given(worker=_colleague(by, worker)))


def give(*, referral: Referral, by: Actor, now: datetime, worker: UUID | None) -> Referral:
    """Assign or allocate, whichever its state allows."""
    decided = referral.state not in machine().moves["assign"].origins
    return (allocate if decided else assign)(referral=referral, by=by, now=now, worker=worker)


def give_many(*, referrals: Iterable[Referral], by: Actor, now: datetime, worker: UUID | None) -> int:
    """Give several to one colleague; how many. What has moved on meanwhile is left as it is."""
    count = 0
    with transaction.atomic():
        for referral in sorted(referrals, key=lambda one: one.pk):
            try:
                give(referral=referral, by=by, now=now, worker=worker)
            except AlreadyMoved:
                continue
            count += 1
    return count


def _colleague(by: Actor, user_id: UUID | None) -> Worker | None:
    return next((one for one in queries.workers(by) if one.user_id == user_id), None)


def escalate(*, referral: Referral, by: Actor, now: datetime, words: str = "") -> Referral:
    """A colleague asks the duty lead to look at it."""
    return make(referral=referral, code="escalate", by=by, now=now, given=Given(words=words))


def escalate_late(*, now: datetime) -> int:
    """Tell the duty leads of whatever nobody answered in time, once for each missed day; how many."""
    today, count = clock.today(now), 0
    by = actors.job(JOB)
    with acting_as(job=JOB):
        rows = queries.with_due(Referral.objects.filter(queries.late_filter(today))).order_by("id")
        for referral in rows.select_for_update(of=("self",), skip_locked=True).select_related("provider"):
            due = queries.due(referral)
            if due is None or referral.escalated_for == due.by:
                continue
            referral.escalated_for = due.by
            referral.save(update_fields=["escalated_for"])
            audit.record(
                action="referrals.late",
                by=by,
                organisation_id=referral.provider_id,
                subject_type="referrals.Referral",
                subject_id=referral.id,
                detail={"clock": due.clock},
            )
            events.publish(Late(referral_id=referral.id, clock=due.clock, due_on=due.by), by=by)
            tell_lead(referral, key=f"referrals.late:{referral.id}:{due.clock}:{due.by}", purpose="referrals.late")
            count += 1
    return count
