"""Reading an organisation's connected systems."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.referrals.models import ApiKey, Webhook, WebhookDelivery

CONNECT = "referrals.connect"


def webhooks_of(actor: Actor) -> QuerySet[Webhook]:
    """The addresses of the actor's organisation."""
    return Webhook.objects.filter(organisation_id__in=organisations_where(actor, CONNECT)).order_by("created_at")


def webhook_of(actor: Actor, webhook_id: UUID) -> Webhook | None:
    """One of them, or None for any other."""
    return webhooks_of(actor).filter(pk=webhook_id).first()


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """What it was told, or is to be told, newest first."""
    return WebhookDelivery.objects.filter(webhook=webhook).order_by("-created_at")


def last_deliveries(actor: Actor) -> dict[UUID, WebhookDelivery]:
    """The newest of each address, by the address's id."""
    rows = WebhookDelivery.objects.filter(webhook__in=webhooks_of(actor)).order_by("webhook_id", "-created_at")
    return {row.webhook_id: row for row in rows.distinct("webhook_id")}


def delivery_of(actor: Actor, delivery_id: UUID) -> WebhookDelivery | None:
    """One of them, or None for any other organisation's."""
    rows = WebhookDelivery.objects.filter(webhook__in=webhooks_of(actor)).select_related("webhook")
    return rows.filter(pk=delivery_id).first()


def keys_of(actor: Actor) -> QuerySet[ApiKey]:
    """The keys of the actor's organisation, those that ended among them, newest first."""
    return ApiKey.objects.filter(organisation_id__in=organisations_where(actor, CONNECT)).order_by("-created_at")


def key_by_hash(token_hash: str) -> ApiKey | None:
    """The key of a token that somebody sent, if it still opens anything; purpose sign-in."""
    return ApiKey.objects.filter(token_hash=token_hash, ended_at__isnull=True).first()
