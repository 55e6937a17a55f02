"""The signed links in letters to organisations. A link names a letter (a Reminder) and no person; what it may do, and
until when, stands with the letter."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_signer = Signer(salt="hearth.directory.confirm", sep=".")


def token_for(reminder_id: UUID) -> str:
    """The part of the link that opens this letter's page."""
    return _signer.sign(reminder_id.hex)


def reminder_in(token: str) -> UUID | None:
    """The letter that a token opens; None for one that we did not sign."""
    try:
        return UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def address_of(reminder_id: UUID) -> str:
    """The whole address, for a letter."""
    return settings.PUBLIC_URL + reverse("directory:asked", args=[token_for(reminder_id)])
