"""A family opens its own page: by a code to its safe contact, or by the reference and the code that it was shown.

Nobody learns from here whether an address is known: what is typed by a stranger gets the same answer, and no message.
A code leaves only in the way and in the hours that the family called safe, so it lasts from when it may leave.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import references, tries
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.families.actions.registering import CODES
from hearth.families.models import RegisteredPerson, Registration, SafeContact
from hearth.families.safe_contact import FamilyWords, Opens, Outcome, plan, tell_family

JOB = "families.codes"  # row security lets it read whom a contact belongs to, and nothing else
LASTS = timedelta(minutes=30)
WINDOW = 15 * 60  # seconds
DAY = 24 * 60 * 60  # seconds; a code may wait all night for its safe hour
CODES_PER_CONTACT, CODES_PER_ADDRESS, TRIES = 3, 30, 5
CODES_A_DAY = 8  # to one contact: nobody's phone is to ring all night
SENT_CODES = "hearth.families.sent-code"
DIGITS = 6


class TooMany(Exception):
    """Too many codes or tries in this quarter of an hour."""


class Opening(StrEnum):
    """What came of a code."""

    OPENED = "opened"
    WRONG = "wrong"  # or too old; of reference and code one or both: never said which


def send_code(*, contact: str, address: str, now: datetime) -> dict[str, str]:
    """Send a code to an email address or a mobile number (as the fields clean it), if a family that registered may be
    reached by it. Returns what the browser's draft keeps until the code is typed. `address` is where they come from.
    Raises TooMany."""
    at = now.timestamp()
    if not (
        tries.take(f"your-family/address/{address}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at)
        and tries.take(f"your-family/contact/{contact.lower()}", slots=CODES_PER_CONTACT, seconds=WINDOW, at=at)
        and tries.take(f"your-family/day/{contact.lower()}", slots=CODES_A_DAY, seconds=DAY, at=at)
    ):
        raise TooMany
    key, code = uuid4().hex, "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    kept = {"key": key, "hash": references.hash_code(SENT_CODES, key, code), "until": (now + LASTS).isoformat()}
    with acting_as(job=JOB):
        found = _reached_by(contact)
        decided = plan(safe_contact=found[1], now=now) if found else None
        if found is None or decided is None or decided.outcome is not Outcome.SENT:
            return kept | {"registration": ""}
        registration, safe_contact = found
        with translation.override(safe_contact.language):
            words = FamilyWords(
                email=(
                    _("You asked to see what we hold about your family."),
                    _("If it was not you, you need do nothing."),
                ),
                code=code,
                opens=Opens.YOUR_FAMILY,
            )
        tell_family(
            safe_contact=safe_contact,
            purpose="families.code",
            words=words,
            key=f"families.code:{key}",
            by=FAMILY,
            now=now,
            subject_type="families.Registration",
            subject_id=registration.pk,
            organisation_id=registration.organisation_id,
        )
    until = max(now, decided.not_before or now) + LASTS
    return kept | {"registration": str(registration.pk), "until": until.isoformat()}


def _reached_by(contact: str) -> tuple[Registration, SafeContact] | None:
    """The newest registration whose family may be reached by this, as it said last."""
    said = SafeContact.objects.filter(source_record__registered__isnull=False)
    matching = said.filter(email__iexact=contact) if "@" in contact else said.filter(phone=contact)
    rows = RegisteredPerson.objects.filter(source_record__in=matching.values("source_record"))
    for registration in Registration.objects.filter(people__in=rows).order_by("-registered_at").distinct():
        newest = said.filter(source_record__registered__registration=registration).order_by("-created_at").first()
        channel = "email" if "@" in contact else "text"
        if newest and channel in newest.channels and contact.lower() in {newest.email.lower(), newest.phone}:
            return registration, newest
    return None


def enter_code(*, kept: dict[str, str], code: str, now: datetime) -> Opening:
    """Check a code against what `send_code` gave. Raises TooMany."""
    if not tries.take(f"your-family/code/{kept['key']}", slots=TRIES, seconds=DAY, at=now.timestamp()):
        raise TooMany
    hashed = references.hash_code(SENT_CODES, kept["key"], code)
    right = now <= datetime.fromisoformat(kept["until"]) and references.is_same(kept["hash"], hashed)
    registration_id = UUID(kept["registration"]) if kept["registration"] else None
    return _opened(registration_id if right else None, registration_id)


def enter_reference(*, reference: str, code: str, address: str, now: datetime) -> tuple[Opening, UUID | None]:
    """Open by the reference and the code that were shown when the family registered. Raises TooMany."""
    at = now.timestamp()
    by_address = tries.take(f"your-family/enter/{address}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at)
    by_reference = not reference or tries.take(f"your-family/reference/{reference}", slots=TRIES, seconds=WINDOW, at=at)
    if not (by_address and by_reference):
        raise TooMany
    with acting_as(job=JOB):
        found = Registration.objects.filter(reference=reference).first()
    stored = found.code_hash if found else ""
    right = references.is_same(stored, references.hash_code(CODES, reference, code))
    opened = found.pk if found and right else None
    return _opened(opened, found.pk if found else None), opened


def _opened(opened: UUID | None, subject: UUID | None) -> Opening:
    audit.record(
        action="families.own_opened" if opened else "families.own_refused",
        kind=EntryKind.SIGN_IN if opened else EntryKind.DENIAL,
        by=FAMILY,
        subject_type="families.Registration",
        subject_id=subject,
    )
    return Opening.OPENED if opened else Opening.WRONG
