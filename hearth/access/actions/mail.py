"""Emails to staff: one place, one tone. Subjects say nothing of a person or a need (TRUST 12)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.models import Invitation, User
from hearth.core import brand, outbox
from hearth.core.models import Channel
from hearth.core.words import date_words


def write_to_member(
    *, user: User, subject: str, body: str, purpose: str, organisation_id: UUID | None = None, key: str = ""
) -> None:
    """Queue an email to a member, in the caller's transaction. The same `key` twice sends once."""
    outbox.queue(
        key=key or f"{purpose}:{uuid4()}",
        channel=Channel.EMAIL,
        recipient=user.email,
        subject=subject,
        body=body,
        purpose=purpose,
        language=user.language,
        subject_type="user",
        subject_id=user.pk,
        organisation_id=organisation_id,
    )


def send_invitation(*, invitation: Invitation, token: str, link: str) -> None:
    """The email with the link. `token` is in no table; it lives in this message and in the reader's browser."""
    with translation.override("en"):
        words = _(
            "Hello %(name)s,\n\n"
            "%(organisation)s has invited you to %(network)s.\n"
            "Your role: %(role)s. %(description)s\n\n"
            "Open this link to accept, by %(until)s:\n%(link)s\n\n"
            "The link is for you alone. If you did not expect it, you need do nothing."
        ) % {
            "name": invitation.name,
            "organisation": invitation.organisation.name,
            "network": brand.current().name,
            "role": invitation.role.name,
            "description": invitation.role.description,
            "until": date_words(invitation.expires_at),
            "link": f"{settings.PUBLIC_URL}{link}",
        }
        subject = _("Your invitation")
    outbox.queue(
        key=f"access.invited:{invitation.pk}:{invitation.token_hash[:16]}",
        channel=Channel.EMAIL,
        recipient=invitation.email,
        subject=subject,
        body=words,
        purpose="access.invited",
        subject_type="invitation",
        subject_id=invitation.pk,
        organisation_id=invitation.organisation_id,
    )
