"""How the family of a request may be reached, and the code that lets it follow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor, ActorKind
from hearth.families import actions as families
from hearth.families.actions import Contact
from hearth.families.models import SafeContact
from hearth.families.safe_contact import hold_older
from hearth.referrals import queries, references
from hearth.referrals.actions.moving import NotAllowed
from hearth.referrals.actions.telling import tell_news_again
from hearth.referrals.events import CodeReplaced, ContactChanged
from hearth.referrals.machine import FAMILY, SENDER
from hearth.referrals.models import FamilyContact, Referral


def set_contact(*, referral: Referral, contact: Contact, by: Actor, now: datetime) -> SafeContact:
    """The family, or whoever sent it for them, says anew how they may safely be reached.

    What still waits to go out the old way is held back; if there was any, they hear in the new way that there is news.
    """
    sides = queries.parties_of(referral, by)
    if not sides & {FAMILY, SENDER}:
        raise NotAllowed
    if by.kind is ActorKind.STAFF and not may(by, "referrals.send"):
        raise NotAllowed
    person = queries.person_told(referral)
    if person is None:
        raise NotAllowed
    with transaction.atomic():
        said = families.set_safe_contact(
            source_record=person, contact=contact, by=by, now=now, owner_organisation_id=referral.provider_id
        )
        FamilyContact.objects.create(referral=referral, safe_contact=said, created_at=now)
        _log(referral, "referrals.contact_changed", by)
        if hold_older(safe_contact=said, subject_id=referral.id):
            tell_news_again(referral=referral, safe_contact=said, by=by, now=now)
        events.publish(ContactChanged(referral_id=referral.id), by=by)
    return said


def new_code(*, referral: Referral, by: Actor, now: datetime) -> str:
    """A new code for a family that follows its request; the old one stops working. Shown once, kept as a hash."""
    if FAMILY not in queries.parties_of(referral, by):
        raise NotAllowed
    code = references.new_code()
    with transaction.atomic():
        locked = queries.followed().select_for_update(of=("self",)).get(pk=referral.pk)
        locked.code_hash = references.hash_code(locked.reference, code)
        locked.save(update_fields=["code_hash"])
        _log(referral, "referrals.code_replaced", by)
        events.publish(CodeReplaced(referral_id=referral.id), by=by)
    return code


def _log(referral: Referral, action: str, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=referral.provider_id,
        subject_type="referrals.Referral",
        subject_id=referral.id,
    )
