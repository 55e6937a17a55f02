"""A code on paper, from the desk to whoever stands there: for a family that no code can reach by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import references
from hearth.core.actors import Actor
from hearth.families.actions.errors import NotAllowed
from hearth.families.actions.opening import PAPER_CODES
from hearth.families.actions.registering import REGISTERED_HERE
from hearth.families.actions.telling import tell_registered
from hearth.families.models import PaperCode, Registration
from hearth.families.queries import registrations as queries

LASTS = timedelta(days=2)
HANDED_OVER = "families.code_handed_over"


class NotMet(Exception):
    """Nobody has met this family yet, or not since it said anew who it is."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What goes onto the paper. The code is known only now."""

    code: str
    until: datetime


def hand_over(*, registration: Registration, by: Actor, now: datetime) -> Handed:
    """A code that opens the family's page once, in place of any before it.

    The family reads on its page who handed it over, and hears of it at its safe contact where it has one: so that
    nobody at a desk opens a page for themselves unseen. Raises NotAllowed, NotMet.
    """
    if by.user_id is None or not (
        may(by, queries.REGISTER) and queries.registrations_visible_to(by).filter(pk=registration.pk).exists()
    ):
        raise NotAllowed
    if not queries.is_met(registration):
        raise NotMet
    code, until = references.new_code(), now + LASTS
    with transaction.atomic():
        made = PaperCode.objects.create(
            registration=registration,
            code_hash=references.hash_code(PAPER_CODES, registration.reference, code),
            created_at=now,
            expires_at=until,
            by_user=by.user_id,
        )
        audit.record(
            action=HANDED_OVER,
            kind=EntryKind.PRINT,
            by=by,
            organisation_id=registration.organisation_id,
            subject_type="families.Registration",
            subject_id=registration.pk,
            reason=REGISTERED_HERE,
        )
        tell_registered(
            registration=registration,
            contact=queries.contact_of(registration),
            purpose=HANDED_OVER,
            says=(
                _("At your hub, somebody was handed a code on paper that opens your family’s page."),
                _("If it was not you, ring your hub."),
            ),
            about=made.pk,
            by=by,
            now=now,
        )
    return Handed(code, until)
