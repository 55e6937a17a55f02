"""Asking for emails about what is new, confirming it, letting it go on, and leaving.

Whoever holds the link of an email may do what it says: it names a subscription, not a person. Leaving deletes the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory import email_links, email_words
from hearth.directory.actions.mail import write_to_subscriber
from hearth.directory.email_links import May
from hearth.directory.email_rules import LASTS, Coarse, months_of, next_day
from hearth.directory.events import EmailsAskedFor, EmailsConfirmed, EmailsLeft
from hearth.directory.models import EmailSubscription, HowOften

JOB = "new-nearby"  # row security lets it read who gets these emails
SUBJECT = "email_subscription"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `ages` are codes of `email_rules.AGES`; none means any age."""

    place: Coarse
    miles: int
    ages: Sequence[str]
    every: HowOften
    language: str


@transaction.atomic
def ask(*, email: str, wish: Wish, by: Actor, now: datetime) -> UUID:
    """Keep the wish and ask by email whether it was them. Nothing else is sent before that is confirmed, and what the
    address had before stays until then."""
    low, high = months_of(wish.ages)
    one = EmailSubscription(
        created_at=now,
        email=email,
        language=wish.language,
        every=wish.every,
        area_name=wish.place.name[:80],
        area_code=wish.place.area_code,
        council_code=wish.place.council_code,
        latitude=wish.place.latitude,
        longitude=wish.place.longitude,
        miles=wish.miles,
        from_months=low,
        to_months=high,
        ages_on=clock.today(now),
    )
    one.save(force_insert=True)
    _log("directory.emails_asked_for", one.pk, by)
    events.publish(EmailsAskedFor(subscription_id=one.pk), by=by)
    subject, body = email_words.confirm(one)
    write_to_subscriber(
        email=email,
        language=one.language,
        subject=subject,
        body=body,
        purpose="directory.emails_confirm",
        key=f"directory.emails_confirm:{one.pk}",
        subject_id=one.pk,
    )
    return one.pk


def linked(token: str, may: May) -> EmailSubscription | None:
    """What a link is about; None for one that is altered, or of one that is there no more."""
    subscription_id = email_links.subscription_in(token, may)
    if subscription_id is None:
        return None
    with acting_as(job=JOB):
        return EmailSubscription.objects.filter(pk=subscription_id).first()


@transaction.atomic
def confirm(*, token: str, by: Actor, now: datetime) -> EmailSubscription | None:
    """It was them: from now on they hear of what is new. What the address had asked for before is replaced. Confirmed
    already, nothing changes."""
    with acting_as(job=JOB):
        one = _locked(token, May.CONFIRM)
        if one is None or one.confirmed_at:
            return one
        today = clock.today(now)
        one.confirmed_at = one.since = now
        one.next_on = next_day(one.every, after=today, from_day=today)
        one.ends_on = today + LASTS
        one.save()
        EmailSubscription.objects.filter(email__iexact=one.email).exclude(pk=one.pk).delete()
        _log("directory.emails_confirmed", one.pk, by)
        events.publish(EmailsConfirmed(subscription_id=one.pk), by=by)
        return one


@transaction.atomic
def go_on(*, token: str, by: Actor, now: datetime) -> EmailSubscription | None:
    """For another year."""
    with acting_as(job=JOB):
        one = _locked(token, May.GO_ON)
        if one is None or not one.confirmed_at:
            return None
        one.ends_on, one.asked_on = clock.today(now) + LASTS, None
        one.save(update_fields=["ends_on", "asked_on"])
        _log("directory.emails_go_on", one.pk, by)
        return one


@transaction.atomic
def leave(*, token: str, by: Actor) -> bool:
    """No more emails, and nothing is kept. False where there was nothing to leave: then all is as wished, too."""
    with acting_as(job=JOB):
        one = _locked(token, May.LEAVE)
        if one is None:
            return False
        _log("directory.emails_left", one.pk, by)
        events.publish(EmailsLeft(subscription_id=one.pk), by=by)
        one.delete()
        return True


def _locked(token: str, may: May) -> EmailSubscription | None:
    subscription_id = email_links.subscription_in(token, may)
    return EmailSubscription.objects.select_for_update().filter(pk=subscription_id).first() if subscription_id else None


def _log(action: str, subscription_id: UUID, by: Actor) -> None:
    audit.record(action=action, by=by, subject_type=SUBJECT, subject_id=subscription_id)
