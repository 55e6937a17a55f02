"""Connecting a system: the address that is told, and the key with which it sends."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from hearth.core.forms import CheckboxesField, HearthForm, TextField


class WebhookForm(HearthForm):
    """Where to tell that a request moved."""

    address = TextField(
        gettext_lazy("Its address"),
        required=gettext_lazy("Enter the address of your system"),
        hint=gettext_lazy("It begins with https://. The maker of your system knows it."),
        max_length=500,
    )


class KeyForm(HearthForm):
    """A key of a system: which one it is, and what it may do."""

    name = TextField(
        gettext_lazy("Which system it is for"),
        required=gettext_lazy("Enter which system it is for"),
        hint=gettext_lazy("Its name stands beside what it sends."),
        max_length=60,
    )
    scopes = CheckboxesField(
        gettext_lazy("What it may do"),
        choices=[
            ("send", gettext_lazy("Send requests for your organisation, as you may")),
            ("read", gettext_lazy("Read how they stand")),
        ],
        required=gettext_lazy("Choose what it may do"),
    )
