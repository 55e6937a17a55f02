"""What the desk fills in for a family that is only counted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, TextField, WholeNumberField
from hearth.families import vocabulary

MOST = 30  # of one family


class CountForm(HearthForm):
    """How many came, by age. A field for each age band."""

    tag = TextField(
        _("Their tag"),
        optional=True,
        hint=_("If they were counted before and kept it, such as walnut-417"),
        max_length=40,
        autocomplete="off",
        width=20,
    )
    adults = WholeNumberField(
        _("Adults"), required=_("Enter how many adults came"), name=_("Adults"), minimum=0, maximum=MOST, initial=1
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in vocabulary.choices("bands"):
            self.fields[code] = WholeNumberField(
                _("Children, %(band)s") % {"band": name}, optional=True, name=_("Children"), minimum=0, maximum=MOST
            )

    def clean_tag(self) -> str:
        typed = self.cleaned_data["tag"]
        tag = vocabulary.tidy_tag(typed)
        if typed and not tag:
            raise ValidationError(_("Enter a tag like walnut-417, or leave it empty for a new one"))
        return tag

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("adults") == 0 and not any(self.children().values()):
            self.add_error("adults", _("Enter how many adults or children came"))
        return said

    def children(self) -> dict[str, int]:
        """How many children there are in each age band."""
        return {code: self.cleaned_data.get(code) or 0 for code in vocabulary.codes("bands")}
