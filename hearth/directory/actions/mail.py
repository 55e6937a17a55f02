"""Emails to people who are neither staff nor a family with a request: whoever told us something of a listing,
organisations that have nobody with an account here, and families who asked to hear what is new.

The one place of the directory that writes to an address which somebody typed or published. Subjects say nothing of a
person, a service or a need; nothing is kept once the message has left.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from hearth.core import brand, outbox
from hearth.core.models import Channel
from hearth.directory import email_links
from hearth.directory.email_links import May


def write_once(
    *,
    email: str,
    language: str,
    paragraphs: list[str],
    purpose: str,
    key: str,
    subject_type: str,
    subject_id: UUID,
    organisation_id: UUID | None,
) -> None:
    """Queue one email in the reader's language, in the caller's transaction. `paragraphs` are in that language already.

    The same `key` twice sends once. Address and words are forgotten as soon as it has been sent.
    """
    with translation.override(language):
        subject = _("A message from %(brand)s") % {"brand": brand.current().name}
        body = "\n\n".join([_("Hello,"), *paragraphs, brand.current().name])
    outbox.queue(
        key=key,
        channel=Channel.EMAIL,
        recipient=email,
        subject=subject,
        body=body,
        purpose=purpose,
        language=language,
        subject_type=subject_type,
        subject_id=subject_id,
        organisation_id=organisation_id,
        forgets=True,
    )


def write_to_provider(
    *,
    organisation_id: UUID,
    address: str,
    subject: str,
    body: str,
    purpose: str,
    key: str,
    subject_type: str,
    subject_id: UUID,
) -> None:
    """Queue an email about an organisation's own listings to its public address, in the caller's transaction.

    The same `key` twice sends once. Address and words, which hold a link that opens something, are forgotten as soon as
    it has been sent.
    """
    outbox.queue(
        key=key,
        channel=Channel.EMAIL,
        recipient=address,
        subject=subject,
        body=body,
        purpose=purpose,
        subject_type=subject_type,
        subject_id=subject_id,
        organisation_id=organisation_id,
        forgets=True,
    )


def write_to_subscriber(
    *,
    email: str,
    language: str,
    subject: str,
    body: str,
    purpose: str,
    key: str,
    subject_id: UUID,
    may_leave: bool = False,
) -> None:
    """Queue an email about what is new to the address of a subscription (`subject_id`), in the caller's transaction.

    The same `key` twice sends once. With `may_leave` the mail program can offer to get no more of them. Address, words
    and links are forgotten as soon as it has been sent.
    """
    outbox.queue(
        key=key,
        channel=Channel.EMAIL,
        recipient=email,
        subject=subject,
        body=body,
        purpose=purpose,
        language=language,
        subject_type="email_subscription",
        subject_id=subject_id,
        forgets=True,
        one_click=email_links.address_of(subject_id, May.LEAVE) if may_leave else "",
    )
