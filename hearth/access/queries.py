"""Who somebody is here: memberships, roles, permissions, colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from hearth.access.models import Invitation, Membership, Organisation, RolePermission, User
from hearth.core.actors import Actor


@dataclass(frozen=True, slots=True)
class MembershipView:
    """One membership, as pages show it."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    role_code: str
    role_name: str
    sees_personal_data: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in person: the active membership, all of them, and what the active role allows."""

    active: MembershipView | None
    all: list[MembershipView]
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether the active role has this permission."""
        return permission in self.permissions


def member(user: User) -> Member:
    """What a person may do now. Memberships that ended, and organisations that closed, count for nothing."""
    rows = (
        Membership.objects.filter(user=user, is_active=True, organisation__is_active=True)
        .select_related("organisation", "role")
        .order_by("organisation__name")
    )
    views = [
        MembershipView(
            id=row.id,
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            role_code=row.role_id,
            role_name=row.role.name,
            sees_personal_data=row.role.sees_personal_data,
        )
        for row in rows
    ]
    active = next((view for view in views if view.id == user.active_membership_id), None)
    permissions = (
        frozenset(RolePermission.objects.filter(role_id=active.role_code).values_list("permission", flat=True))
        if active
        else frozenset()
    )
    return Member(active=active, all=views, permissions=permissions)


def second_step_missing(request: HttpRequest) -> str | None:
    """The address where a member must go first: choosing an organisation, or setting up the second factor.

    TRUST 11: a role that sees personal data needs a second factor, or the organisation's own sign-in, which has one.
    """
    membership: MembershipView | None = request.membership  # type: ignore[attr-defined]
    if membership is None:
        return reverse("access:choose")
    if membership.sees_personal_data and not has_second_factor(request):
        return reverse("mfa_activate_totp")
    return None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or by the organisation's own sign-in."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") in {"mfa", "socialaccount"} for method in methods)


def colleagues_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Memberships of the actor's active organisation, current and ended."""
    return Membership.objects.filter(organisation_id=actor.organisation_id).select_related("user", "role")


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Invitations into the actor's active organisation."""
    return Invitation.objects.filter(organisation_id=actor.organisation_id).select_related("role")


def organisations() -> QuerySet[Organisation]:
    """All active organisations: names are public."""
    return Organisation.objects.filter(is_active=True)
