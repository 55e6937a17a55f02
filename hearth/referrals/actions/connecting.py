"""Connecting an organisation's own systems: addresses that are told when a request moves."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.directory.feeds import fetch
from hearth.referrals.actions import delivering
from hearth.referrals.models import DeliveryStatus, Webhook, WebhookDelivery
from hearth.referrals.queries import connections

CONNECT = connections.CONNECT
MOST = 10  # addresses of one organisation


class CannotTell(ValueError):
    """The address cannot be told; the text says why, for whoever typed it."""


class AlreadyThere(Exception):
    """The organisation has this address."""


class TooMany(Exception):
    """The organisation has as many as it may."""


def add_webhook(*, address: str, by: Actor) -> Webhook:
    """Tell this address from now on. Raises CannotTell, AlreadyThere and TooMany."""
    organisation_id = _organisation(by)
    address = address.strip()
    if urlsplit(address).scheme != "https" and not settings.FEEDS_FROM_INSIDE:
        raise CannotTell("The address must begin with https://.")
    try:
        fetch.check(address)
    except fetch.FetchFailed as error:
        raise CannotTell(str(error)) from error
    with transaction.atomic():
        if connections.webhooks_of(by).count() >= MOST:
            raise TooMany
        try:
            with transaction.atomic():
                made = Webhook.objects.create(organisation_id=organisation_id, address=address)
        except IntegrityError:
            raise AlreadyThere from None
        _record("webhook_added", made, by)
    return made


def renew_secret(*, webhook_id: UUID, by: Actor) -> Webhook:
    """A new secret; the old one signs nothing any more. Raises Webhook.DoesNotExist for another organisation's."""
    with transaction.atomic():
        webhook = _own(webhook_id, by)
        webhook.version += 1
        webhook.save(update_fields=["version"])
        _record("webhook_secret_renewed", webhook, by)
    return webhook


def set_active(*, webhook_id: UUID, active: bool, by: Actor) -> Webhook:
    """Stop telling an address, or begin again. What happened meanwhile is not told later."""
    with transaction.atomic():
        webhook = _own(webhook_id, by)
        webhook.is_active, webhook.stopped_why = active, "" if active else "by-us"
        webhook.save(update_fields=["is_active", "stopped_why"])
        _record("webhook_started" if active else "webhook_stopped", webhook, by)
    return webhook


def try_out(*, webhook_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Send an event that says nothing, so that the other end can see whether its signature fits."""
    with transaction.atomic():
        webhook = _own(webhook_id, by)
        made = WebhookDelivery.objects.create(webhook=webhook, kind="test", happened_at=now, next_at=now)
        delivering.defer(made.pk, at=now)
        _record("webhook_tried", webhook, by)
    return made


def send_again(*, delivery_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Try one that was given up once more, from the first try. Raises WebhookDelivery.DoesNotExist for another's."""
    organisation_id = _organisation(by)
    with transaction.atomic():
        found = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook")
        delivery = found.get(pk=delivery_id, webhook__organisation_id=organisation_id)
        if delivery.status == DeliveryStatus.FAILED:
            delivery.status, delivery.attempts, delivery.next_at = DeliveryStatus.WAITING, 0, now
            delivery.save(update_fields=["status", "attempts", "next_at"])
            delivering.defer(delivery.pk, at=now)
            _record("webhook_sent_again", delivery.webhook, by)
    return delivery


def _organisation(by: Actor) -> UUID:
    if not may(by, CONNECT) or by.organisation_id is None:
        raise PermissionDenied
    return by.organisation_id


def _own(webhook_id: UUID, by: Actor) -> Webhook:
    _organisation(by)
    return connections.webhooks_of(by).select_for_update().get(pk=webhook_id)


def _record(what: str, webhook: Webhook, by: Actor) -> None:
    audit.record(
        action=f"referrals.{what}",
        by=by,
        organisation_id=webhook.organisation_id,
        subject_type="referrals.Webhook",
        subject_id=webhook.pk,
    )
