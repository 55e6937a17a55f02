"""Listens to sign-in and writes it into the log, in the transaction of the page that did it."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from hearth.access import actions
from hearth.access.models import User


@receiver(user_logged_in)
def _signed_in(request: Any, user: User, **_signal: Any) -> None:
    methods = request.session.get("account_authentication_methods", [])
    actions.note(action="access.signed_in", user=user, methods="+".join(str(m.get("method")) for m in methods))


@receiver(user_logged_out)
def _signed_out(request: Any, user: User | None, **_signal: Any) -> None:
    if user is not None:
        actions.note(action=getattr(request, "signing_out", "access.signed_out"), user=user)


@receiver(account_signals.password_changed)
@receiver(account_signals.password_reset)
def _password_changed(user: User, **_signal: Any) -> None:
    actions.note(action="access.password_changed", user=user)


@receiver(mfa_signals.authentication_failed)
def _code_refused(user: User, **_signal: Any) -> None:
    actions.note(action="access.sign_in_failed", user=user, succeeded=False, why="code")


@receiver(mfa_signals.authenticator_removed)
def _second_factor_removed(user: User, authenticator: Any, **_signal: Any) -> None:
    if authenticator.type == authenticator.Type.TOTP:
        actions.note(action="access.second_factor_removed", user=user)
