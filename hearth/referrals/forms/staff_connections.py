"""Connecting a system: the address that is told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from hearth.core.forms import HearthForm, TextField


class WebhookForm(HearthForm):
    """Where to tell that a request moved."""

    address = TextField(
        gettext_lazy("Its address"),
        required=gettext_lazy("Enter the address of your system"),
        hint=gettext_lazy("From your system’s maker, for example https://records.example.org/hooks/hearth"),
        max_length=500,
    )
