"""What a gateway is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from hearth.core.models import Channel

EVERY_CHANNEL = frozenset({str(Channel.EMAIL), str(Channel.TEXT)})


class Fault(StrEnum):
    """Kinds of fault, kept with a message; what they mean in words stands in `outbox.status`."""

    BAD_ADDRESS = "bad-address"
    REFUSED = "refused"
    AWAY = "away"
    BUSY = "busy"
    NOT_LET_IN = "not-let-in"
    INTERRUPTED = "interrupted"
    OUR_MISTAKE = "our-mistake"


class NotSent(Exception):
    """A message did not go out. The exception's text is the kind of fault alone, never an address."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Passing(NotSent):
    """It may work later: the gateway is away, busy or does not let us in."""


class Refused(NotSent):
    """It will never work: the address is wrong, or the message is refused for what it is."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for a gateway. `again` says that an earlier try may have reached it without our knowing."""

    id: UUID
    channel: str
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    language: str
    again: bool
    one_click: str = field(default="", repr=False)  # where its reader gets no more of these (RFC 8058)


class Gateway(Protocol):
    """A way out for messages."""

    channels: frozenset[str]

    def send(self, message: Outgoing) -> str:
        """Hand the message over and return the gateway's own id of it. Raises Passing or Refused."""
        ...
