"""Inviting colleagues, and what they do with the invitation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access import events, queries
from hearth.access.actions.errors import AccessRefused, require_organisation
from hearth.access.actions.mail import send_invitation
from hearth.access.models import Invitation, Membership, User
from hearth.audit import actions as audit
from hearth.core.actors import Actor, ActorKind
from hearth.core.events import publish

VALID_FOR = timedelta(days=7)


def token_hash(token: str) -> str:
    """What the database keeps of a link's secret: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, email: str, name: str, role: str, by: Actor, now: datetime) -> Invitation:
    """Invite somebody by email into the actor's organisation. The link works once, for seven days.

    Raises AccessRefused for somebody who is a member or is invited already, and for a role that the organisation
    cannot give.
    """
    email = email.strip().lower()
    with transaction.atomic():
        organisation = queries.own_organisation(by, lock=True)
        if role not in {offered.code for offered in queries.roles_to_give(by)}:
            raise AccessRefused(_("Choose one of the roles that are shown"))
        if queries.colleagues_visible_to(by).filter(user__email__iexact=email, is_active=True).exists():
            raise AccessRefused(_("This person already has an account in your organisation"))
        if queries.open_invitations(by, now).filter(email__iexact=email).exists():
            raise AccessRefused(_("This person has been invited already. You can send the email again."))
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            created_at=now,
            email=email,
            name=name,
            organisation=organisation,
            role_id=role,
            token_hash=token_hash(token),
            invited_by_id=by.user_id,
            expires_at=now + VALID_FOR,
        )
        _send(invitation, token)
        _log("access.invited", invitation, by)
        publish(events.Invited(invitation.pk, organisation.pk, role), by=by)
    return invitation


def send_again(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Send a new link, good for seven days from now; the one sent before stops working. Also after it has expired.

    Raises AccessRefused if it was accepted or withdrawn meanwhile.
    """
    require_organisation(by, invitation.organisation_id)
    with transaction.atomic():
        invitation = _locked(invitation)
        if invitation.accepted_at or invitation.withdrawn_at:
            raise AccessRefused(_("This invitation is no longer open"))
        token = secrets.token_urlsafe(32)
        invitation.token_hash = token_hash(token)
        invitation.expires_at = now + VALID_FOR
        invitation.save(update_fields=["token_hash", "expires_at"])
        _send(invitation, token)
        _log("access.invited_again", invitation, by)
        publish(events.Invited(invitation.pk, invitation.organisation_id, invitation.role_id), by=by)
    return invitation


def withdraw(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """Take an invitation back. Twice is once. Raises AccessRefused if it was accepted meanwhile."""
    require_organisation(by, invitation.organisation_id)
    with transaction.atomic():
        invitation = _locked(invitation)
        if invitation.accepted_at:
            raise AccessRefused(_("This invitation was accepted meanwhile"))
        if invitation.withdrawn_at:
            return
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        _log("access.withdrew", invitation, by)
        publish(events.InvitationWithdrawn(invitation.pk, invitation.organisation_id), by=by)


def accept(*, invitation: Invitation, name: str, password: str | None, now: datetime) -> User:
    """Make the invited person's account and membership. Without a password they sign in by their organisation.

    Runs with the purpose sign-in. Raises AccessRefused if the invitation is not open, or if the address has an
    account already (then they sign in and `join`).
    """
    with transaction.atomic():
        invitation = _locked(invitation)
        _require_open(invitation, now)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise AccessRefused(_("There is an account with your email address already. Sign in to join."))
        user = User(email=invitation.email, name=name, created_at=now)
        user.set_password(password)
        user.save()
        # The link came by this address, which proves it.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        _take_up(invitation, user, now)
    return user


def join(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Add the membership to the account of whom the invitation is for, and make it the active one.

    Raises AccessRefused if it is not open or is for somebody else.
    """
    with transaction.atomic():
        invitation = _locked(invitation)
        _require_open(invitation, now)
        if user.email.lower() != invitation.email.lower():
            raise AccessRefused(_("This invitation is for another email address"))
        return _take_up(invitation, user, now)


def _take_up(invitation: Invitation, user: User, now: datetime) -> Membership:
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation_id=invitation.organisation_id,
        is_active=True,
        defaults={"role_id": invitation.role_id, "created_at": now},
    )
    if not created:
        raise AccessRefused(_("You belong to this organisation already"))
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    user.active_membership = membership
    user.save(update_fields=["active_membership"])
    by = Actor(ActorKind.STAFF, user.pk, invitation.organisation_id, user.name)
    audit.record(
        action="access.joined",
        by=by,
        organisation_id=invitation.organisation_id,
        subject_type="user",
        subject_id=user.pk,
        detail={"role": invitation.role_id, "invitation": str(invitation.pk)},
    )
    publish(events.Joined(membership.pk, user.pk, invitation.organisation_id, invitation.role_id), by=by)
    return membership


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "role").get(pk=invitation.pk)
    )


def _require_open(invitation: Invitation, now: datetime) -> None:
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= now:
        raise AccessRefused(_("This invitation is no longer open. Ask the person who sent it to send it again."))


def _send(invitation: Invitation, token: str) -> None:
    send_invitation(invitation=invitation, token=token, link=reverse("account_invitation", args=[token]))


def _log(action: str, invitation: Invitation, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=invitation.organisation_id,
        subject_type="invitation",
        subject_id=invitation.pk,
        detail={"role": invitation.role_id},
    )
