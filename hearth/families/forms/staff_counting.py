"""What the desk fills in for a family that is only counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, SelectField, TextField, WholeNumberField
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

    def __init__(self, *args: Any, sessions: Sequence[tuple[str, str]] = (), on_now: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if sessions:
            self.fields["session"] = SelectField(
                _("The session to which they came"), optional=True, choices=sessions, prompt=_("None"), initial=on_now
            )
            self.order_fields(["session"])
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

    def session(self) -> UUID | None:
        """The service to which they came."""
        chosen = self.cleaned_data.get("session")
        return UUID(chosen) if chosen else None

    def children(self) -> dict[str, int]:
        """How many children there are in each age band."""
        return {code: self.cleaned_data.get(code) or 0 for code in vocabulary.codes("bands")}
