"""Accepting an invitation: the page behind the link of the email."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access import actions, queries
from hearth.access.actions.invitations import token_hash
from hearth.access.forms import AcceptForm, field_error
from hearth.access.guards import sign_in
from hearth.access.models import Invitation, User
from hearth.core import clock, pages


@sign_in
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Name and password for a new account; one button for somebody who has an account and is signed in."""
    invitation = queries.invitation_by_token(token_hash(token))
    if invitation is None or not invitation.is_open():
        return pages.render(request, "account/invitation_closed.html", {"invitation": invitation}, status=404)
    holder = queries.account_of(invitation.email)
    if holder is not None:
        return _with_account(request, invitation, holder)
    form = AcceptForm(
        request.POST if request.method == "POST" else None, email=invitation.email, initial={"name": invitation.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept(
                invitation=invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                now=clock.now(),
            )
        except actions.AccessRefused as refused:
            field_error(form, None, str(refused))
        else:
            return _signed_in(request, user)
    return _shown(request, invitation, {"form": form})


def _with_account(request: HttpRequest, invitation: Invitation, holder: User) -> HttpResponse:
    """They have an account: sign in as that person first, then join."""
    if request.user.is_authenticated and request.user.pk == holder.pk and request.method == "POST":
        try:
            membership = actions.join(invitation=invitation, user=holder, now=clock.now())
        except actions.AccessRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("access:today"))
        pages.say(request, _("You work for %(organisation)s now.") % {"organisation": membership.organisation.name})
        return redirect("access:today")
    state = "sign-in"
    if request.user.is_authenticated:
        state = "join" if request.user.pk == holder.pk else "somebody-else"
    return _shown(request, invitation, {"state": state})


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """The password was chosen this moment, so they are signed in; the guard asks for the second step next."""
    login = Login(user=user, email=user.email, redirect_url=reverse("access:today"))
    response: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return response


def _shown(request: HttpRequest, invitation: Invitation, shown: dict[str, Any]) -> HttpResponse:
    return pages.render(
        request, "account/invitation.html", {"invitation": invitation, "state": "new", "form": None} | shown
    )
