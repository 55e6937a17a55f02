"""Asking for emails about what is new."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.forms import CheckboxesField, EmailField, HearthForm, RadioField, SelectField, TextField
from hearth.directory.choosing import miles_label
from hearth.directory.email_rules import age_choices, coarse
from hearth.directory.models import HowOften
from hearth.directory.queries import MILES, find_place


class EmailsForm(HearthForm):
    """Where, for which ages, how often, to which address."""

    place = TextField(
        gettext_lazy("Your postcode, or the place where you live"),
        hint=gettext_lazy("We keep the part of town and forget the postcode: that is enough to say what is near."),
        required=gettext_lazy("Enter your postcode or the name of a place"),
        max_length=80,
        width=20,
        autocomplete="postal-code",
    )
    miles = SelectField(
        gettext_lazy("How far"),
        choices=lambda: [(str(miles), miles_label(miles)) for miles in MILES],
        prompt=None,
        required=gettext_lazy("Choose how far you would go"),
    )
    ages = CheckboxesField(
        gettext_lazy("How old are your children now?"),
        hint=gettext_lazy("As they grow, so does what we send. Choose none for any age. We do not ask for birthdays."),
        choices=age_choices,
        optional=True,
    )
    every = RadioField(
        gettext_lazy("How often"),
        choices=HowOften.choices,
        required=gettext_lazy("Choose how often"),
        hint=gettext_lazy("Only when there is something new."),
    )
    lang = SelectField(
        gettext_lazy("Language of the emails"),
        choices=list(settings.LANGUAGES),
        prompt=None,
        required=gettext_lazy("Choose a language"),
    )
    email = EmailField(gettext_lazy("Your email address"), required=gettext_lazy("Enter your email address"))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("place"):
            spot = find_place(given["place"]).spot
            if spot is None:
                self.add_error("place", _("We do not know this place. Check it, or enter a town or village near you"))
            else:
                given["spot"] = coarse(spot)
        return given
