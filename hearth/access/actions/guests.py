"""Letting a professional without an account in: a code to their work address, few tries, a short while.

Nothing is kept of anybody before the code was right: what they typed waits in the browser's own draft.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hearth.access.models import Guest
from hearth.access.work_mail import is_public
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import brand, outbox, tries
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.models import Channel
from hearth.core.rowcontext import acting_as

CODE_LASTS = timedelta(minutes=15)
WINDOW = 15 * 60  # seconds
CODES_PER_EMAIL, CODES_PER_ADDRESS, TRIES_PER_CODE = 3, 20, 5
DIGITS = 6


class NotWork(Exception):
    """The address proves nobody's work: anybody can have one like it."""


class TooMany(Exception):
    """Too many codes or tries in this quarter of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """How a guest introduces themselves."""

    email: str
    name: str
    job: str
    organisation: str
    phone: str = ""


class Entering(StrEnum):
    """What came of a code."""

    IN = "in"
    WRONG = "wrong"
    TOO_OLD = "too-old"


def code_hash(key: str, code: str) -> str:
    return salted_hmac("hearth.access.guest", f"{key}/{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def send_code(*, said: Introduced, address: str, now: datetime) -> dict[str, str]:
    """Write a code to the address; what to keep in the browser's draft until it is typed. `address` is where they come
    from. Raises NotWork, TooMany."""
    if is_public(said.email):
        raise NotWork
    at = now.timestamp()
    if not (
        tries.take(f"guest/address/{address}", slots=CODES_PER_ADDRESS, seconds=WINDOW, at=at)
        and tries.take(f"guest/email/{said.email.lower()}", slots=CODES_PER_EMAIL, seconds=WINDOW, at=at)
    ):
        raise TooMany
    key, code = uuid4().hex, "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    outbox.queue(
        key=f"access.guest_code:{key}",
        channel=Channel.EMAIL,
        recipient=said.email,
        subject=_("Your code for %(network)s") % {"network": brand.current().name},
        body=_(
            "Hello,\n\nYour code is %(code)s. Type it where you asked for it, within 15 minutes.\n\n"
            "If you did not ask for it, you need do nothing: nobody gets in without it."
        )
        % {"code": code},
        purpose="access.guest_code",
        subject_type="guest",
        forgets=True,
    )
    return {
        "key": key,
        "hash": code_hash(key, code),
        "until": (now + CODE_LASTS).isoformat(),
        "email": said.email.lower(),
        "name": said.name,
        "job": said.job,
        "organisation": said.organisation,
        "phone": said.phone,
    }


def enter(*, kept: dict[str, str], code: str, now: datetime) -> tuple[Entering, Guest | None]:
    """Check a code against what `send_code` gave. A right one lets in once; who they are is kept from then on.

    Raises TooMany. Runs while the purpose is signing in.
    """
    if not tries.take(f"guest/code/{kept['key']}", slots=TRIES_PER_CODE, seconds=WINDOW, at=now.timestamp()):
        raise TooMany
    if now > datetime.fromisoformat(kept["until"]):
        return Entering.TOO_OLD, None
    if not hmac.compare_digest(code_hash(kept["key"], code), kept["hash"]):
        audit.record(action="access.guest_refused", kind=EntryKind.DENIAL, by=FAMILY, subject_type="guest")
        return Entering.WRONG, None
    with transaction.atomic(), acting_as(purpose="sign-in"):
        guest, _is_new = Guest.objects.get_or_create(
            email=kept["email"], defaults={"created_at": now, "verified_at": now}
        )
        guest.name, guest.job, guest.phone = kept["name"], kept["job"], kept["phone"]
        guest.organisation, guest.verified_at = kept["organisation"], now
        guest.save()
        audit.record(
            action="access.guest_entered",
            kind=EntryKind.SIGN_IN,
            by=actor_of(guest),
            subject_type="guest",
            subject_id=guest.pk,
        )
    return Entering.IN, guest


def actor_of(guest: Guest) -> Actor:
    """The guest as the actor of what they do."""
    return Actor(ActorKind.GUEST, guest.pk, None, guest.name)


def write_to_guest(*, guest_id: UUID, subject: str, body: str, purpose: str, key: str, subject_id: UUID) -> bool:
    """Queue news of what a guest sent, in the caller's transaction; False for one who is gone. It names nobody of a
    family, and its link asks for a code again."""
    with acting_as(job="notices"):
        guest = Guest.objects.filter(pk=guest_id).first()
    if guest is None:
        return False
    outbox.queue(
        key=f"{key}:{guest.pk}",
        channel=Channel.EMAIL,
        recipient=guest.email,
        subject=subject,
        body=body,
        purpose=purpose,
        subject_type="referrals.Referral",
        subject_id=subject_id,
    )
    return True


def guest_address() -> str:
    """Where a guest comes in, for an email."""
    return settings.PUBLIC_URL + reverse("guest:start")
