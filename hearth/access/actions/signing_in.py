"""What the log keeps of signing in and out."""

from __future__ import annotations

from uuid import UUID

from hearth.access.models import Membership, User
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.actors import FAMILY, Actor, ActorKind


def note(*, action: str, user: User | None, succeeded: bool = True, **detail: str) -> None:
    """Log a step of signing in or out: `access.signed_in`, `access.sign_in_failed` …

    A step that failed is nobody's deed: the account that was tried is its subject, and an address without an account
    leaves no trace of itself.
    """
    organisation_id = _organisation_of(user)
    by = FAMILY
    if succeeded and user is not None:
        by = Actor(ActorKind.STAFF, user.pk, organisation_id, user.name)
    audit.record(
        action=action,
        kind=EntryKind.SIGN_IN,
        by=by,
        organisation_id=organisation_id,
        subject_type="user" if user else "",
        subject_id=user.pk if user else None,
        detail=dict(detail),
    )


def _organisation_of(user: User | None) -> UUID | None:
    """The organisation that the member works for at this moment, if they still belong to it."""
    if user is None or user.active_membership_id is None:
        return None
    return (
        Membership.objects.filter(pk=user.active_membership_id, user=user, is_active=True)
        .values_list("organisation_id", flat=True)
        .first()
    )
