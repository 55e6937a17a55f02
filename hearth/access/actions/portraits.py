"""A member's picture of themself: given for the families they work with, and taken back at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hearth.access import portraits
from hearth.access.actions.errors import require_organisation
from hearth.access.models import Membership, Portrait, User
from hearth.audit import actions as audit
from hearth.core.actors import Actor


def give_picture(*, user: User, content: bytes, words: str, by: Actor, now: datetime) -> Portrait:
    """Keep it in place of an earlier one. `words` say what it shows. Raises portraits.NotTaken with words for it."""
    drawn = portraits.drawn_anew(content)
    with transaction.atomic():
        Portrait.objects.filter(user=user).delete()
        made = Portrait.objects.create(user=user, words=words.strip(), content=drawn, created_at=now)
        audit.record(action="access.picture_given", by=by, subject_type="user", subject_id=user.pk)
    return made


def take_picture_back(*, user: User, by: Actor) -> None:
    """Delete it: no family sees it from now on. Nothing happens where there is none."""
    with transaction.atomic():
        gone, _each = Portrait.objects.filter(user=user).delete()
        if gone:
            audit.record(action="access.picture_taken_back", by=by, subject_type="user", subject_id=user.pk)


def remove_picture(*, membership: Membership, by: Actor) -> None:
    """Delete a colleague's, by whoever looks after accounts: when they leave, or when it is no picture for families."""
    require_organisation(by, membership.organisation_id)
    with transaction.atomic():
        gone, _each = Portrait.objects.filter(user_id=membership.user_id).delete()
        if gone:
            audit.record(
                action="access.picture_removed",
                by=by,
                organisation_id=membership.organisation_id,
                subject_type="user",
                subject_id=membership.user_id,
            )
