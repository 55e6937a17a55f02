"""Who somebody is here: memberships, roles, permissions, colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from hearth.access import roles
from hearth.access.models import Invitation, Membership, Organisation, Portrait, Role, RolePermission, User
from hearth.core.actors import Actor, ActorKind
from hearth.core.models import OutboxMessage

# What these allow reaches beyond one organisation, so they count for the host's people alone, and only the host gives a
# role that has one of them.
NETWORK_WIDE = frozenset(
    {
        "access.agreements",
        "brand.edit",
        "directory.approve",
        "directory.words",
        "directory.feeds",
        "directory.embed",
        "directory.partners",
        "families.link",
        "families.sources",
    }
)
# … but this: every organisation has an information lead, and the register is no business of theirs elsewhere.
ANYBODY_GIVES = frozenset({"access.agreements", "families.sources"})


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
    """A signed-in person: the active membership, all of them, and what the active role allows.

    `granted` has also those that count for the host's people alone.
    """

    active: MembershipView | None
    all: list[MembershipView]
    permissions: frozenset[str]
    granted: frozenset[str] = frozenset()
    at_host: bool = False

    def may(self, permission: str) -> bool:
        """Whether the active role has this permission."""
        return permission in self.permissions


_MEMBER: Final = """
    select m.id, m.organisation_id, o.name, m.role_id, r.name, r.sees_personal_data, o.is_host,
           case when m.id = %s
                then array(select p.permission from access_rolepermission p where p.role_id = m.role_id) end
    from access_membership m
    join access_organisation o on o.id = m.organisation_id
    join access_role r on r.code = m.role_id
    where m.user_id = %s and m.is_active and o.is_active
    order by o.name
"""


def member(user: User) -> Member:
    """What a person may do now. Memberships that ended, and organisations that closed, count for nothing.

    Each page of a member's asks it first, so it is one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEMBER, [user.active_membership_id, user.pk])
        rows = cursor.fetchall()
    views = [MembershipView(*row[:6]) for row in rows]
    for view, (*_membership, at_host, permissions) in zip(views, rows, strict=True):
        if permissions is not None:
            granted = frozenset(permissions)
            return Member(view, views, granted if at_host else granted - NETWORK_WIDE, granted, at_host)
    return Member(active=None, all=views, permissions=frozenset())


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
    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    whose = request.session.get("account_authentication_methods_user", str(request.user.pk))
    return whose == str(request.user.pk) and any(method.get("method") in {"mfa", "socialaccount"} for method in methods)


NOWHERE = UUID(int=0)


def _own(actor: Actor) -> UUID:
    """The actor's organisation; an id that no row has, for an actor without one (`is null` must never match)."""
    return actor.organisation_id or NOWHERE


def colleagues_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Memberships of the actor's active organisation, current and ended."""
    return Membership.objects.filter(organisation_id=_own(actor)).select_related("user", "role")


def own_picture(user: User, *, whole: bool = False) -> Portrait | None:
    """The picture that a member gave of themself; its content where it is wanted."""
    found = Portrait.objects.filter(user=user)
    return (found if whole else found.defer("content")).first()


def pictures_of_colleagues(actor: Actor) -> QuerySet[Portrait]:
    """Pictures that people who work for the actor's organisation gave, for whoever looks after their accounts."""
    now_here = Membership.objects.filter(organisation_id=_own(actor), is_active=True)
    return Portrait.objects.filter(user__in=now_here.values("user"))


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Invitations into the actor's active organisation."""
    return Invitation.objects.filter(organisation_id=_own(actor)).select_related("role")


def organisations() -> QuerySet[Organisation]:
    """All active organisations: names are public."""
    return Organisation.objects.filter(is_active=True)


def own_organisation(actor: Actor, *, lock: bool = False) -> Organisation:
    """The organisation that the actor works for now. `lock` makes other changes of its accounts wait.

    Raises Organisation.DoesNotExist where there is none.
    """
    rows = Organisation.objects.select_for_update() if lock else Organisation.objects.all()
    return rows.get(pk=_own(actor))


def works_for_host(actor: Actor) -> bool:
    """Whether the actor works for the council that runs this network. What a network-wide permission allows beyond the
    actor's own organisation, it allows the host's people alone (`hearth_network_where` says the same in SQL)."""
    if actor.at_host is not None:
        return actor.at_host
    return Organisation.objects.filter(pk=_own(actor), is_host=True, is_active=True).exists()


def organisations_where(actor: Actor, permission: str) -> list[UUID]:
    """The organisation for which the actor works now, if the role there has the permission; else none.

    `hearth_organisations_where` says the same in SQL. Within a member's request it is known; elsewhere it is looked up.
    """
    if actor.user_id is None or actor.organisation_id is None:
        return []
    if actor.permissions is not None:
        return [actor.organisation_id] if actor.is_staff and permission in actor.permissions else []
    rows = Membership.objects.filter(
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        user__active_membership_id=F("id"),
        user__is_active=True,
        is_active=True,
        organisation__is_active=True,
        role__permissions__permission=permission,
    )
    return list(rows.values_list("organisation_id", flat=True))


def may(actor: Actor, permission: str) -> bool:
    """Whether a member has a permission in the organisation they work for now."""
    return actor.kind is ActorKind.STAFF and bool(organisations_where(actor, permission))


def may_everywhere(actor: Actor, permission: str) -> bool:
    """Whether a member has a permission for the whole network: the host's people alone (`hearth_network_where`)."""
    return may(actor, permission) and works_for_host(actor)


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles that somebody who looks after accounts may give in their organisation, in order.

    A role that changes the whole network's look is given by the host (the council) alone.
    """
    is_host = works_for_host(actor)
    codes = [
        role["code"]
        for role in roles.shipped()["roles"]
        if is_host or not (NETWORK_WIDE - ANYBODY_GIVES) & set(role["permissions"])
    ]
    return list(Role.objects.filter(code__in=codes))


def open_invitations(actor: Actor, now: datetime) -> QuerySet[Invitation]:
    """Invitations into the actor's organisation that can still be accepted."""
    return invitations_visible_to(actor).filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)


def invitation_by_token(token_hash: str) -> Invitation | None:
    """The invitation whose link somebody opened; purpose sign-in."""
    return Invitation.objects.select_related("organisation", "role").filter(token_hash=token_hash).first()


def invitation_for(email: str, now: datetime) -> Invitation | None:
    """The newest open invitation for a verified address; purpose sign-in."""
    rows = Invitation.objects.select_related("organisation", "role").filter(
        email__iexact=email, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )
    return rows.order_by("-created_at").first()


def second_factors(actor: Actor) -> set[UUID]:
    """Ids of the actor's colleagues who have set up a second factor; needs `access.view`."""
    with connection.cursor() as cursor:
        cursor.execute("select user_id from hearth_second_factors()")
        return {row[0] for row in cursor.fetchall()}


def permission_words(role_code: str, actor: Actor) -> list[str]:
    """What a role lets somebody do in the actor's organisation, as plain sentences in the order of the file."""
    granted = set(RolePermission.objects.filter(role_id=role_code).values_list("permission", flat=True))
    if not works_for_host(actor):
        granted -= NETWORK_WIDE
    return [roles.permission_words(code) for code in roles.shipped()["permissions"] if code in granted]


def own_membership(user: User, membership_id: str) -> Membership | None:
    """One of the member's own current memberships; None for an id that is not one of theirs, or is no id."""
    try:
        wanted = UUID(membership_id)
    except ValueError:
        return None
    return Membership.objects.select_related("organisation").filter(pk=wanted, user=user, is_active=True).first()


def messages_visible_to(actor: Actor) -> QuerySet[OutboxMessage]:
    """Emails and texts of the actor's organisation. Whom they went to and what they said stays unread."""
    return OutboxMessage.objects.filter(organisation_id=_own(actor)).defer("recipient", "subject", "body")


def name_of_colleague(actor: Actor, user_id: UUID) -> str:
    """The name of somebody who works, or worked, for the actor's organisation; empty for anybody else."""
    row = colleagues_visible_to(actor).filter(user_id=user_id).first()
    return row.user.name if row else ""


def account(user_id: UUID) -> User | None:
    """The account with this id, as far as the reader may see it."""
    names = [each.attname for each in User._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(names)} from access_user where id = %s", [user_id])  # noqa: S608 (our names)
        row = cursor.fetchone()
    return User.from_db(connection.alias, names, row) if row else None


def account_of(email: str) -> User | None:
    """The account with an email address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()


def role_names() -> dict[str, str]:
    """All roles: code to name, in the order in which they are shown."""
    return {role.code: role.name for role in Role.objects.all()}


def second_steps_of(user: User) -> dict[str, Authenticator]:
    """A member's own second steps (app, recovery codes), by their type."""
    return {one.type: one for one in Authenticator.objects.filter(user_id=user.pk)}
