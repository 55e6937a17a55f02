"""Tells a registered family something about its own page, in its language and where it may be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from hearth.core.actors import Actor
from hearth.families.models import Registration, SafeContact
from hearth.families.safe_contact import FamilyWords, Opens, Plan, tell_family


def tell_registered(
    *,
    registration: Registration,
    contact: SafeContact | None,
    purpose: str,
    says: Sequence[str | Promise],
    about: UUID,
    by: Actor,
    now: datetime,
    code: str = "",
) -> Plan:
    """`says` are the paragraphs of an email, still to be translated; `about` makes the message one: what has the same
    purpose and is about the same thing is sent once. Without a contact it is held, and somebody sees that it is."""
    with translation.override(contact.language if contact else registration.notice_language):
        words = FamilyWords(email=tuple(str(one) for one in says), code=code, opens=Opens.YOUR_FAMILY)
    return tell_family(
        safe_contact=contact,
        purpose=purpose,
        words=words,
        key=f"{purpose}:{about}",
        by=by,
        now=now,
        subject_type="families.Registration",
        subject_id=registration.pk,
        organisation_id=registration.organisation_id,
    )
