"""What was agreed with a partner organisation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.forms import CheckboxesField, DateField, HearthForm, TextAreaField, TextField
from hearth.directory.actions.partners import Agreed
from hearth.directory.models import Covers


class AgreementForm(HearthForm):
    """One agreement."""

    title = TextField(
        gettext_lazy("What is the agreement called?"),
        max_length=160,
        required=gettext_lazy("Enter what the agreement is called"),
    )
    covers = CheckboxesField(
        gettext_lazy("What does it cover?"),
        choices=Covers.choices,
        required=gettext_lazy("Choose at least one thing that it covers"),
    )
    starts_on = DateField(
        gettext_lazy("From when?"),
        name=gettext_lazy("The first day"),
        required=gettext_lazy("Enter the day on which it starts"),
    )
    ends_on = DateField(
        gettext_lazy("What is its last day?"),
        name=gettext_lazy("The last day"),
        hint=gettext_lazy("Leave it empty if it goes on until somebody ends it."),
        optional=True,
    )
    review_on = DateField(
        gettext_lazy("When do you look at it again?"),
        name=gettext_lazy("The day to look at it again"),
        hint=gettext_lazy("We put it on your Today page 60 days before."),
        optional=True,
    )
    document = TextField(
        gettext_lazy("Where is the signed paper?"),
        hint=gettext_lazy("A file number or a folder, so that a colleague finds it."),
        max_length=200,
        optional=True,
    )
    notes = TextAreaField(gettext_lazy("Anything to know about it"), max_length=2000, optional=True)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day must be the same as or after the first day"))
        return found

    def agreed(self) -> Agreed:
        """What was typed, checked."""
        return Agreed(**self.cleaned_data)
