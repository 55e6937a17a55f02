"""What a family fills in to open its own page, and to correct what is held."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import (
    DateField,
    EmailField,
    HearthForm,
    OneTimeCodeField,
    PhoneField,
    PostcodeField,
    RadioField,
    TextField,
)


class EnterForm(HearthForm):
    how = RadioField(
        _("Where can we send you a code?"),
        required=_("Choose where we can send you a code"),
        hint=_("Use the email address or number that you gave us as safe."),
        choices=[("email", _("Email")), ("text", _("Text message"))],
        reveal={"email": ["email"], "text": ["mobile"]},
    )
    email = EmailField(_("Email address"), required=_("Enter the email address that you gave us"))
    mobile = PhoneField(_("Mobile number"), required=_("Enter the mobile number that you gave us"))

    def contact(self) -> str:
        """The address or the number, as safe contacts are stored."""
        said: dict[str, Any] = self.cleaned_data
        return str(said["email"] or said["mobile"])


class CodeForm(HearthForm):
    code = OneTimeCodeField(_("The code"), required=_("Enter the code that we sent"), hint=_("6 numbers"))


class _NamedForm(HearthForm):
    given_name = TextField(
        _("First name"), required=_("Enter the first name"), max_length=80, autocomplete="off", width=20
    )
    family_name = TextField(_("Last name"), optional=True, max_length=80, autocomplete="off", width=20)
    birth_date = DateField(
        _("Date of birth"), required=_("Enter the date of birth"), name=_("Date of birth"), past=True
    )


class CorrectChildForm(_NamedForm):
    """A child who is born, or has been born since."""


class CorrectAdultForm(_NamedForm):
    address = TextField(_("House number and street"), optional=True, max_length=200, autocomplete="off")
    postcode = PostcodeField(_("Postcode"), optional=True, autocomplete="off")


class CorrectExpectedForm(HearthForm):
    stage = RadioField(
        _("Is this child born yet?"),
        required=_("Choose if this child is born yet"),
        choices=[("born", _("Yes")), ("expected", _("No, the baby is on the way"))],
        reveal={"born": ["given_name", "family_name", "birth_date"], "expected": ["due_date"]},
    )
    given_name = TextField(
        _("First name"), required=_("Enter the first name"), max_length=80, autocomplete="off", width=20
    )
    family_name = TextField(_("Last name"), optional=True, max_length=80, autocomplete="off", width=20)
    birth_date = DateField(
        _("Date of birth"), required=_("Enter the date of birth"), name=_("Date of birth"), past=True
    )
    due_date = DateField(
        _("When is the baby due?"),
        required=_("Enter when the baby is due, as well as you know"),
        name=_("The date"),
        future=True,
    )
