"""Looking after colleagues' accounts, within one's own organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from hearth.access import events, queries
from hearth.access.actions.errors import AccessRefused, require_organisation
from hearth.access.actions.mail import write_to_member
from hearth.access.actions.portraits import remove_picture
from hearth.access.models import Membership, RolePermission
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.core.events import Event, publish

MANAGE = "access.manage"


def change_role(*, membership: Membership, role: str, by: Actor) -> None:
    """Give a colleague another role. The same role again changes nothing.

    Raises AccessRefused for one's own role (nobody lets themselves see more), for a role that the organisation cannot
    give, for somebody who has left, and for the last person who looks after accounts.
    """
    with transaction.atomic():
        membership = _locked(membership, by)
        if membership.user_id == by.user_id:
            raise AccessRefused(_("You cannot change your own role. Ask a colleague who looks after accounts."))
        if not membership.is_active:
            raise AccessRefused(_("This account is closed. Open it again first."))
        if role not in {offered.code for offered in queries.roles_to_give(by)}:
            raise AccessRefused(_("Choose one of the roles that are shown"))
        before = membership.role_id
        if role == before:
            return
        if not _manages(role):
            _keep_one_manager(membership)
        membership.role_id = role
        membership.save(update_fields=["role"])
        event = events.RoleChanged(membership.pk, membership.user_id, membership.organisation_id, before, role)
        _done("access.role_changed", membership, by, event, before=before, after=role)


def deactivate(*, membership: Membership, by: Actor, now: datetime) -> None:
    """Close a colleague's account in this organisation: they are out at their next click, and the picture that they
    gave for families is deleted. Twice is once.

    Other organisations that they work for are not touched. Raises AccessRefused for oneself and for the last person
    who looks after accounts.
    """
    with transaction.atomic():
        membership = _locked(membership, by)
        if membership.user_id == by.user_id:
            raise AccessRefused(_("You cannot close your own account. Ask a colleague who looks after accounts."))
        if not membership.is_active:
            return
        _keep_one_manager(membership)
        remove_picture(membership=membership, by=by)
        membership.is_active = False
        membership.ended_at = now
        membership.save(update_fields=["is_active", "ended_at"])
        event = events.Deactivated(membership.pk, membership.user_id, membership.organisation_id)
        _done("access.deactivated", membership, by, event)


def reactivate(*, membership: Membership, by: Actor) -> None:
    """Open a closed account again, with the role it had. Twice is once.

    Raises AccessRefused if the person has joined again meanwhile.
    """
    with transaction.atomic():
        membership = _locked(membership, by)
        if membership.is_active:
            return
        if queries.colleagues_visible_to(by).filter(user_id=membership.user_id, is_active=True).exists():
            raise AccessRefused(_("This person has joined again meanwhile, with another role"))
        membership.is_active = True
        membership.ended_at = None
        membership.save(update_fields=["is_active", "ended_at"])
        event = events.Reactivated(membership.pk, membership.user_id, membership.organisation_id)
        _done("access.reactivated", membership, by, event)


def reset_second_factor(*, membership: Membership, by: Actor) -> None:
    """Remove a colleague's second factor and recovery codes (lost phone): they set it up again at the next sign-in.

    The colleague is told by email. Raises AccessRefused for oneself, for somebody who has left, and where there is
    nothing to remove.
    """
    with transaction.atomic():
        membership = _locked(membership, by)
        if membership.user_id == by.user_id:
            raise AccessRefused(_("You change your own second step on your account page"))
        if not membership.is_active:
            raise AccessRefused(_("This account is closed. Open it again first."))
        with connection.cursor() as cursor:
            cursor.execute("select hearth_reset_second_factor(%s)", [membership.user_id])
            row = cursor.fetchone()
        if not row or not row[0]:
            raise AccessRefused(_("This person has not set up a second step"))
        user = membership.user
        write_to_member(
            user=user,
            subject=_("Your account"),
            body=_(
                "Hello %(name)s,\n\n"
                "%(by)s has removed the second step (the code from your phone) from your account.\n"
                "You set it up again when you next sign in.\n\n"
                "If you did not ask for this, tell the person who looks after accounts in your organisation."
            )
            % {"name": user.name, "by": by.name},
            purpose="access.second_factor_reset",
            organisation_id=membership.organisation_id,
        )
        _done(
            "access.second_factor_reset",
            membership,
            by,
            events.SecondFactorReset(membership.user_id, membership.organisation_id),
        )


def _locked(membership: Membership, by: Actor) -> Membership:
    """The membership as it stands, with its organisation locked: two people never remove each other at once."""
    require_organisation(by, membership.organisation_id)
    queries.own_organisation(by, lock=True)
    found = queries.colleagues_visible_to(by).filter(pk=membership.pk).first()
    if found is None:  # whoever asked was removed while they waited for the lock
        raise AccessRefused(_("You no longer look after accounts here"))
    return found


def _manages(role: str) -> bool:
    return RolePermission.objects.filter(role_id=role, permission=MANAGE).exists()


def _keep_one_manager(leaving: Membership) -> None:
    """Raise AccessRefused if nobody else would be left who looks after accounts."""
    if not _manages(leaving.role_id):
        return
    others = Membership.objects.filter(
        organisation_id=leaving.organisation_id,
        is_active=True,
        user__is_active=True,
        role__permissions__permission=MANAGE,
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise AccessRefused(
            _("This is the last person who looks after accounts here. Give a colleague that role first.")
        )


def _done(action: str, membership: Membership, by: Actor, event: Event, **detail: str) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=membership.organisation_id,
        subject_type="user",
        subject_id=membership.user_id,
        detail=detail,
    )
    publish(event, by=by)
