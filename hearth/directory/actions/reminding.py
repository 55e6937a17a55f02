"""Asking those who run services whether their listings are still right: one letter to an organisation about all that
are due, by the ladder's days (policy), at most once a week.

Each organisation is asked in a transaction of its own, in which its row is locked, the letter is written down, its
emails are put into the outbox and the listings note how many letters they have had. So the job can be killed, repeated
or run twice at once, and nobody is asked twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import translation

from hearth.access.actions.notices import notify_staff
from hearth.access.models import Organisation
from hearth.audit import actions as audit
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind
from hearth.directory import links
from hearth.directory import policy as policies
from hearth.directory.actions import steps
from hearth.directory.actions.mail import write_to_provider
from hearth.directory.models import OrganisationListing, Reach, Reminder, ReviewDates, Service, ServiceStatus, Step
from hearth.directory.policy import Policy
from hearth.directory.staff import letters

PURPOSE = "directory.reminder"
SUBJECT = "reminder"  # the outbox's word, by which a trigger counts what became of a letter's emails
# A letter may be sent again on request, and not by pressing twice; whoever holds an old link gets one a day.
AGAIN_AFTER = timedelta(minutes=10)
BY_LINK_AFTER = timedelta(days=1)

# How many of the ladder's letters are due for a listing (d) by a day.
LETTERS = """
((select count(*) from unnest(%(days)s::int[]) day where d.counted_from + day <= %(today)s::date)
 + (d.hide_on - %(warn)s <= %(today)s::date)::int)
"""
WAITING = f"""
select s.organisation_id
from directory_service s
join directory_reviewdates d on d.service_id = s.id
join access_organisation o on o.id = s.organisation_id and o.is_active
where s.status = 'active' and d.asked_from is not null and {LETTERS} > d.mails
  and not exists (select 1 from directory_reminder r
                  where r.organisation_id = s.organisation_id and r.created_at >= %(since)s)
group by s.organisation_id order by s.organisation_id
"""  # noqa: S608 (no value is pasted in)
NOTE = f"""
update directory_reviewdates d set mails = {LETTERS} where d.service_id = any (%(ids)s)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class _Group:
    """Listings that go into one letter, and to which public address where no member edits them."""

    services: list[Service]
    address: str = ""


def remind_all(*, now: datetime, by: Actor) -> int:
    """Ask every organisation that is to be asked by now; how many letters were written."""
    policy, today = policies.current(), clock.today(now)
    with connection.cursor() as cursor:
        cursor.execute(WAITING, _values(policy, today) | {"since": _quiet_since(policy, now)})
        waiting = [row[0] for row in cursor.fetchall()]
    return sum(len(remind(organisation_id=one, policy=policy, now=now, by=by)) for one in waiting)


@transaction.atomic
def remind(
    *, organisation_id: UUID, policy: Policy, now: datetime, by: Actor, at_once: timedelta | None = None
) -> list[Reminder]:
    """Write to one organisation about all its listings that are due: usually one letter.

    None, where it has been written to within the week, where another is writing to it at this moment, or where nothing
    is due. `at_once`: it is wanted now, unless the last one is younger than this.
    """
    locked = Organisation.objects.select_for_update(skip_locked=at_once is None)
    organisation = locked.filter(pk=organisation_id, is_active=True).first()
    since = now - at_once if at_once else _quiet_since(policy, now)
    if organisation is None or Reminder.objects.filter(organisation=organisation, created_at__gte=since).exists():
        return []
    due = list(
        Service.objects.filter(organisation=organisation, status=ServiceStatus.ACTIVE, review__asked_from__isnull=False)
        .select_related("review")
        .order_by("review__due_on", "name", "pk")
    )
    if not due:
        return []
    again = any(service.review.mails for service in due)
    written = _to_members(organisation, due, policy, now, again=again)
    if not written:
        written = [
            _to_address(organisation, group, policy, now, again=again) for group in _by_address(organisation, due)
        ]
    Reminder.objects.bulk_create(written)
    note(policy=policy, today=clock.today(now), service_ids=[service.pk for service in due])
    by_id = {service.pk: service for service in due}
    for reminder in written:
        ReviewDates.objects.filter(service_id__in=reminder.listings).update(letter=reminder)
        reached = reminder.reach != Reach.NOBODY
        steps.keep(
            services=[by_id[pk] for pk in reminder.listings],
            step=Step.ASKED if reached else Step.UNREACHED,
            by=by,
            now=now,
            policy=policy.number,
        )
        audit.record(
            action="directory.owner_asked" if reached else "directory.owner_unreached",
            by=by,
            organisation_id=organisation.pk,
            subject_type="reminder",
            subject_id=reminder.pk,
            detail={"count": len(reminder.listings), "emails": reminder.emails},
        )
    return written


def note(*, policy: Policy, today: date, service_ids: list[UUID]) -> None:
    """Note for these how many of the ladder's letters they have had by a day."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, _values(policy, today) | {"ids": service_ids})


def ask_again(*, organisation_id: UUID, now: datetime, by: Actor) -> list[Reminder]:
    """Write again now, because an editor or the holder of an old link asked for it."""
    pause = BY_LINK_AFTER if by.kind is ActorKind.LINK else AGAIN_AFTER
    return remind(organisation_id=organisation_id, policy=policies.current(), now=now, by=by, at_once=pause)


def _to_members(
    organisation: Organisation, due: list[Service], policy: Policy, now: datetime, *, again: bool
) -> list[Reminder]:
    """One letter to those who edit its listings here; nothing where there is nobody."""
    reminder = _letter(organisation, due, policy, now, reach=Reach.MEMBERS, again=again)
    subject, body = _words(organisation, due, reminder, now, again=again)
    reminder.emails = notify_staff(
        organisation_id=organisation.pk,
        permission="directory.edit",
        subject=subject,
        body=body,
        purpose=PURPOSE,
        key=f"{PURPOSE}:{reminder.pk}",
        subject_id=reminder.pk,
        subject_type=SUBJECT,
        forgets=True,
    )
    return [reminder] if reminder.emails else []


def _to_address(organisation: Organisation, group: _Group, policy: Policy, now: datetime, *, again: bool) -> Reminder:
    """One letter to a public address; without one, the note that nobody could be asked."""
    reach = Reach.PUBLIC if group.address else Reach.NOBODY
    reminder = _letter(organisation, group.services, policy, now, reach=reach, again=again)
    if group.address:
        subject, body = _words(organisation, group.services, reminder, now, again=again)
        write_to_provider(
            organisation_id=organisation.pk,
            address=group.address,
            subject=subject,
            body=body,
            purpose=PURPOSE,
            key=f"{PURPOSE}:{reminder.pk}",
            subject_type=SUBJECT,
            subject_id=reminder.pk,
        )
        reminder.emails = 1
    return reminder


def _by_address(organisation: Organisation, due: list[Service]) -> list[_Group]:
    """All to the organisation's own address; where it has none, each listing to its own."""
    own = OrganisationListing.objects.filter(organisation=organisation).values_list("email", flat=True).first()
    if own:
        return [_Group(due, own)]
    groups: dict[str, list[Service]] = defaultdict(list)
    for service in due:
        groups[service.email.lower()].append(service)
    return [_Group(services, address) for address, services in sorted(groups.items())]


def _letter(
    organisation: Organisation, services: Sequence[Service], policy: Policy, now: datetime, *, reach: Reach, again: bool
) -> Reminder:
    last = Reminder.objects.filter(organisation=organisation).order_by("-created_at").first() if again else None
    return Reminder(
        id=uuid4(),
        created_at=now,
        organisation=organisation,
        number=last.number + 1 if last else 1,
        reach=reach,
        listings=[service.pk for service in services],
        expires_at=now + timedelta(days=policy.link_days),
    )


def _words(
    organisation: Organisation, services: list[Service], reminder: Reminder, now: datetime, *, again: bool
) -> tuple[str, str]:
    with translation.override("en"):
        return letters.ask(
            services=services,
            organisation=organisation.name,
            link=links.address_of(reminder.pk),
            until=reminder.expires_at,
            today=clock.today(now),
            again=again,
        )


def _values(policy: Policy, today: date) -> dict[str, Any]:
    return {"days": list(policy.mail_days), "warn": policy.warn_days_before_hiding, "today": today}


def _quiet_since(policy: Policy, now: datetime) -> datetime:
    """Who was written to from this moment on is left in peace: so many days, today among them, by London's days."""
    first = clock.today(now) - timedelta(days=policy.days_between_mails - 1)
    return datetime.combine(first, time.min, clock.LONDON)
