"""What a guest fills in to come in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import EmailField, HearthForm, OneTimeCodeField, PhoneField, TextField


class GuestForm(HearthForm):
    email = EmailField(
        _("Your work email address"),
        required=_("Enter your work email address"),
        hint=_("We write a code to it. An address that anybody can get, such as Gmail, does not do."),
    )
    name = TextField(_("Your name"), required=_("Enter your name"), max_length=120, autocomplete="name", width=20)
    job = TextField(
        _("Your job"), required=_("Enter your job"), max_length=120, autocomplete="organization-title", width=20,
        hint=_("For example: practice nurse"),
    )  # fmt: skip
    organisation = TextField(
        _("Where you work"), required=_("Enter where you work"), max_length=160, autocomplete="organization", width=20
    )
    phone = PhoneField(_("A phone number at work"), optional=True)


class GuestCodeForm(HearthForm):
    code = OneTimeCodeField(_("Code"), required=_("Enter the code from the email"))
