"""The one place where the safe-contact rule lives (REFERRALS: safe contact).

Nothing is sent to a family but by `tell_family`. The rule: only by a channel that the family called safe; only in the
hours it called safe (London's clock); nobody's name, no service and no need in a text or in an email's subject,
because phones lie on tables; "do not contact me" means no message at all. What may not go out is held, with a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.core import brand, outbox
from hearth.core.actors import Actor
from hearth.core.models import Channel
from hearth.core.outbox.hours import next_safe_moment
from hearth.families.models import SafeContact


class Outcome(StrEnum):
    """What becomes of a message to a family."""

    SENT = "sent"  # in the outbox; leaves at `not_before`
    RING = "ring"  # only a call is safe: somebody must ring
    HELD = "held"  # not safe, or no way: kept for the record, never sent


class Why(StrEnum):
    """Why a message was held, or must be a call."""

    DO_NOT_CONTACT = "do-not-contact"
    DOES_NOT_KNOW = "family-does-not-know"
    NO_CONTACT = "no-contact-given"
    CALL_ONLY = "call-only"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rule says of a message now: whether, how and when. Pages show it before anything is sent."""

    outcome: Outcome
    channel: Channel | None = None
    recipient: str = ""
    not_before: datetime | None = None
    why: Why | None = None


class Opens(StrEnum):
    """Which page of ours a message leads to. None of them says anything of whoever opens it."""

    FOLLOW = "/follow/"
    YOUR_FAMILY = "/your-family/"


@dataclass(frozen=True, slots=True)
class FamilyWords:
    """What to say. `email` is the body of an email, in paragraphs.

    Of a text, and of an email's subject, the caller decides nothing: they are the fixed sentences below, with the
    reference and code where given. So no name, service or need can get into one.
    """

    email: tuple[str, ...]
    reference: str = ""
    code: str = ""
    opens: Opens = Opens.FOLLOW


def plan(*, safe_contact: SafeContact | None, now: datetime, family_knows: bool = True) -> Plan:
    """What `tell_family` would do now. `family_knows` is False when a professional asked without their knowledge."""
    if not family_knows:
        return Plan(Outcome.HELD, why=Why.DOES_NOT_KNOW)
    if safe_contact is None:
        return Plan(Outcome.HELD, why=Why.NO_CONTACT)
    if safe_contact.do_not_contact:
        return Plan(Outcome.HELD, why=Why.DO_NOT_CONTACT)
    moment = next_safe_moment(now, safe_contact.safe_from, safe_contact.safe_until)
    for channel in safe_contact.channels:
        if channel == Channel.EMAIL and safe_contact.email:
            return Plan(Outcome.SENT, Channel.EMAIL, safe_contact.email, moment)
        if channel == Channel.TEXT and safe_contact.phone:
            return Plan(Outcome.SENT, Channel.TEXT, safe_contact.phone, moment)
    if "call" in safe_contact.channels and safe_contact.phone:
        return Plan(Outcome.RING, recipient=safe_contact.phone, not_before=moment, why=Why.CALL_ONLY)
    return Plan(Outcome.HELD, why=Why.NO_CONTACT)


def tell_family(
    *,
    safe_contact: SafeContact | None,
    purpose: str,
    words: FamilyWords,
    key: str,
    by: Actor,
    now: datetime,
    subject_type: str = "",
    subject_id: UUID | None = None,
    organisation_id: UUID | None = None,
    family_knows: bool = True,
) -> Plan:
    """Tell a family something, safely or not at all, in the caller's transaction. Returns what was done.

    `words` must already be in the family's language (`speaking`). `key` makes the message one: the same key twice is
    sent once. A message that is held, or that somebody must ring about, is kept in the outbox as held and in the log.
    """
    decided = plan(safe_contact=safe_contact, now=now, family_knows=family_knows)
    language = safe_contact.language if safe_contact else settings.LANGUAGE_CODE
    sends = decided.outcome is Outcome.SENT
    channel = decided.channel or Channel.EMAIL
    with translation.override(language):
        outbox.queue(
            key=key,
            channel=channel,
            recipient=decided.recipient if sends else "",
            subject=_subject() if channel == Channel.EMAIL else "",
            body=_text_body(words) if channel == Channel.TEXT else _email_body(words) if sends else "",
            purpose=purpose,
            language=language,
            not_before=decided.not_before,
            subject_type=subject_type,
            subject_id=subject_id,
            organisation_id=organisation_id,
            held=not sends,
            safe_from=safe_contact.safe_from if safe_contact else None,
            safe_until=safe_contact.safe_until if safe_contact else None,
            safe_contact_id=safe_contact.id if safe_contact else None,
        )
    audit.record(
        action="families.told" if sends else "families.held_back",
        by=by,
        organisation_id=organisation_id,
        subject_type=subject_type,
        subject_id=subject_id,
        detail={"purpose": purpose, "outcome": decided.outcome.value}
        | ({"channel": decided.channel.value} if decided.channel else {})
        | ({"why": decided.why.value} if decided.why else {}),
    )
    return decided


def hold_older(*, safe_contact: SafeContact, subject_id: UUID) -> int:
    """Hold back what still waits about a subject and was to go by an older safe contact; returns how many."""
    return outbox.hold_for(subject_id=subject_id, other_than=safe_contact.id)


def address_of(opens: Opens) -> str:
    """The address that a message gives. No reference and no code is ever part of it."""
    return f"{settings.PUBLIC_URL}{opens.value}"


def _subject() -> str:
    return _("A message from %(brand)s") % {"brand": brand.current().name}


def _text_body(words: FamilyWords) -> str:
    """A text's whole words: nothing in it is the caller's but the reference and the code."""
    said = [_("A message from %(brand)s.") % {"brand": brand.current().name}]
    if words.reference:
        said.append(_("Your reference is %(reference)s.") % {"reference": words.reference})
    if words.code:
        said.append(_("Your code is %(code)s.") % {"code": words.code})
    said.append(_("To read more: %(address)s") % {"address": address_of(words.opens)})
    return " ".join(said)


def _email_body(words: FamilyWords) -> str:
    said = [_("Hello,"), *words.email]
    if words.reference and words.code:
        said.append(
            _(
                "Your reference is %(reference)s and your code is %(code)s. "
                "Keep them safe: together they open what you asked for."
            )
            % {"reference": words.reference, "code": words.code}
        )
    elif words.reference:
        said.append(_("Your reference is %(reference)s.") % {"reference": words.reference})
    elif words.code:
        said.append(_("Your code is %(code)s.") % {"code": words.code})
    said.append(_("To see it, or to change how we contact you: %(address)s") % {"address": address_of(words.opens)})
    said.append(brand.current().name)
    return "\n\n".join(said)
