"""What staff fill in who keep the directory true."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.forms import HearthForm, RadioField, TextAreaField, TextField, WholeNumberField
from hearth.directory.policy import FIELDS, LATER, MOST_DAYS, MOST_MONTHS, Rule


class ConfirmForm(HearthForm):
    """Confirming a listing of somebody else: how the editor knows."""

    words = TextField(
        gettext_lazy("How do you know?"),
        optional=True,
        hint=gettext_lazy("For example: rang them today"),
        max_length=200,
        width=20,
        autocomplete="off",
    )


class MoreTimeForm(HearthForm):
    """How long, and why."""

    days = RadioField(
        gettext_lazy("How much longer?"),
        required=gettext_lazy("Choose how much longer"),
        choices=[
            ("14", gettext_lazy("14 days")),
            ("30", gettext_lazy("30 days")),
            ("60", gettext_lazy("60 days")),
        ],
        inline=True,
    )
    words = TextAreaField(
        gettext_lazy("Why?"),
        required=gettext_lazy("Say why, for whoever looks at this later"),
        hint=gettext_lazy("For example: they told me on the phone that the new timetable comes next week."),
        rows=3,
        max_length=500,
    )


class CloseForm(HearthForm):
    """Why a listing is closed."""

    words = TextAreaField(
        gettext_lazy("How do you know that it is no longer run?"),
        required=gettext_lazy("Say how you know, for whoever looks at this later"),
        rows=3,
        max_length=500,
    )


class RuleForm(HearthForm):
    """The months and days of one category; empty ones are left to what lies above it. `usual`: none may be empty."""

    review_months = WholeNumberField(
        gettext_lazy("Confirm every … months"),
        optional=True,
        minimum=1,
        maximum=MOST_MONTHS,
        name=gettext_lazy("The number of months"),
    )
    label = WholeNumberField(
        gettext_lazy("“Not confirmed” after … days"),
        optional=True,
        minimum=0,
        maximum=MOST_DAYS,
        name=gettext_lazy("The number of days"),
        hint=gettext_lazy("Days after it was due. Families read it beside the listing."),
    )
    demote = WholeNumberField(
        gettext_lazy("Shown after others after … days"),
        optional=True,
        minimum=1,
        maximum=MOST_DAYS,
        name=gettext_lazy("The number of days"),
    )
    hide = WholeNumberField(
        gettext_lazy("No longer found by searching after … days"),
        optional=True,
        minimum=1,
        maximum=MOST_DAYS,
        name=gettext_lazy("The number of days"),
    )

    def __init__(self, *args: Any, above: Rule, is_usual: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.above, self.is_usual = above, is_usual

    def clean(self) -> dict[str, Any]:
        """Each step comes after the one before it, with what is left out filled in from above."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_usual:
            for name in FIELDS:
                if name not in self.errors and cleaned.get(name) is None:
                    self.add_error(name, ValidationError(_("Enter a whole number, like 6"), code="required"))
        if self.errors:
            return cleaned
        rule = self.rule
        if not rule.is_in_order:
            wrong = "demote" if rule.demote <= rule.label else "hide"
            self.add_error(
                wrong,
                ValidationError(
                    _("Enter more than %(n)s days: each step comes after the one before it")
                    % {"n": rule.label if wrong == "demote" else rule.demote},
                    code="order",
                ),
            )
        return cleaned

    @property
    def values(self) -> dict[str, int | None]:
        """What was entered, None where it is left to what lies above."""
        return {name: self.cleaned_data.get(name) for name in FIELDS}

    @property
    def rule(self) -> Rule:
        """What would hold."""
        return Rule(
            **(self.above.as_dict() | {name: value for name, value in self.values.items() if value is not None})
        )


def initial(own: dict[str, int | None] | Any) -> dict[str, Any]:
    """What a rule says itself, as a form shows it."""
    return {name: "" if own.get(name) is None else own[name] for name in ("review_months", *LATER)}
