"""Telling an organisation's own system that a request moved: written with the move, sent after it, tried for days.

Every try has the same `webhook-id`, so a system that hears something twice can tell. What is being tried is marked
first, so that two workers do not send at once; one that dies with it leaves it to the sweep.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import requests
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from hearth.access.actions.notices import notify_staff
from hearth.core import clock, deferring
from hearth.directory.feeds import fetch
from hearth.referrals import webhooks
from hearth.referrals.events import OF_MOVE
from hearth.referrals.machine import SENDER, machine
from hearth.referrals.models import DeliveryStatus, Referral, StatusRow, Webhook, WebhookDelivery
from hearth.referrals.staff import connection_words

TIMEOUT = (5, 10)  # seconds to connect, and for the answer
CLAIMED_FOR = timedelta(minutes=2)  # far above the time-outs
AT_A_TIME = 500


def defer(delivery_id: UUID, *, at: datetime) -> None:
    """Have a worker try it at `at` or soon after. Undone with the caller's transaction."""
    deferring.defer(send_webhook, at=at if at > clock.now() else None, delivery_id=str(delivery_id))


@app.task(name="referrals.webhook", queue="outbox")
def send_webhook(delivery_id: str) -> None:
    """Try one delivery, if it is still to be sent and due."""
    deliver(delivery_id=UUID(delivery_id), now=clock.now())


def tell_systems(referral: Referral, row: StatusRow) -> None:
    """Write down that the systems of both sides are to be told of this row, in the mover's transaction: the sender's
    only of what the sender may read."""
    sides = [referral.provider_id]
    if referral.sender_organisation_id is not None and machine().moves[row.move].is_seen_by(SENDER):
        sides.append(referral.sender_organisation_id)
    for webhook in Webhook.objects.filter(organisation_id__in=sides, is_active=True):
        made = WebhookDelivery.objects.create(
            webhook=webhook,
            referral=referral,
            number=row.number,
            kind=f"referral.{OF_MOVE[row.move].__name__.lower()}",
            reference=referral.reference,
            state=row.to_state,
            happened_at=row.at,
            next_at=row.at,
        )
        defer(made.pk, at=row.at)


def deliver(*, delivery_id: UUID, now: datetime) -> bool:
    """One try; whether it arrived. Nothing is done of what is not due, arrived already or is being tried."""
    with transaction.atomic():
        due = WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("webhook")
        delivery = due.filter(pk=delivery_id, status=DeliveryStatus.WAITING, next_at__lte=now).first()
        if delivery is None:
            return False
        if not delivery.webhook.is_active and delivery.kind != "test":
            WebhookDelivery.objects.filter(pk=delivery_id).update(status=DeliveryStatus.FAILED, last_fault="stopped")
            return False
        delivery.attempts += 1
        delivery.next_at = now + CLAIMED_FOR
        delivery.save(update_fields=["attempts", "next_at"])
    status, fault = _post(delivery, now)
    _note(delivery, status, fault, now)
    return not fault


def _post(delivery: WebhookDelivery, now: datetime) -> tuple[int, str]:
    """The status of the answer (0 without one), and the kind of fault ("" where it arrived)."""
    address, body = delivery.webhook.address, webhooks.body_of(delivery)
    try:
        fetch.check(address)
        with (
            fetch.checked_session() as session,
            session.post(
                address,
                data=body,
                headers=webhooks.headers_of(delivery, body, now=now) | {"User-Agent": "Hearth (webhooks)"},
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,  # what it answers is of no interest, however long it is
                proxies=fetch.proxies_for(address),
            ) as answer,
        ):
            return answer.status_code, "" if 200 <= answer.status_code < 300 else "refused"
    except fetch.Forbidden:
        return 0, "inside"
    except requests.exceptions.Timeout:
        return 0, "slow"
    except (fetch.FetchFailed, requests.exceptions.RequestException, OSError):
        return 0, "away"


def _note(delivery: WebhookDelivery, status: int, fault: str, now: datetime) -> None:
    pause = webhooks.pause_after(delivery.attempts) if fault else None
    gone = status == 410  # the other end says: never again
    delivery.last_status, delivery.last_fault = status, fault
    if not fault:
        delivery.status, delivery.sent_at = DeliveryStatus.SENT, now
    elif pause is None or gone or delivery.kind == "test":
        delivery.status = DeliveryStatus.FAILED
    else:
        delivery.next_at = now + pause
    with transaction.atomic():
        delivery.save(update_fields=["status", "sent_at", "next_at", "last_status", "last_fault"])
        if delivery.status == DeliveryStatus.WAITING:
            defer(delivery.pk, at=delivery.next_at)
        elif delivery.status == DeliveryStatus.FAILED and delivery.kind != "test":
            _stop(delivery.webhook, "gone" if gone else "failed", delivery.pk)


def _stop(webhook: Webhook, why: str, delivery_id: UUID) -> None:
    """Three days in vain, or told never to come again: the address is told nothing more, and its people hear of it."""
    if not Webhook.objects.filter(pk=webhook.pk, is_active=True).update(is_active=False, stopped_why=why):
        return
    subject, body = connection_words.stopped_email(f"{settings.PUBLIC_URL}{reverse('referrals:connections')}")
    notify_staff(
        organisation_id=webhook.organisation_id,
        permission="referrals.connect",
        subject=subject,
        body=body,
        purpose="referrals.webhook-stopped",
        key=f"referrals.webhook:{delivery_id}:stopped",
        subject_type="referrals.Webhook",
        subject_id=webhook.pk,
    )


def sweep(*, now: datetime) -> int:
    """Give a job to what is due and has none: it was lost with its worker. Returns how many."""
    lost = WebhookDelivery.objects.filter(status=DeliveryStatus.WAITING, next_at__lt=now - CLAIMED_FOR)
    found = list(lost.values_list("pk", flat=True)[:AT_A_TIME])
    for delivery_id in found:
        defer(delivery_id, at=now)
    return len(found)
