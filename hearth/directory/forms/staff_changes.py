"""Sending, deciding, closing, restoring: the listing editor's forms that are not a page of the listing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core import clock
from hearth.core.forms import (
    DateField,
    HearthForm,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
)


class AddForm(HearthForm):
    """A new listing begins with its name."""

    name = TextField(
        lazy("What is the service called?"),
        required=lazy("Enter the name that families know it by"),
        max_length=200,
        hint=lazy("You can change it later. Families see nothing until you send it."),
    )
    organisation = SelectField(lazy("Who runs it?"), required=lazy("Choose who runs it"), prompt=lazy("Choose one"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, organisations: list[Any], **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        if len(organisations) == 1:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].offer(organisations)  # type: ignore[attr-defined]


class SendForm(HearthForm):
    """To the approver, or to the public."""

    version = HiddenField(optional=True)
    words = TextAreaField(
        lazy("Anything the approver should know?"),
        optional=True,
        max_length=1000,
        rows=3,
        hint=lazy("For example: we moved to a bigger room."),
    )


class ApproveForm(HearthForm):
    """Yes. What the approver saw goes with it."""

    version = HiddenField(optional=True)
    listing_version = HiddenField(optional=True)


class SendBackForm(HearthForm):
    """Not like this."""

    version = HiddenField(optional=True)
    words = TextAreaField(
        lazy("What should they change?"),
        required=lazy("Say what they should change"),
        max_length=2000,
        rows=4,
        hint=lazy("They read this in an email and above their draft. Nothing they wrote is lost."),
    )


FOR_A_WHILE, FOR_GOOD = "while", "good"


class CloseForm(HearthForm):
    """For a while, or for good."""

    how_long = RadioField(
        lazy("For how long is it closed?"),
        required=lazy("Say for how long it is closed"),
        choices=[
            (FOR_A_WHILE, lazy("For a while"), lazy("It stays in the directory, and its page says that it is closed.")),
            (FOR_GOOD, lazy("For good"), lazy("It leaves the directory. You can open it again later.")),
        ],
        reveal={FOR_A_WHILE: ["first_day", "last_day"]},
    )
    first_day = DateField(
        lazy("What is the first day on which it is closed?"), optional=True, name=lazy("The first day")
    )
    last_day = DateField(
        lazy("What is the last day?"),
        optional=True,
        name=lazy("The last day"),
        hint=lazy("It opens by itself on the day after. Leave it empty if you do not know yet."),
    )
    words = TextField(
        lazy("What should families know?"),
        optional=True,
        max_length=255,
        hint=lazy("For example: The hall is being painted. Come to the drop-in at the hub meanwhile."),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("how_long") == FOR_A_WHILE:
            start, end = found.get("first_day"), found.get("last_day")
            if not start and "first_day" not in self.errors:
                self.add_error("first_day", _("Enter the first day on which it is closed"))
            if end and end < clock.today():
                self.add_error("last_day", _("The last day must be today or later"))
            elif start and end and end < start:
                self.add_error("last_day", _("The last day must be the first day or later"))
        if found.get("how_long") == FOR_GOOD and not found.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say why it has ended, and where families can go instead"))
        return found


class RestoreForm(HearthForm):
    """Why an older version comes back."""

    words = TextField(
        lazy("Why do you put it back?"),
        required=lazy("Say why you put it back"),
        max_length=300,
        hint=lazy("Your colleagues read this in the list of versions."),
    )


class TrustForm(HearthForm):
    """Whether an organisation's changes need approval."""

    trusted = YesNoField(
        lazy("May their changes go public without approval?"),
        required=lazy("Say if their changes may go public without approval"),
    )
    reason = TextField(
        lazy("Why?"), required=lazy("Say why"), max_length=120, hint=lazy("It stands in the log, with your name.")
    )
