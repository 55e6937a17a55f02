"""The signed links in emails about what is new: each names a subscription and what it may do, and nobody's address."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse


class May(StrEnum):
    """What a link may do. One for the one does nothing else."""

    CONFIRM = "confirm"
    LEAVE = "leave"
    GO_ON = "go-on"


PAGES = {May.CONFIRM: "emails_confirm", May.LEAVE: "emails_leave", May.GO_ON: "emails_go_on"}


def token_for(subscription_id: UUID, may: May) -> str:
    return _signer(may).sign(subscription_id.hex)


def subscription_in(token: str, may: May) -> UUID | None:
    """Which one a link is about; None for a link that we did not sign for this."""
    try:
        return UUID(hex=_signer(may).unsign(token))
    except (BadSignature, ValueError):
        return None


def address_of(subscription_id: UUID, may: May) -> str:
    """The whole address, for an email."""
    return settings.PUBLIC_URL + reverse(f"directory:{PAGES[may]}", args=[token_for(subscription_id, may)])


def _signer(may: May) -> Signer:
    return Signer(salt=f"hearth.directory.emails.{may}", sep=".")
