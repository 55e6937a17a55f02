"""Reminders that a sender sets for themselves: a day, an email on its morning, a line on Today."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from hearth.access.actions.guests import write_to_guest
from hearth.access.actions.notices import notify_staff
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.referrals import queries
from hearth.referrals.actions.moving import NotAllowed
from hearth.referrals.actions.telling import sender_url
from hearth.referrals.events import ReminderEnded, ReminderSet
from hearth.referrals.models import Referral, Reminder
from hearth.referrals.staff import wording

JOB = "clocks"  # row security lets it see every referral and reminder
PURPOSE = "referrals.reminder"
SEES = "referrals.view_sent"


def set_reminder(*, referral: Referral, by: Actor, on: date) -> Reminder:
    """Remind `by` on that day, instead of on any earlier chosen one. Raises NotAllowed for what neither they nor their
    organisation sent."""
    user_id = _sender(referral, by)
    with transaction.atomic():
        reminder, _new = Reminder.objects.update_or_create(
            referral=referral, user_id=user_id, defaults={"on": on, "told_at": None}
        )
        _log("referrals.reminder_set", referral, by)
        events.publish(ReminderSet(referral_id=referral.pk, on=on), by=by)
    return reminder


def end_reminder(*, referral: Referral, by: Actor) -> None:
    """Remind `by` no more. Nothing happens where they were not to be reminded."""
    user_id = _sender(referral, by)
    with transaction.atomic():
        gone, _each = Reminder.objects.filter(referral=referral, user_id=user_id).delete()
        if gone:
            _log("referrals.reminder_ended", referral, by)
            events.publish(ReminderEnded(referral_id=referral.pk), by=by)


def tell_of_the_day(*, now: datetime) -> int:
    """One email for each reminder whose day has come; to how many reminders. Running it again sends nothing twice."""
    with acting_as(job=JOB), transaction.atomic():
        due = Reminder.objects.filter(told_at__isnull=True, on__lte=clock.today(now)).order_by("pk")
        found = list(due.select_for_update(of=("self",), skip_locked=True).select_related("referral"))
        for reminder in found:
            _tell(reminder)
            reminder.told_at = now
            reminder.save(update_fields=["told_at"])
    return len(found)


def _tell(reminder: Reminder) -> None:
    referral = reminder.referral
    key = f"{PURPOSE}:{reminder.pk}:{reminder.on.isoformat()}"
    with translation.override("en"):
        subject, body = wording.reminder_email(referral.reference, sender_url(referral))
    if referral.sender_guest_id is not None:
        write_to_guest(
            guest_id=referral.sender_guest_id, subject=subject, body=body, purpose=PURPOSE, key=key,
            subject_id=referral.pk,
        )  # fmt: skip
    if referral.sender_organisation_id is None:
        return
    notify_staff(
        organisation_id=referral.sender_organisation_id,
        permission=SEES,
        only_user_id=reminder.user_id,
        subject=subject,
        body=body,
        purpose=PURPOSE,
        key=key,
        subject_id=referral.pk,
    )


def _sender(referral: Referral, by: Actor) -> UUID:
    """Who is reminded: a member of the organisation that sent it, or the guest who did."""
    user_id = by.user_id if by.kind in {ActorKind.STAFF, ActorKind.GUEST} else None
    if user_id is None or not queries.sent_by(by).filter(pk=referral.pk).exists():
        raise NotAllowed
    return user_id


def _log(action: str, referral: Referral, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=referral.sender_organisation_id,
        subject_type="referrals.Referral",
        subject_id=referral.pk,
    )
