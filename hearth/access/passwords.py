"""What a good password is, in our words. The rules themselves are Django's (settings: AUTH_PASSWORD_VALIDATORS)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearth.access.models import User

HINT = _("At least 12 characters. Three or more words that do not belong together are easy to keep in mind.")
WORDS = {
    "password_too_short": _("Choose a longer password: at least 12 characters"),
    "password_too_common": _("Many people use this password, so it is easy to guess. Choose another."),
    "password_too_similar": _("Choose a password that is not like your name or email address"),
}


def check_password(password: str, user: User | None = None) -> str:
    """The password, if it is good enough; else ValidationError in our words."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError(
            [ValidationError(WORDS.get(one.code or "", one.messages[0]), code=one.code) for one in error.error_list]
        ) from error
    return password
