"""What a webhook says, and how it is signed: as Standard Webhooks 1.0 has it. Pure functions.

Three headers: `webhook-id` (the same on every try of one delivery), `webhook-timestamp` (seconds since the epoch, of
this try) and `webhook-signature`: "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body". Whoever gets it
compares the signature in constant time, refuses timestamps more than five minutes away, and does each id once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from django.conf import settings

from hearth.core.clock import LONDON
from hearth.referrals.models import Webhook, WebhookDelivery

PREFIX = "whsec_"
# Pauses before the second and each later try, about as Standard Webhooks proposes; three days in all.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)


def secret_of(webhook: Webhook) -> str:
    """The signing secret of an address, as it is shown once: "whsec_" and base64 of 32 bytes."""
    return PREFIX + base64.b64encode(_key(webhook)).decode()


def _key(webhook: Webhook) -> bytes:
    said = f"hearth.referrals.webhooks/{webhook.pk}/{webhook.version}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()


def body_of(delivery: WebhookDelivery) -> bytes:
    """The payload: what happened, when, and to which reference. Nothing of a family, and nothing that was said."""
    data = {"reference": delivery.reference, "state": delivery.state, "number": delivery.number}
    happened = delivery.happened_at.astimezone(LONDON).isoformat(timespec="seconds")
    said = {"type": delivery.kind, "timestamp": happened, "data": data if delivery.reference else {}}
    return json.dumps(said, separators=(",", ":")).encode()


def headers_of(delivery: WebhookDelivery, body: bytes, *, now: datetime) -> dict[str, str]:
    """The headers of one try at `now`."""
    at = str(int(now.timestamp()))
    signed = b".".join([str(delivery.pk).encode(), at.encode(), body])
    signature = base64.b64encode(hmac.new(_key(delivery.webhook), signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None where there is no further one."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
