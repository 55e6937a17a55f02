"""What staff fill in about feeds."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import CheckboxesField, HearthForm, HiddenField, RadioField, SelectField, TextField, YesNoField
from hearth.core.words import time_words
from hearth.directory.feeds import fetch
from hearth.directory.models import ConflictChoice, Feed, FeedConflict

HOW_OFTEN = [
    ("6", lazy("Every 6 hours")),
    ("24", lazy("Every day")),
    ("168", lazy("Every week")),
    ("672", lazy("Every 4 weeks")),
    ("0", lazy("Only when somebody asks for it")),
]


class FeedForm(HearthForm):
    """A feed of another directory. `looked` carries the address at which the reader had a first look."""

    name = TextField(
        lazy("What do you call it?"),
        required=lazy("Enter a name that you and your colleagues know it by"),
        hint=lazy("For example: Fernshire activities"),
        max_length=120,
    )
    address = TextField(
        lazy("Its address"),
        required=lazy("Enter the address, beginning with https://"),
        hint=lazy("Of an Open Referral API, or of a JSON or CSV file. The publisher’s open data page names it."),
        max_length=500,
        autocomplete="off",
    )
    publisher = TextField(
        lazy("Who publishes it?"),
        required=lazy("Enter the organisation that publishes it"),
        hint=lazy("Families read it under each service that comes from there."),
        max_length=160,
    )
    licence = TextField(
        lazy("Under which licence?"),
        required=lazy("Enter the licence under which it may be shown"),
        hint=lazy("For example: Open Government Licence v3.0. Ask the publisher if you do not find one."),
        max_length=120,
    )
    licence_url = TextField(lazy("The licence’s page"), optional=True, max_length=500, autocomplete="off")
    attribution = TextField(
        lazy("The words that the licence asks for"),
        hint=lazy("Leave it empty for: Contains information from the publisher."),
        optional=True,
        max_length=255,
    )
    is_trusted = YesNoField(
        lazy("Do you trust it?"),
        yes=lazy("Yes, families see new services at once"),
        no=lazy("No, somebody here looks at each new service first"),
        required=lazy("Say whether you trust it"),
    )
    every_hours = RadioField(
        lazy("How often is it read?"), choices=HOW_OFTEN, required=lazy("Choose how often it is read")
    )
    at_time = SelectField(
        lazy("At what time?"),
        choices=lambda: [(str(hour), time_words(time(hour))) for hour in range(24)],
        prompt=lazy("Any time"),
        hint=lazy("For a feed that is read once a day or less often. At night their server has the least to do."),
        optional=True,
    )
    looked = HiddenField(optional=True)

    def clean_address(self) -> str:
        """Of a server that we may read from: never one inside our own network."""
        address: str = self.cleaned_data["address"].strip()
        try:
            fetch.check(address)
        except fetch.Forbidden as forbidden:
            raise ValidationError(str(forbidden), code="address") from forbidden
        except fetch.FetchFailed:
            pass  # its name is unknown just now: the first look says so
        return address

    def clean_licence_url(self) -> str:
        address: str = self.cleaned_data["licence_url"].strip()
        if address:
            URLValidator(["http", "https"], message=_("Enter the whole address, beginning with https://"))(address)
        return address

    def values(self) -> dict[str, Any]:
        """What the actions take. Of a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "looked"}
        hour = said["at_time"]
        return said | {"every_hours": int(said["every_hours"]), "at_time": time(int(hour)) if hour else None}


class FeedFileForm(FeedForm):
    """A feed that is a file which somebody gave: it has no address."""

    address = TextField(
        lazy("Its address"),
        optional=True,
        max_length=500,
        autocomplete="off",
        hint=lazy("It is read from a file that somebody gave. With an address it is read from there."),
    )

    def clean_address(self) -> str:
        return super().clean_address() if self.cleaned_data["address"].strip() else ""


def initial(feed: Feed) -> dict[str, Any]:
    """A feed as its form shows it."""
    names = ("name", "address", "publisher", "licence", "licence_url", "attribution", "is_trusted")
    shown = {name: getattr(feed, name) for name in names}
    return shown | {
        "every_hours": str(feed.every_hours),
        "at_time": "" if feed.at_time is None else str(feed.at_time.hour),
    }


class ChooseForm(HearthForm):
    """One field of a listing that says one thing here and another in the feed. Give it a prefix."""

    choice = RadioField(
        lazy("What is right?"),
        choices=[
            (ConflictChoice.OURS.value, lazy("Keep ours")),
            (ConflictChoice.THEIRS.value, lazy("Take theirs")),
            (ConflictChoice.ALWAYS.value, lazy("Take theirs, now and whenever they change it")),
        ],
        required=lazy("Choose which is right"),
    )

    def __init__(self, *args: Any, conflict: FeedConflict, label: str, **options: Any) -> None:
        super().__init__(*args, prefix=str(conflict.pk), **options)
        self.conflict = conflict
        self.fields["choice"].label = _("%(field)s: what is right?") % {"field": label}


class MeaningForm(HearthForm):
    """What a word of a feed means here."""

    targets = CheckboxesField(
        lazy("What does it mean here?"),
        hint=lazy("Tick what fits every service that has this word. Tick nothing if it means nothing here."),
        choices=[],
        optional=True,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["targets"].offer(choices)  # type: ignore[attr-defined]

    def ids(self) -> list[UUID]:
        """The categories that were ticked."""
        return [UUID(one) for one in self.cleaned_data["targets"]]
