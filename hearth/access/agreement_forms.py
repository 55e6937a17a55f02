"""Forms of the register of data sharing agreements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.access import sharing
from hearth.access.actions import Terms
from hearth.access.models import Agreement, AgreementParty
from hearth.access.queries.agreements import organisations_to_agree
from hearth.core.forms import CheckboxesField, DateField, HearthForm, RadioField, SelectField, TextAreaField, TextField


def _bases(found: dict[str, sharing.Basis]) -> list[tuple[str, str, str]]:
    return [(one.code, one.full_name, one.words) for one in found.values()]


def _categories() -> list[tuple[str, str, str]]:
    return [(one.code, one.name, one.words) for one in sharing.categories().values()]


def _organisations() -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in organisations_to_agree()]


class TermsForm(HearthForm):
    """What stands in an agreement beside its parties."""

    title = TextField(
        gettext_lazy("What is the agreement called?"),
        max_length=160,
        hint=gettext_lazy("Practitioners read it: “You can see this because of …”"),
        required=gettext_lazy("Enter what the agreement is called"),
    )
    purpose = TextAreaField(
        gettext_lazy("What is it for?"),
        max_length=2000,
        hint=gettext_lazy("In words that a family would understand."),
        required=gettext_lazy("Enter what the data is shared for"),
    )
    lawful_basis = RadioField(
        gettext_lazy("On what lawful ground?"),
        hint=gettext_lazy("UK GDPR article 6"),
        choices=lambda: _bases(sharing.lawful_bases()),
        required=gettext_lazy("Choose the lawful ground"),
    )
    special_basis = RadioField(
        gettext_lazy("Is anything about health, ethnicity or belief shared?"),
        hint=gettext_lazy("UK GDPR article 9: one more ground is needed for these special categories."),
        choices=lambda: [
            ("none", _("No, nothing of the kind"), ""),
            *_bases(sharing.special_bases()),
        ],
        required=gettext_lazy("Choose the ground for special categories, or say that none are shared"),
    )
    starts_on = DateField(
        gettext_lazy("From when?"),
        name=gettext_lazy("The first day"),
        required=gettext_lazy("Enter the day on which it starts"),
    )
    ends_on = DateField(
        gettext_lazy("What is its last day?"),
        name=gettext_lazy("The last day"),
        hint=gettext_lazy("At midnight after it nothing is shared any more. We remind you 60, 30 and 7 days before."),
        required=gettext_lazy("Enter its last day: no agreement goes on for ever"),
    )
    review_on = DateField(
        gettext_lazy("When do you look at it again?"),
        name=gettext_lazy("The day to look at it again"),
        hint=gettext_lazy("We put it on your Today page 60 days before, and write to you on the day."),
        optional=True,
    )
    document = TextField(
        gettext_lazy("Where is the signed paper?"),
        hint=gettext_lazy("A file number or a folder, so that a colleague finds it."),
        max_length=200,
        optional=True,
    )
    reason = TextField(
        gettext_lazy("Why do you change it?"),
        max_length=500,
        hint=gettext_lazy("Kept with this version, for whoever asks later."),
        required=gettext_lazy("Enter why you change it"),
    )

    def __init__(self, *args: Any, kept: Agreement | None = None, **options: Any) -> None:
        if kept is not None:
            options["initial"] = {name: getattr(kept, name) for name in Terms.__dataclass_fields__} | {
                "special_basis": kept.special_basis or "none"
            }
        super().__init__(*args, **options)
        if kept is None:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day must be the same as or after the first day"))
        return found

    def terms(self) -> Terms:
        """What was typed, checked."""
        values = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        return Terms(**values | {"special_basis": "" if values["special_basis"] == "none" else values["special_basis"]})


class PartyForm(HearthForm):
    """What one organisation gives and gets."""

    organisation = SelectField(
        gettext_lazy("Which organisation?"),
        choices=_organisations,
        required=gettext_lazy("Choose the organisation"),
    )
    gives = CheckboxesField(gettext_lazy("What does it give to the others?"), choices=_categories, optional=True)
    gets = CheckboxesField(
        gettext_lazy("What does it get from the others?"),
        hint=gettext_lazy("It gets what another party gives, and nothing else. What is sealed is never shared."),
        choices=_categories,
        optional=True,
    )

    def __init__(self, *args: Any, party: AgreementParty | None = None, **options: Any) -> None:
        if party is not None:
            options["initial"] = {"gives": party.gives, "gets": party.gets}
        super().__init__(*args, **options)
        if party is not None:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not found.get("gives") and not found.get("gets"):
            self.add_error("gives", _("Choose at least one thing that it gives or gets"))
        return found


class EndForm(HearthForm):
    """Ending it before its last day."""

    why = TextField(
        gettext_lazy("Why does it end now?"),
        max_length=500,
        required=gettext_lazy("Enter why it ends"),
    )


class BetweenForm(HearthForm):
    """Two organisations to look at."""

    first = SelectField(
        gettext_lazy("One organisation"), choices=_organisations, required=gettext_lazy("Choose an organisation")
    )
    second = SelectField(
        gettext_lazy("The other"), choices=_organisations, required=gettext_lazy("Choose the other organisation")
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("first") and found.get("first") == found.get("second"):
            self.add_error("second", _("Choose two different organisations"))
        return found
