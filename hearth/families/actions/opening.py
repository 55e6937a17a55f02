"""A family opens its own page: by a code to its safe contact, or by the reference and the code that it was shown.

Nobody learns from here whether an address is known: what is typed by a stranger gets the same answer, and no message.
A code leaves only in the way and in the hours that the family called safe, so it lasts from when it may leave.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, deferring, references, tries
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.families.actions.registering import CODES
from hearth.families.actions.telling import tell_registered
from hearth.families.models import PaperCode, RegisteredPerson, Registration, SafeContact, SentCode
from hearth.families.safe_contact import Outcome, plan

JOB = "families.codes"  # row security lets it read whom a contact belongs to, and nothing else
LASTS = timedelta(minutes=30)
KEPT = timedelta(days=2)  # what came of asking: longer than a code may wait for its safe hour
WINDOW = 15 * 60  # seconds
DAY = 24 * 60 * 60  # seconds; a code may wait all night for its safe hour
CODES_PER_CONTACT, CODES_PER_ADDRESS, TRIES = 3, 30, 5
CODES_A_DAY = 8  # to one contact: nobody's phone is to ring all night
SENT_CODES, PAPER_CODES = "hearth.families.sent-code", "hearth.families.paper-code"
DIGITS = 6


class TooMany(Exception):
    """Too many codes or tries in this quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose page a reference and a code opened. `on_paper`: by the desk's code, which is used up now."""

    registration_id: UUID
    on_paper: bool


def ask_for_code(*, contact: str, address: str, now: datetime) -> UUID:
    """Ask for a code to an email address or a mobile number (as the fields clean it). It comes if a family that
    registered may be reached by it: the job looks, so that neither the answer nor its time tells. Returns what the
    browser's draft keeps until the code is typed. `address` is where they come from. Raises TooMany."""
    at = now.timestamp()
    if not (
        tries.take(f"your-family/address/{address}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at)
        and tries.take(f"your-family/contact/{contact.lower()}", slots=CODES_PER_CONTACT, seconds=WINDOW, at=at)
        and tries.take(f"your-family/day/{contact.lower()}", slots=CODES_A_DAY, seconds=DAY, at=at)
    ):
        raise TooMany
    with acting_as(job=JOB):
        asked = SentCode.objects.create(contact=contact, until=now + LASTS, created_at=now)
        deferring.defer(send_code, code_id=str(asked.pk))
    return asked.pk


@app.task(name="families.send_code", queue="outbox")
def send_code(code_id: str) -> None:
    """Send the code that was asked for, where somebody may be reached. Twice, it is sent once."""
    now = clock.now()
    with acting_as(job=JOB):
        SentCode.objects.filter(created_at__lt=now - KEPT).delete()
        asked = SentCode.objects.select_for_update().filter(pk=code_id).exclude(contact="").first()
        if asked is None:
            return
        found = _reached_by(asked.contact)
        decided = plan(safe_contact=found[1], now=now) if found else None
        if found and decided and decided.outcome is Outcome.SENT:
            _send(asked, *found, now)
            asked.until = max(now, decided.not_before or now) + LASTS
        asked.contact = ""
        asked.save()


def _send(asked: SentCode, registration: Registration, safe_contact: SafeContact, now: datetime) -> None:
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    asked.registration, asked.code_hash = registration, _hash(asked, code)
    tell_registered(
        registration=registration,
        contact=safe_contact,
        purpose="families.code",
        says=(
            _("You asked to see what we hold about your family."),
            _("If it was not you, you need do nothing."),
        ),
        about=asked.pk,
        by=FAMILY,
        now=now,
        code=code,
    )


def _hash(asked: SentCode, code: str) -> str:
    return references.hash_code(SENT_CODES, asked.pk.hex, code)


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


def enter_code(*, code_id: UUID, code: str, now: datetime) -> UUID | None:
    """Whose page a code opens, of what `ask_for_code` began; once. None for a wrong or an old one: never said which.
    Raises TooMany."""
    if not tries.take(f"your-family/code/{code_id.hex}", slots=TRIES, seconds=DAY, at=now.timestamp()):
        raise TooMany
    with acting_as(job=JOB):
        asked = SentCode.objects.filter(pk=code_id).first() or SentCode(pk=code_id, until=now)
        right = references.is_same(asked.code_hash, _hash(asked, code)) and now <= asked.until
        if right:
            SentCode.objects.filter(pk=code_id).delete()
    whose = asked.registration_id if right else None
    note_opened(whose, asked.registration_id, way="code")
    return whose


def enter_reference(*, reference: str, code: str, address: str, now: datetime) -> Opened | None:
    """Whose page opens by a registration's reference, and either the code that was shown when the family registered or
    the one that the desk handed over on paper, which works once. None where the two do not go together. Raises TooMany.
    """
    at = now.timestamp()
    by_address = tries.take(f"your-family/enter/{address}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at)
    by_reference = not reference or tries.take(f"your-family/reference/{reference}", slots=TRIES, seconds=WINDOW, at=at)
    if not (by_address and by_reference):
        raise TooMany
    with acting_as(job=JOB):
        # The same steps whoever is found, if anybody is.
        found = Registration.objects.filter(reference=reference).first()
        paper = PaperCode.objects.filter(registration__reference=reference).order_by("-created_at").first()
        hashes = [references.hash_code(purpose, reference, code) for purpose in (CODES, PAPER_CODES)]
        right = references.is_same(found.code_hash if found else "", hashes[0])
        on_paper = references.is_same(paper.code_hash if paper else "", hashes[1])
        few = tries.take(f"your-family/paper/{paper.pk if paper else reference}", slots=TRIES, seconds=DAY, at=at)
        by_paper = not right and on_paper and few and paper is not None and _use(paper, now)
    whose = found.pk if found and (right or by_paper) else None
    note_opened(whose, found.pk if found else None, way="paper" if by_paper else "reference")
    return Opened(whose, by_paper) if whose else None


def _use(paper: PaperCode, now: datetime) -> bool:
    """Use it up. False where it was used before, or is too old."""
    open_one = PaperCode.objects.filter(pk=paper.pk, used_at=None, expires_at__gt=now)
    return bool(open_one.update(used_at=now))


def note_opened(whose: UUID | None, subject: UUID | None, *, way: str) -> None:
    """Write down that a family's page was opened, or (`whose` is None) not; `subject` is whose it would have been."""
    audit.record(
        action="families.own_opened" if whose else "families.own_refused",
        kind=EntryKind.SIGN_IN if whose else EntryKind.DENIAL,
        by=FAMILY,
        subject_type="families.Registration",
        subject_id=subject,
        detail={"way": way},
    )
