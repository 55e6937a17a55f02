"""Colleagues' accounts: list, one person, invite, change, close, open again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hearth.access import actions, queries
from hearth.access.forms import InviteForm, RoleForm, field_error
from hearth.access.guards import staff
from hearth.access.models import Invitation, Membership
from hearth.access.requests import MemberRequest
from hearth.access.views.pictures import picture_of
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import ago_words, date_words


def _role_choices() -> list[tuple[str, str]]:
    return list(queries.role_names().items())


def _by_state(rows: Any, value: str) -> Any:
    return rows.filter(is_active=value == "open")


class Members(Listing):
    """Everybody with an account in the organisation, present and past."""

    columns = [
        Column(
            "name",
            gettext_lazy("Name"),
            sort="user__name",
            cell=lambda row: row.user.name,
            link=lambda row: reverse("access:member", args=[row.pk]),
        ),
        Column("email", gettext_lazy("Email address"), sort="user__email", cell=lambda row: row.user.email),
        Column("role", gettext_lazy("Role"), sort="role__order", cell=lambda row: row.role.name),
        Column(
            "seen",
            gettext_lazy("Last signed in"),
            sort="user__last_login",
            cell=lambda row: ago_words(row.user.last_login) if row.user.last_login else _("Not yet"),
        ),
        Column(
            "state",
            gettext_lazy("Account"),
            sort="is_active",
            cell=lambda row: (
                _("Open")
                if row.is_active
                else _("Closed %(date)s") % {"date": date_words(row.ended_at, weekday=False)}
                if row.ended_at
                else _("Closed")
            ),
        ),
    ]
    filters = [
        TextFilter(
            "q",
            gettext_lazy("Name or email address"),
            apply=lambda rows, words: rows.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words)),
        ),
        ChoiceFilter(
            "role", gettext_lazy("Role"), choices=_role_choices, apply=lambda rows, value: rows.filter(role_id=value)
        ),
        ChoiceFilter(
            "state",
            gettext_lazy("Account"),
            choices=[("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed"))],
            apply=_by_state,
        ),
    ]
    order = "name"
    things = staticmethod(lambda n: ngettext("%(n)s person", "%(n)s people", n))
    empty = Empty(gettext_lazy("Nobody here yet"), gettext_lazy("Colleagues show here once they accept an invitation."))
    action = RowAction(lambda _row: _("See account"), lambda row: reverse("access:member", args=[row.pk]))


@staff("access.view")
def members(request: MemberRequest) -> HttpResponse:
    """The list, and the invitations that nobody has answered yet."""
    page = Members(request, queries.colleagues_visible_to(request.actor))
    waiting = queries.invitations_visible_to(request.actor).filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return page.respond(
        "access/members.html",
        {
            "invitations": [_invitation_row(one) for one in waiting.order_by("-created_at")[:50]],
            "may_manage": request.may("access.manage"),
        },
    )


def _invitation_row(invitation: Invitation) -> dict[str, Any]:
    is_open = invitation.is_open()
    until = date_words(invitation.expires_at)
    return {
        "invitation": invitation,
        "is_open": is_open,
        "state": _("Can be accepted until %(date)s") % {"date": until} if is_open else _("The link is too old"),
    }


@staff("access.manage")
@keeps_typing("access.invite")
def invite(request: MemberRequest) -> HttpResponse:
    """Invite a colleague by email."""
    form = kept_form(request, InviteForm, roles=queries.roles_to_give(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(**form.cleaned_data, by=request.actor, now=clock.now())
        except actions.AccessRefused as refused:
            field_error(form, "email", str(refused))
        else:
            forget_typing(request)
            pages.say(request, _("We have sent an invitation to %(name)s.") % {"name": invitation.name})
            return redirect("access:members")
    return pages.render(request, "access/invite.html", {"form": form, "back": reverse("access:members")})


@staff("access.manage")
@require_POST
def send_again(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """The invitation's email once more, with a new link."""
    invitation = _invitation(request, invitation_id)
    try:
        actions.send_again(invitation=invitation, by=request.actor, now=clock.now())
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=reverse("access:members"))
    pages.say(request, _("We have sent the invitation to %(name)s again.") % {"name": invitation.name})
    return redirect("access:members")


@staff("access.manage")
def withdraw(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation(request, invitation_id)
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take back the invitation to %(name)s?") % {"name": invitation.name},
            body=_("The link in the email stops working. You can invite them again."),
            yes=_("Take it back"),
            back=reverse("access:members"),
            danger=True,
        )
    try:
        actions.withdraw(invitation=invitation, by=request.actor, now=clock.now())
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=reverse("access:members"))
    pages.say(request, _("The invitation is taken back."))
    return redirect("access:members")


@staff("access.view")
def member(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """One colleague: what they may do here, and what can be done for them."""
    membership = _membership(request, membership_id)
    return pages.render(
        request,
        "access/member.html",
        {
            "membership": membership,
            "permissions": queries.permission_words(membership.role_id, request.actor),
            "has_second_factor": membership.user_id in queries.second_factors(request.actor),
            "is_me": membership.user_id == request.actor.user_id,
            "may_manage": request.may("access.manage"),
            "picture": picture_of(request, membership),
            "back": reverse("access:members"),
            "log_url": f"{reverse('access:log')}?subject={membership.user_id}" if request.may("audit.read") else "",
        },
    )


@staff("access.manage")
def change_role(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Another role for a colleague."""
    membership = _membership(request, membership_id)
    back = reverse("access:member", args=[membership.pk])
    roles = queries.roles_to_give(request.actor)
    form = RoleForm(
        request.POST if request.method == "POST" else None, roles=roles, initial={"role": membership.role_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership=membership, role=form.cleaned_data["role"], by=request.actor)
        except actions.AccessRefused as refused:
            field_error(form, "role", str(refused))
        else:
            pages.say(request, _("The role of %(name)s is changed.") % {"name": membership.user.name})
            return redirect(back)
    return pages.render(request, "access/change_role.html", {"form": form, "membership": membership, "back": back})


@staff("access.manage")
def deactivate(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Close a colleague's account here."""
    membership = _membership(request, membership_id)
    back = reverse("access:member", args=[membership.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Close the account of %(name)s?") % {"name": membership.user.name},
            body=_("They are out at once. What they did here stays. You can open it again."),
            yes=_("Close the account"),
            back=back,
            danger=True,
        )
    try:
        actions.deactivate(membership=membership, by=request.actor, now=clock.now())
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=back, title=_("This account stays open"))
    pages.say(request, _("The account of %(name)s is closed.") % {"name": membership.user.name})
    return redirect(back)


@staff("access.manage")
@require_POST
def reactivate(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    membership = _membership(request, membership_id)
    back = reverse("access:member", args=[membership.pk])
    try:
        actions.reactivate(membership=membership, by=request.actor)
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=back, title=_("This account stays closed"))
    pages.say(request, _("The account of %(name)s is open again.") % {"name": membership.user.name})
    return redirect(back)


@staff("access.manage")
def reset_second_factor(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Remove a colleague's second step: the phone is lost."""
    membership = _membership(request, membership_id)
    back = reverse("access:member", args=[membership.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Remove the second step of %(name)s?") % {"name": membership.user.name},
            body=_(
                "Make sure that it is really them who ask: ring them on a number you know. "
                "They set up the second step again when they next sign in, and we tell them by email."
            ),
            yes=_("Remove the second step"),
            back=back,
            danger=True,
        )
    try:
        actions.reset_second_factor(membership=membership, by=request.actor)
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=back, title=_("Nothing was removed"))
    pages.say(request, _("The second step of %(name)s is removed.") % {"name": membership.user.name})
    return redirect(back)


def _membership(request: MemberRequest, membership_id: UUID) -> Membership:
    found = queries.colleagues_visible_to(request.actor).filter(pk=membership_id).first()
    if found is None:
        raise Http404
    return found


def _invitation(request: MemberRequest, invitation_id: UUID) -> Invitation:
    found = queries.invitations_visible_to(request.actor).filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found
