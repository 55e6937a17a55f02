"""Signing in and out, forgotten passwords, the second step: allauth's views with our guards, words and log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access import actions
from hearth.access.demo import cast
from hearth.access.guards import sign_in, signed_in
from hearth.access.middleware import way_back
from hearth.access.requests import MemberRequest
from hearth.core import pages

GO_ON_TO = "go_on_to"  # where somebody was going when the set-up of the second step came between


class SignInView(account.LoginView):
    """Email address and password; the organisation's own sign-in where there is one; in the demo, who one can be."""

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        wanted = cast.offered(self.request.GET.get("as", "")) if settings.DEMO else None
        if wanted:
            initial["login"] = wanted.email
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        shown["go_on_to"] = get_next_redirect_url(self.request) or ""
        shown["providers"] = [
            (provider.name, provider.get_login_url(self.request))
            for provider in get_social_adapter().list_providers(self.request)
        ]
        shown["demo_people"] = cast.people() if settings.DEMO else []
        shown["demo_password"] = cast.password() if settings.DEMO else ""
        return shown


class SecondStepView(mfa.AuthenticateView):
    """The code. In the demo the page can show the code of a demo account, which has no phone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        person = cast.person(self.stage.login.user.email) if settings.DEMO else None
        shown["demo_person"] = person
        shown["demo_code"] = cast.current_code(person) if person and "show-code" in self.request.GET else ""
        return shown


class SetUpView(totp.ActivateTOTPView):
    """Setting up the app on the phone. From then on this session counts as signed in with a second factor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        going = get_next_redirect_url(request)
        if going:
            request.session[GO_ON_TO] = going
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        secret = shown["form"].secret
        shown["secret"] = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        membership = self.request.membership
        shown["required"] = bool(membership and membership.sees_personal_data)
        return shown

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=str(Authenticator.Type.TOTP))
        actions.note(action="access.second_factor_set_up", user=self.request.user)
        return response


class RecoveryCodesView(codes.ViewRecoveryCodesView):
    """The codes for when the phone is not there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        shown["go_on_to"] = self.request.session.get(GO_ON_TO) or reverse("access:today")
        return shown


class NewRecoveryCodesView(codes.GenerateRecoveryCodesView):
    """New codes; the old ones stop working."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.note(action="access.recovery_codes_made", user=self.request.user)
        return response


class RemoveSecondStepView(totp.DeactivateTOTPView):
    """Only a role that sees no personal data may go without."""

    def dispatch(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any(membership.sees_personal_data for membership in request.memberships):
            pages.say(request, _("Your role needs the second step, so it cannot be removed."), kind="important")
            return redirect("access:account")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("access:account")


class ChangePasswordView(account.PasswordChangeView):
    """Changing the password. Who signs in with their organisation has none."""

    def dispatch(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():
            return redirect("access:account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        pages.say(self.request, _("Your password is changed."))
        return response


def mfa_home(request: HttpRequest) -> HttpResponse:
    """The second step is looked after on the account page."""
    return redirect("access:account")


@signed_in
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Quick lock for a shared computer: signed out at once, and back to the same page after signing in."""
    back = way_back(request)
    request.signing_out = "access.locked"  # type: ignore[attr-defined]
    logout(request)
    pages.say(request, _("Locked. Sign in to go on where you were."), kind="important")
    return redirect(f"{reverse('account_login')}?{_query(back)}")


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signed out, to the sign-in page."""
    logout(request)
    pages.say(request, _("You are signed out."))
    return redirect("account_login")


@sign_in
def not_offered(request: HttpRequest, **_address: str) -> HttpResponse:
    """A page that allauth knows an address for and we do not have."""
    raise Http404


def _query(back: str) -> str:
    return urlencode({"next": back})


login = sign_in(SignInView.as_view())
second_step = sign_in(SecondStepView.as_view())
inactive = sign_in(account.AccountInactiveView.as_view())
forgotten = sign_in(account.PasswordResetView.as_view())
forgotten_sent = sign_in(account.PasswordResetDoneView.as_view())
new_password = sign_in(account.PasswordResetFromKeyView.as_view())
new_password_done = sign_in(account.PasswordResetFromKeyDoneView.as_view())
change_password = signed_in(ChangePasswordView.as_view())
ask_password = signed_in(account.ReauthenticateView.as_view())
ask_code = signed_in(mfa.ReauthenticateView.as_view())
second_step_home = signed_in(mfa_home)
set_up_second_step = signed_in(SetUpView.as_view())
remove_second_step = signed_in(RemoveSecondStepView.as_view())
recovery_codes = signed_in(RecoveryCodesView.as_view())
new_recovery_codes = signed_in(NewRecoveryCodesView.as_view())


@sign_in
def organisation_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the organisation's own sign-in."""
    response: HttpResponse = openid.login(request, provider_id)
    return response


@sign_in
def organisation_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it."""
    response: HttpResponse = openid.callback(request, provider_id)
    return response
