"""The emails about what is new: each subscriber on their own day, once, and only when there is something new.

A batch of subscribers is one transaction: their emails are queued, and their next day is set. So the job can be killed
half-way, repeated, or run twice at once, and nobody is written to twice; the outbox's key says so once more.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from hearth.core import clock
from hearth.core.cards import ResultCard
from hearth.core.rowcontext import acting_as
from hearth.directory import cards, email_words
from hearth.directory.actions.mail import write_to_subscriber
from hearth.directory.actions.subscribing import JOB
from hearth.directory.email_rules import ASK_BEFORE, FORGET_UNCONFIRMED_AFTER, MOST_IN_AN_EMAIL, next_day
from hearth.directory.models import EmailSubscription
from hearth.directory.queries import Hit, ServiceFacts, services
from hearth.directory.queries.new_nearby import New, new_for

AT_A_TIME = 500  # subscribers in one transaction


def send_due(*, now: datetime) -> int:
    """Write to all whose day has come; how many emails."""
    sent = 0
    while (batch := _batch(now)) is not None:
        sent += batch
    return sent


def _batch(now: datetime) -> int | None:
    """The next so many; None when nobody is left."""
    today = clock.today(now)
    with transaction.atomic(), acting_as(job=JOB):
        due = list(
            EmailSubscription.objects.select_for_update(skip_locked=True)
            .filter(confirmed_at__isnull=False, next_on__lte=today, ends_on__gte=today)
            .order_by("next_on", "pk")[:AT_A_TIME]
        )
        if not due:
            return None
        found = new_for([one.pk for one in due], now=now, today=today, most=MOST_IN_AN_EMAIL)
        facts = services({service_id for new in found.values() for service_id, _metres in new.services})
        sent = sum(_write(one, found[one.pk], facts, now) for one in due if one.pk in found)
        for one in due:
            assert one.next_on is not None
            one.since, one.next_on = now, next_day(one.every, after=today, from_day=one.next_on)
        EmailSubscription.objects.bulk_update(due, ["since", "next_on"])
        return sent


def _write(one: EmailSubscription, new: New, facts: dict[UUID, ServiceFacts], now: datetime) -> int:
    """One email; none where all that was new has closed again since."""
    with translation.override(one.language):
        shown = [_card(facts[pk], metres, now) for pk, metres in new.services if pk in facts]
    shown = [card for card in shown if not card.closed]
    if not shown:
        return 0
    subject, body = email_words.news(one, shown, new.total - (len(new.services) - len(shown)))
    write_to_subscriber(
        email=one.email,
        language=one.language,
        subject=subject,
        body=body,
        purpose="directory.emails_news",
        key=f"directory.emails_news:{one.pk}:{one.next_on}",
        subject_id=one.pk,
        may_leave=True,
    )
    return 1


def _card(facts: ServiceFacts, metres: float | None, now: datetime) -> ResultCard:
    return cards.result_card(facts, now=now, hit=Hit(facts.id, metres))


def ask_before_end(*, now: datetime) -> int:
    """Ask those whose emails end soon whether they are to go on; how many."""
    today = clock.today(now)
    asked = 0
    while True:
        with transaction.atomic(), acting_as(job=JOB):
            ending = list(
                EmailSubscription.objects.select_for_update(skip_locked=True).filter(
                    confirmed_at__isnull=False,
                    asked_on__isnull=True,
                    ends_on__gte=today,
                    ends_on__lte=today + ASK_BEFORE,
                )[:AT_A_TIME]
            )
            if not ending:
                return asked
            for one in ending:
                _ask(one, today)
            asked += len(ending)


def _ask(one: EmailSubscription, today: date) -> None:
    subject, body = email_words.ending(one)
    write_to_subscriber(
        email=one.email,
        language=one.language,
        subject=subject,
        body=body,
        purpose="directory.emails_ending",
        key=f"directory.emails_ending:{one.pk}:{one.ends_on}",
        subject_id=one.pk,
        may_leave=True,
    )
    one.asked_on = today
    one.save(update_fields=["asked_on"])


def forget(*, now: datetime) -> int:
    """Delete what was not confirmed in time, and what is over; how many."""
    with transaction.atomic(), acting_as(job=JOB):
        unconfirmed = Q(confirmed_at__isnull=True, created_at__lt=now - FORGET_UNCONFIRMED_AFTER)
        return EmailSubscription.objects.filter(unconfirmed | Q(ends_on__lt=clock.today(now))).delete()[0]
