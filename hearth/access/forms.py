"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearth.access import portraits
from hearth.access.models import Role, User
from hearth.access.passwords import HINT, check_password
from hearth.core.forms import EmailField, FileField, HearthForm, PasswordField, RadioField, TextField


def role_choices(roles: list[Role]) -> list[tuple[str, str, str]]:
    """Roles as radios: the name, and what it lets somebody do."""
    return [(role.code, role.name, role.description) for role in roles]


class InviteForm(HearthForm):
    """Whom to invite, and as what."""

    name = TextField(_("Name"), required=_("Enter your colleague's name"), max_length=120, autocomplete="off")
    email = EmailField(
        _("Work email address"),
        required=_("Enter your colleague's work email address"),
        hint=_("We send the invitation there. They sign in with it from then on."),
        autocomplete="off",
    )
    role = RadioField(_("What will they do here?"), required=_("Choose what your colleague will do"), choices=[])

    def __init__(self, *args: Any, roles: list[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].offer(role_choices(roles))  # type: ignore[attr-defined]


class RoleForm(HearthForm):
    """Another role for a colleague."""

    role = RadioField(_("What do they do here?"), required=_("Choose what your colleague does"), choices=[])

    def __init__(self, *args: Any, roles: list[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].offer(role_choices(roles))  # type: ignore[attr-defined]


class AcceptForm(HearthForm):
    """A new account: the name that colleagues read, and a password."""

    name = TextField(
        _("Your name"),
        required=_("Enter your name"),
        hint=_("As colleagues should read it"),
        max_length=120,
        autocomplete="name",
    )
    password = PasswordField(_("Password"), required=_("Choose a password"), hint=HINT, autocomplete="new-password")

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        likeness = User(email=self.email, name=str(self.data.get("name", "")))
        return check_password(self.cleaned_data["password"], likeness)


class OwnNameForm(HearthForm):
    """One's own name."""

    name = TextField(_("Your name"), required=_("Enter your name"), max_length=120, autocomplete="name")


class OwnLanguageForm(HearthForm):
    """The language of pages and emails."""

    language = RadioField(_("Your language"), required=_("Choose a language"), choices=settings.LANGUAGES)


class PictureForm(HearthForm):
    """A picture of oneself, for the families one works with."""

    picture = FileField(
        _("Choose a picture of yourself"),
        required=_("Choose a picture"),
        hint=_("A JPEG, PNG or WebP file. We cut it to a square and keep nothing else that the file says."),
        max_bytes=portraits.LARGEST,
    )
    words = TextField(
        _("What does it show?"),
        required=_("Say what the picture shows"),
        hint=_("Read aloud to people who cannot see it, such as “Sam, smiling, with short grey hair and glasses”"),
        max_length=150,
    )


class ChooseForm(HearthForm):
    """Which of one's organisations to work for."""

    membership = RadioField(
        _("Who are you working for today?"), required=_("Choose who you are working for"), choices=[]
    )

    def __init__(self, *args: Any, memberships: list[tuple[str, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["membership"].offer(memberships)  # type: ignore[attr-defined]


def field_error(form: HearthForm, name: str | None, message: str) -> None:
    """Put a refusal of the action beside the field that it is about."""
    form.add_error(name, ValidationError(message))
