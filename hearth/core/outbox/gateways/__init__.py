"""The ways out. Each holds one promise about a message that may have been sent before; ADR 0003 compares them.

A gateway is chosen by name in the settings, one for email and one for texts.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearth.core.models import Channel
from hearth.core.outbox.gateways.base import Fault, Gateway, Outgoing, Passing, Refused
from hearth.core.outbox.gateways.console import ConsoleGateway
from hearth.core.outbox.gateways.file import FileGateway
from hearth.core.outbox.gateways.notify import NotifyGateway
from hearth.core.outbox.gateways.smtp import SmtpGateway

__all__ = ["REGISTRY", "Fault", "Gateway", "Outgoing", "Passing", "Refused", "gateway_for"]

REGISTRY: dict[str, Callable[[], Gateway]] = {
    "file": FileGateway,
    "console": ConsoleGateway,
    "smtp": SmtpGateway,
    "notify": NotifyGateway,
}


def gateway_for(channel: str) -> Gateway:
    """The gateway that the settings choose for a channel. Raises ImproperlyConfigured for one that does not exist or
    does not carry the channel."""
    name = settings.OUTBOX_EMAIL_GATEWAY if channel == Channel.EMAIL else settings.OUTBOX_TEXT_GATEWAY
    if name not in REGISTRY:
        raise ImproperlyConfigured(f"There is no gateway called {name!r}. Choose one of {', '.join(sorted(REGISTRY))}.")
    gateway = REGISTRY[name]()
    if channel not in gateway.channels:
        raise ImproperlyConfigured(f"The gateway {name!r} does not carry the channel {channel!r}.")
    return gateway
