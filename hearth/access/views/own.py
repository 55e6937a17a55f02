"""One's own account, and which organisation one works for."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access import actions, queries
from hearth.access.forms import ChooseForm, OwnLanguageForm, OwnNameForm, field_error
from hearth.access.guards import signed_in
from hearth.access.middleware import way_back
from hearth.access.requests import MemberRequest
from hearth.core import pages


@signed_in
def account(request: MemberRequest) -> HttpResponse:
    """Everything about oneself on one page, each thing with its way to change it."""
    factors = queries.second_steps_of(request.user)
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    return pages.render(
        request,
        "access/account.html",
        {
            "user": request.user,
            "has_password": request.user.has_usable_password(),
            "has_code": Authenticator.Type.TOTP in factors,
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "picture": queries.own_picture(request.user),
            "must_have_code": any(membership.sees_personal_data for membership in request.memberships),
            "memberships": request.memberships,
            "permissions": queries.permission_words(request.membership.role_code, request.actor)
            if request.membership
            else [],
            "language_name": dict(settings.LANGUAGES).get(request.user.language, ""),
        },
    )


@signed_in
def change_name(request: MemberRequest) -> HttpResponse:
    """One's own name."""
    form = OwnNameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        actions.change_name(user=request.user, name=form.cleaned_data["name"], by=request.actor)
        pages.say(request, _("Your name is changed."))
        return redirect("access:account")
    return _one_field(request, _("Change your name"), form)


@signed_in
def choose_language(request: MemberRequest) -> HttpResponse:
    """One's own language, for pages and emails."""
    form = OwnLanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": request.user.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        actions.choose_language(user=request.user, language=language, by=request.actor)
        pages.say(request, _("Your language is changed."))
        return redirect(f"{reverse('access:account')}?lang={language}")
    return _one_field(request, _("Change your language"), form)


def _one_field(request: MemberRequest, title: str, form: OwnNameForm | OwnLanguageForm) -> HttpResponse:
    shown = {"form": form, "heading": title, "back": reverse("access:account")}
    return pages.render(request, "access/own_form.html", shown)


@signed_in
def choose(request: MemberRequest) -> HttpResponse:
    """Which organisation to work for: after signing in, where the one before no longer counts."""
    memberships = request.memberships
    offered = [(str(one.id), one.organisation_name, one.role_name) for one in memberships]
    form = ChooseForm(request.POST if request.method == "POST" else None, memberships=offered)
    go_on = _safe(request, request.GET.get("next", ""))
    if len(memberships) == 1 and request.membership is None:
        _switch(request, str(memberships[0].id))
        return redirect(go_on)
    if request.method == "POST" and form.is_valid():
        try:
            _switch(request, form.cleaned_data["membership"])
        except actions.AccessRefused as refused:
            field_error(form, "membership", str(refused))
        else:
            return redirect(go_on)
    return pages.render(request, "access/choose.html", {"form": form, "offered": offered})


@signed_in
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Work for another of one's organisations from now on. A page of the one before may not exist there: to Today."""
    try:
        _switch(request, request.POST.get("membership", ""))
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=way_back(request))
    return redirect("access:today")


def _switch(request: MemberRequest, membership_id: str) -> None:
    membership = queries.own_membership(request.user, membership_id)
    if membership is None:
        raise Http404
    actions.switch(user=request.user, membership=membership, by=request.actor)


def _safe(request: MemberRequest, url: str) -> str:
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if url and safe else reverse("access:today")
