"""Connected systems in words: how an address stands, and how a delivery went."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hearth.core.words import when_words
from hearth.referrals.models import DeliveryStatus, Webhook, WebhookDelivery


def stopped_email(url: str) -> tuple[str, str]:
    """Subject and body for whoever connects systems: one is told nothing more."""
    return (
        _("One of your systems cannot be reached"),
        _(
            "Hello,\n\nWe tried for three days to tell one of your systems that a request had moved, or it asked us to"
            " stop. It is told nothing more until you start it again:\n%(url)s"
        )
        % {"url": url},
    )


def standing(webhook: Webhook) -> str:
    """Whether it is told, and why not."""
    if webhook.is_active:
        return _("Is told")
    return {
        "gone": _("Stopped: it asked us to stop"),
        "failed": _("Stopped: we could not reach it for three days"),
    }.get(webhook.stopped_why, _("Stopped by your organisation"))


def fault(delivery: WebhookDelivery) -> str:
    """What went wrong on the last try; empty where nothing did."""
    if delivery.last_fault == "refused":
        return _("It answered with the status %(status)s.") % {"status": delivery.last_status}
    return {
        "away": _("We could not reach it."),
        "slow": _("It took too long to answer."),
        "inside": _("Its address leads into a private network, so we do not send there."),
        "stopped": _("It was stopped before this was sent."),
    }.get(delivery.last_fault, "")


def went(delivery: WebhookDelivery) -> str:
    """How one delivery stands, in a line."""
    if delivery.status == DeliveryStatus.SENT and delivery.sent_at:
        return _("Arrived %(when)s") % {"when": when_words(delivery.sent_at)}
    if delivery.status == DeliveryStatus.FAILED:
        return f"{_('Given up.')} {fault(delivery)}".strip()
    if not delivery.attempts:
        return _("Waiting to be sent")
    return f"{fault(delivery)} {_('Next try %(when)s') % {'when': when_words(delivery.next_at)}}".strip()
