"""Gives the demo a history of how true its listings were: letters, labels, steps down, confirmations after a lapse.

Made once, after the demo's people are there, and by the same statements as in life; only the days are in the past.
This morning's letters are real: they lie in the outbox.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from hearth.access.models import User
from hearth.core import actors, clock
from hearth.core.actors import Actor, ActorKind
from hearth.directory import policy as policies
from hearth.directory.actions import reminding, standing
from hearth.directory.actions.more_time import give_more_time
from hearth.directory.demo import reading
from hearth.directory.loading.demo import demo_id
from hearth.directory.models import (
    FreshnessStep,
    OrganisationListing,
    Reach,
    Reminder,
    ReviewDates,
    Service,
    ServiceStatus,
    Standing,
    Step,
)
from hearth.directory.policy import Policy

JOB = actors.job("freshness")


@transaction.atomic
def load(*, now: datetime) -> int:
    """How many steps were written down; 0 where there are any already."""
    if FreshnessStep.objects.exists() or not Service.objects.exists():
        return 0
    policy, today, told = policies.current(), clock.today(now), reading.freshness()
    gone = [demo_id("organisation", key) for key in told["without_email"]]
    OrganisationListing.objects.filter(organisation_id__in=gone).update(email="")
    Service.objects.filter(organisation_id__in=gone).update(email="")
    standing.work_out(policy=policy, today=today)
    _ask_in_the_past(told, policy, today)
    standing.work_out(policy=policy, today=today)
    due = list(
        ReviewDates.objects.filter(asked_from__isnull=False, service__status=ServiceStatus.ACTIVE).select_related(
            "service"
        )
    )
    steps = [step for dates in due for step in _ladder(dates, policy, today)]
    steps += _letters(due, told, policy, today)
    steps += [step for service in Service.objects.exclude(assured_at=None) for step in _lapse(service, policy)]
    FreshnessStep.objects.bulk_create(steps)
    for dates in due:
        dates.service.standing = _standing(dates, today)
    Service.objects.bulk_update([dates.service for dates in due], ["standing"])
    _give_time(told["more_time"], now)
    reminding.remind_all(now=now, by=JOB)
    return len(steps)


def _ask_in_the_past(told: reading.Freshness, policy: Policy, today: date) -> None:
    """Since when each stood as due: so that it is now as far down as the file says, and no further."""
    ask = policy.ask_days_before
    for dates in ReviewDates.objects.filter(asked_from__isnull=False).select_related("service"):
        first, key = dates.due_on - timedelta(days=ask), dates.service.source_ref
        if key not in told["hidden"]:
            to_demoted = (dates.demote_on - dates.counted_from).days + ask
            latest = today - timedelta(days=to_demoted - 20 if key not in told["demoted"] else to_demoted + 6)
            first = max(first, latest)
        ReviewDates.objects.filter(pk=dates.pk).update(asked_from=min(first, today))


def _standing(dates: ReviewDates, today: date) -> str:
    """What the dates say, as actions.standing has it."""
    return [
        standing
        for standing, day in (
            (Standing.DUE, dates.asked_from),
            (Standing.UNCONFIRMED, dates.label_on),
            (Standing.DEMOTED, dates.demote_on),
            (Standing.HIDDEN, dates.hide_on),
        )
        if day is not None and day <= today
    ][-1].value


def _ladder(dates: ReviewDates, policy: Policy, today: date) -> list[FreshnessStep]:
    """The steps down that a listing has taken by now."""
    days = [
        (Standing.DUE, dates.asked_from),
        (Standing.UNCONFIRMED, max(dates.label_on, dates.asked_from or dates.label_on)),
        (Standing.DEMOTED, dates.demote_on),
        (Standing.HIDDEN, dates.hide_on),
    ]
    before, steps = Standing.CURRENT.value, []
    for after, day in days:
        if day is not None and day <= today:
            steps.append(_step(dates.service, Step(after.value), day, policy, before=before, after=after.value))
            before = after.value
    return steps


def _lapse(service: Service, policy: Policy) -> list[FreshnessStep]:
    """Its last confirmation, and for some of them that it came late: labelled for a while before."""
    assert service.assured_at is not None
    day = clock.today(service.assured_at)
    late = int(service.pk.hex[:4], 16) % 100  # days; the same for the same service
    steps = []
    before = Standing.CURRENT.value
    if late < 38:
        steps.append(
            _step(
                service,
                Step.UNCONFIRMED,
                day - timedelta(days=late + 1),
                policy,
                before=Standing.DUE.value,
                after="unconfirmed",
            )
        )
        steps[0].undone_at = service.assured_at
        before = "unconfirmed"
    after = Standing.CURRENT.value
    steps.append(_step(service, Step.CONFIRMED, day, policy, before=before, after=after, kind="link"))
    return steps


def _letters(due: list[ReviewDates], told: reading.Freshness, policy: Policy, today: date) -> list[FreshnessStep]:
    """The letters of the past to everybody who was due then, in the ladder's own rhythm."""
    by_organisation: dict[UUID, list[ReviewDates]] = defaultdict(list)
    fresh = {demo_id("organisation", key) for key in told["fresh"] + told["without_email"]}
    failed = {demo_id("organisation", key) for key in told["failed"]}
    for dates in due:
        if dates.service.organisation_id not in fresh:
            by_organisation[dates.service.organisation_id].append(dates)
    steps: list[FreshnessStep] = []
    for organisation_id, rows in by_organisation.items():
        last_of_all: date | None = None
        for number, day in enumerate(_days(rows, policy, today), start=1):
            asked = [dates for dates in rows if dates.asked_from and dates.asked_from <= day]
            reminder = Reminder.objects.create(
                created_at=_morning(day),
                organisation_id=organisation_id,
                number=number,
                reach=Reach.PUBLIC,
                listings=[dates.service_id for dates in asked],
                expires_at=_morning(day) + timedelta(days=policy.link_days),
                emails=1,
                sent=organisation_id not in failed,
                failed=organisation_id in failed,
                fault="bad-address" if organisation_id in failed else "",
            )
            ReviewDates.objects.filter(pk__in=reminder.listings).update(letter=reminder)
            steps += [_step(dates.service, Step.ASKED, day, policy) for dates in asked]
            last_of_all = clock.today(reminder.created_at)
        if last_of_all:
            reminding.note(policy=policy, today=last_of_all, service_ids=[dates.service_id for dates in rows])
    return steps


def _days(rows: list[ReviewDates], policy: Policy, today: date) -> list[date]:
    """When an organisation was written to: at most once a week, and nothing in the last days."""
    wanted = sorted(
        {
            dates.counted_from + timedelta(days=day)
            for dates in rows
            for day in (*policy.mail_days, (dates.hide_on - dates.counted_from).days - policy.warn_days_before_hiding)
        }
    )
    days: list[date] = []
    for day in wanted:
        if day <= today - timedelta(days=8) and (not days or (day - days[-1]).days >= policy.days_between_mails):
            days.append(day)
    return days


def _give_time(row: dict[str, str | int], now: datetime) -> None:
    """An editor gave one listing more time."""
    user = User.objects.select_related("active_membership").filter(email=row["by"]).first()
    if user is None or user.active_membership is None:
        return
    at = now - timedelta(days=int(row["days_ago"]))
    with clock.standing_at(at):
        give_more_time(
            service_id=demo_id("service", str(row["service"])),
            days=int(row["days"]),
            words=str(row["words"]),
            by=Actor(ActorKind.STAFF, user.pk, user.active_membership.organisation_id, user.name),
            now=at,
        )


def _step(
    service: Service,
    step: Step,
    day: date,
    policy: Policy,
    *,
    before: str = "",
    after: str = "",
    kind: str = "job",
) -> FreshnessStep:
    return FreshnessStep(
        service=service,
        organisation_id=service.organisation_id,
        step=step,
        before=before,
        after=after,
        at=_morning(day),
        by_kind=kind,
        policy=policy.number,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(5, 10), clock.LONDON)
