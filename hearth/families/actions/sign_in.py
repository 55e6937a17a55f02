"""A family ties a sign-in elsewhere to its own page, opens the page with it, and takes it back.

Only from inside the page can it be tied, so whoever ties it had a code. A tie never finds anybody by name or address:
it is the provider's own word for somebody, kept as a keyed hash.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hearth.access.openid import Subject
from hearth.audit import actions as audit
from hearth.core import references
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.families.actions.opening import JOB, note_opened
from hearth.families.actions.telling import tell_registered
from hearth.families.models import FamilySignIn, Registration
from hearth.families.queries import own as own_queries
from hearth.families.queries import registrations as queries

SUBJECTS = "hearth.families.sign-in"
PURPOSE_TIED = "families.sign_in_tied"


class OpensAnother(Exception):
    """With this sign-in somebody opens the page of another registration."""


def subject_hash(subject: Subject) -> str:
    return references.hash_code(SUBJECTS, subject.issuer, subject.sub)


@transaction.atomic
def tie(*, registration: Registration, subject: Subject, provider: str, now: datetime) -> FamilySignIn:
    """From now on whoever is this subject opens the family's page. The family is told, where it may be told anything.

    One sign-in for one registration: an older one of the same registration stops. Raises OpensAnother.
    """
    hashed = subject_hash(subject)
    with acting_as(job=JOB):
        other = FamilySignIn.objects.filter(subject_hash=hashed).exclude(registration=registration).first()
        if other is not None:
            if own_queries.still_opens(other):
                raise OpensAnother
            other.delete()
        FamilySignIn.objects.filter(registration=registration).delete()
    made = FamilySignIn.objects.create(
        registration=registration, subject_hash=hashed, provider=provider, created_at=now
    )
    _record("families.sign_in_tied", registration, {"provider": provider})
    tell_registered(
        registration=registration,
        contact=queries.contact_of(registration),
        purpose=PURPOSE_TIED,
        says=(
            _("There is a new way to open your family’s page: a sign-in that was added on it."),
            _("If it was not you, open your page and take it back, or ring your hub."),
        ),
        about=made.pk,
        by=FAMILY,
        now=now,
    )
    return made


@transaction.atomic
def untie(*, registration: Registration, why: str = "taken-back") -> bool:
    """The sign-in opens the page no longer. False where there was none."""
    gone, _each = FamilySignIn.objects.filter(registration=registration).delete()
    if gone:
        _record("families.sign_in_untied", registration, {"why": why})
    return bool(gone)


def open_by_sign_in(*, subject: Subject) -> UUID | None:
    """The registration whose page this subject opens; None where nothing is tied, or no longer."""
    with acting_as(job=JOB):
        tied = FamilySignIn.objects.select_related("registration").filter(subject_hash=subject_hash(subject)).first()
        found = tied.registration_id if tied and own_queries.still_opens(tied) else None
    note_opened(found, tied.registration_id if tied else None, way="sign-in")
    return found


def _record(action: str, registration: Registration, detail: dict[str, str]) -> None:
    audit.record(
        action=action,
        by=FAMILY,
        organisation_id=registration.organisation_id,
        subject_type="families.Registration",
        subject_id=registration.pk,
        detail=detail,
    )
