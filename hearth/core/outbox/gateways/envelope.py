"""A message as an email: the same bytes and the same Message-ID at every try."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from hearth.core.outbox.gateways.base import Outgoing


def message_id(message: Outgoing) -> str:
    """The Message-ID: stable, so that mail systems which drop repeats can see one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{message.id}@{domain}>"


def one_click_headers(message: Outgoing) -> dict[str, str]:
    """What lets a mail program offer "unsubscribe" (RFC 8058); nothing for messages about somebody's own affairs."""
    if not message.one_click:
        return {}
    return {"List-Unsubscribe": f"<{message.one_click}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def envelope(message: Outgoing) -> EmailMessage:
    """The email, marked as sent by a machine so that nobody's holiday notice answers it."""
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **one_click_headers(message),
        },
    )
