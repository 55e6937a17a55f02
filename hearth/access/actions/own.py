"""What members change of their own account."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.actions.errors import AccessRefused
from hearth.access.models import Membership, User
from hearth.audit import actions as audit
from hearth.core.actors import Actor


def switch(*, user: User, membership: Membership, by: Actor) -> None:
    """Work for another of one's organisations from now on, in all windows.

    Raises AccessRefused for a membership that is not theirs or has ended.
    """
    if membership.user_id != user.pk or not membership.is_active or not membership.organisation.is_active:
        raise AccessRefused(_("You no longer belong to that organisation"))
    if user.active_membership_id == membership.pk:
        return
    with transaction.atomic():
        user.active_membership = membership
        user.save(update_fields=["active_membership"])
        audit.record(
            action="access.switched",
            by=by,
            organisation_id=membership.organisation_id,
            subject_type="user",
            subject_id=user.pk,
        )


def change_name(*, user: User, name: str, by: Actor) -> None:
    """The name that colleagues and the log read."""
    if name == user.name:
        return
    with transaction.atomic():
        user.name = name
        user.save(update_fields=["name"])
        audit.record(action="access.name_changed", by=by, subject_type="user", subject_id=user.pk)


def choose_language(*, user: User, language: str, by: Actor) -> None:
    """The language of pages after sign-in and of emails. Raises AccessRefused for one that we do not have."""
    if language not in dict(settings.LANGUAGES):
        raise AccessRefused(_("Choose one of the languages that are shown"))
    if language == user.language:
        return
    with transaction.atomic():
        user.language = language
        user.save(update_fields=["language"])
        audit.record(
            action="access.language_chosen",
            by=by,
            subject_type="user",
            subject_id=user.pk,
            detail={"language": language},
        )
