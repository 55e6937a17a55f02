"""allauth's sign-in forms in our look and words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from django.utils.translation import gettext_lazy as _

from hearth.access.passwords import HINT
from hearth.core.forms import GovukFormMixin

EMAIL_WRONG = _("Enter an email address in the correct format, like name@example.com")


class SignIn(GovukFormMixin, account_forms.LoginForm):
    """Email address and password."""

    labels = {"login": _("Email address"), "password": _("Password")}
    hints = {"login": "", "password": ""}
    required_messages = {"login": _("Enter your email address"), "password": _("Enter your password")}
    autocompletes = {"login": "username", "password": "current-password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["invalid"] = EMAIL_WRONG


class ForgottenPassword(GovukFormMixin, account_forms.ResetPasswordForm):
    """Where to send the link for a new password."""

    labels = {"email": _("Email address")}
    required_messages = {"email": _("Enter your email address")}
    autocompletes = {"email": "username"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = EMAIL_WRONG


class _OneNewPassword(GovukFormMixin):
    """One box with "Show" instead of two to type the same into."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)


class NewPassword(_OneNewPassword, account_forms.ResetPasswordKeyForm):
    """A new password, by the link from the email."""

    labels = {"password1": _("New password")}
    hints = {"password1": HINT}
    required_messages = {"password1": _("Enter a new password")}
    autocompletes = {"password1": "new-password"}


class ChangePassword(_OneNewPassword, account_forms.ChangePasswordForm):
    """A new password for somebody who is signed in."""

    labels = {"oldpassword": _("Password now"), "password1": _("New password")}
    hints = {"oldpassword": "", "password1": HINT}
    required_messages = {"oldpassword": _("Enter the password you have now"), "password1": _("Enter a new password")}
    autocompletes = {"oldpassword": "current-password", "password1": "new-password"}


class AskPassword(GovukFormMixin, account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": _("Password")}
    hints = {"password": ""}
    required_messages = {"password": _("Enter your password")}
    autocompletes = {"password": "current-password"}


class _CodeForm(GovukFormMixin):
    """A code of six digits from the app, or a recovery code of eight. Spaces and dashes do not matter."""

    labels = {"code": _("Code")}
    required_messages = {"code": _("Enter the code")}
    autocompletes = {"code": "one-time-code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        self.fields["code"].width = 10  # type: ignore[attr-defined]


class EnterCode(_CodeForm, code_forms.AuthenticateForm):
    """The second step of signing in."""

    hints = {"code": _("6 digits from the app on your phone, or one of your recovery codes")}


class EnterCodeAgain(_CodeForm, code_forms.ReauthenticateForm):
    """The code once more, before something that matters."""

    hints = {"code": _("6 digits from the app on your phone, or one of your recovery codes")}


class SetUpCode(_CodeForm, totp_forms.ActivateTOTPForm):
    """The first code, which shows that the app was set up right."""

    hints = {"code": _("6 digits. The app shows a new one every 30 seconds.")}
