"""How members prove who they are: password and code, or their organisation's own sign-in (OpenID Connect).

allauth does the work; here stand our rules. Nobody signs themselves up: an account is made by accepting an invitation,
and an organisation's sign-in only finds the account or the invitation of the address that it has verified.
"""

from __future__ import annotations

import math
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hearth.access import actions, queries
from hearth.access.models import User
from hearth.access.passwords import check_password
from hearth.core import brand, clock, pages

SET_UP_WITHIN_SECONDS = 15 * 60


class MembersBackend(AuthenticationBackend):
    """Finds members by email address. An account that was closed as a whole is nobody."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        found: User | None = self._check_password(user, password)
        return found

    def get_user(self, user_id: Any) -> User | None:
        """The member of a session: each of their pages asks, so by one plain statement."""
        user = queries.account(user_id)
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our mail, no sign-up, and limits by user name together with address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed"),
        "email_password_mismatch": gettext_lazy("The email address or the password is not right. Check both."),
        "enter_current_password": gettext_lazy("That is not the password you have now"),
        "incorrect_code": gettext_lazy("That code is not right. Wait for the next one and enter it."),
        "incorrect_password": gettext_lazy("That password is not right"),
        "invalid_password_reset": gettext_lazy("This link has been used or is too old"),
        "rate_limited": gettext_lazy("You have tried many times. Wait 5 minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        return check_password(password, user)

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kw: Any) -> None:
        """Pages say what happened themselves; only our own words are shown as a message."""
        if message:
            pages.say(request, message, kind="important")

    # Where to --------------------------------------------------------------------------------------------------------
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("access:account")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return refusal(
            request,
            _("This account is closed"),
            _("Ask the person who looks after accounts in your organisation to open it again."),
        )

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Signed in: the page they wanted, in their language."""
        response = super().post_login(request, user, **options)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=31536000,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def get_login_stages(self) -> list[str]:
        return ["hearth.access.authentication.SecondStep"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after signing in: to set up a first second factor, or to see codes after giving a code."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if app != "allauth.mfa" or not records:
            return True
        age = time.time() - records[-1]["at"]
        if records[-1]["method"] == "mfa":
            return age > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        has_one = Authenticator.objects.filter(user_id=request.user.pk).exists()
        return has_one or age > SET_UP_WITHIN_SECONDS

    # Mail ------------------------------------------------------------------------------------------------------------
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only one kind of mail of allauth's is reachable: the link for a new password. It goes through the outbox."""
        if template_prefix != "account/email/password_reset_key":
            raise ValueError(f"No words for the mail {template_prefix}.")
        user: User = context["user"]
        with translation.override(user.language):
            actions.write_to_member(
                user=user,
                subject=_("Your account"),
                body=_(
                    "Hello %(name)s,\n\n"
                    "Open this link to choose a new password:\n%(link)s\n\n"
                    "It works for a day, and once. If you did not ask for it, you need do nothing."
                )
                % {"name": user.name, "link": context["password_reset_url"]},
                purpose="access.password_link",
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from our own address, never from the request's Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.PUBLIC_URL) + path.replace("UID-KEY", key)

    # Limits ----------------------------------------------------------------------------------------------------------
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = str(credentials.get("email", "")).strip().lower()
        return f"{login}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            self._note_failure(credentials, "throttled")
            raise self.wait_error(self._get_login_attempts_cache_key(request, **credentials)) from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note_failure(credentials, "password")

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many wrong codes say how long to wait, like too many wrong passwords."""
        if code == "too_many_login_attempts":
            return self.wait_error(None)
        return super().validation_error(code, *args)

    def wait_error(self, key: str | None) -> ValidationError:
        """Too many attempts, with how long to wait in whole minutes."""
        minutes = math.ceil(_seconds_to_wait(context.request, key) / 60)
        words = ngettext(
            "You have tried too many times. Wait %(n)s minute and try again.",
            "You have tried too many times. Wait %(n)s minutes and try again.",
            minutes,
        ) % {"n": minutes}
        return ValidationError(words, code="too_many_login_attempts")

    @staticmethod
    def _note_failure(credentials: dict[str, Any], why: str) -> None:
        user = User.objects.filter(email__iexact=str(credentials.get("email", "")).strip()).first()
        actions.note(action="access.sign_in_failed", user=user, succeeded=False, why=why)


def _seconds_to_wait(request: HttpRequest, key: str | None) -> float:
    """Until the oldest attempt that counts falls out of its window: at least a second, at most the longest window."""
    rates = ratelimit.get_rates(app="allauth.account", action="login_failed")
    waits = [1.0]
    for rate in rates:
        if rate.per == "key" and key is None:
            waits.append(float(rate.duration))
            continue
        cache_key = ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key)
        history = cache.get(cache_key, [])
        if len(history) >= rate.amount:
            waits.append(history[-1] + rate.duration - time.time())
    return max(waits)


class SecondStep(AuthenticateStage):
    """Asks for the code, except after the organisation's own sign-in, which asked for a second factor itself."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if records and records[-1]["method"] == "socialaccount":
            return False
        return bool(super()._should_handle(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words and our QR code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That code is not right. Wait for the next one and enter it."),
        "cannot_delete_authenticator": gettext_lazy("Your role needs the second step, so it cannot be removed"),
    }

    def get_totp_issuer(self) -> str:
        return brand.current().name

    def build_totp_svg(self, url: str) -> str:
        svg: str = segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
        return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


class OrganisationSignInAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect finds members; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Match the verified address with a member, or with an open invitation, which is thereby accepted."""
        if sociallogin.is_existing:
            return
        verified = [a.email for a in sociallogin.email_addresses if a.verified and _answers_for(a.email)]
        user = next((found for found in map(_member_for, verified) if found), None)
        if user is None:
            user = self._accept_invitation(verified, sociallogin)
        if user is None:
            actions.note(action="access.sign_in_failed", user=None, succeeded=False, why="stranger")
            if verified:
                text = _("You are signed in with your organisation, but nobody has invited you here yet.")
            else:
                text = _("Your organisation did not confirm your email address, so we cannot tell who you are.")
            whom = _("Ask the colleague who looks after accounts here.")
            raise ImmediateHttpResponse(refusal(request, _("We do not know you yet"), text, whom))
        if not user.is_active:
            raise ImmediateHttpResponse(AccountAdapter().respond_user_inactive(request, user))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Cancelled there, or an answer that does not belong to a question of ours (wrong state)."""
        actions.note(action="access.sign_in_failed", user=None, succeeded=False, why="organisation")
        raise ImmediateHttpResponse(
            refusal(
                request,
                _("That sign-in did not work"),
                _("Your organisation's sign-in was stopped, or took too long. Nothing has been changed."),
                _("Go back to the sign-in page and try again."),
            )
        )

    @staticmethod
    def _accept_invitation(verified: list[str], sociallogin: Any) -> User | None:
        now = clock.now()
        for address in verified:
            invitation = queries.invitation_for(address, now)
            if invitation:
                return actions.accept(invitation=invitation, name=invitation.name, password=None, now=now)
        return None


def _answers_for(email: str) -> bool:
    """Whether the organisation's sign-in may speak for this address (settings: HEARTH_OIDC_DOMAINS)."""
    return not settings.OIDC_DOMAINS or email.rpartition("@")[2].lower() in settings.OIDC_DOMAINS


def _member_for(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()


def refusal(request: HttpRequest, title: str, *texts: str) -> HttpResponse:
    """A kind page that says why somebody cannot come in, and what to do."""
    return pages.render(request, "account/refused.html", {"heading": title, "texts": texts}, status=403)
