"""Questions that a registration and a request for support ask in the same words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from hearth.core import clock
from hearth.core.forms import DateField, HearthForm, RadioField, TextField

BORN, EXPECTED = "born", "expected"
UP_TO_AGE = 25  # with SEND
DUE_WITHIN = timedelta(days=300)


class ChildForm(HearthForm):
    """A child, or a baby on the way."""

    stage = RadioField(
        _("Is this child born yet?"),
        required=_("Choose if this child is born yet"),
        short=_("Born yet"),
        choices=[(BORN, _("Yes")), (EXPECTED, _("No, the baby is on the way"))],
        reveal={BORN: ["given_name", "birth_date"], EXPECTED: ["due_date"]},
    )
    given_name = TextField(
        _("Child’s first name"),
        required=_("Enter your child’s first name"),
        max_length=80,
        autocomplete="off",
        width=20,
    )
    birth_date = DateField(
        _("Child’s date of birth"),
        required=_("Enter your child’s date of birth"),
        name=_("Date of birth"),
        hint=_("For example, 27 3 2024"),
        past=True,
    )
    due_date = DateField(
        _("When is the baby due?"),
        required=_("Enter when the baby is due, as well as you know"),
        name=_("The date"),
        hint=_("For example, 27 3 2027. A guess is fine."),
        short=_("Baby is due"),
        future=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today, fields = clock.today(), cast(dict[str, Any], self.fields)
        # A year that was mistyped, and no grown-up of thirty.
        fields["birth_date"].earliest = date(today.year - UP_TO_AGE - 1, 1, 1)
        fields["due_date"].latest = today + DUE_WITHIN


class ReferenceForm(HearthForm):
    """What a family was shown when it sent something: both together open it."""

    reference = TextField(
        _("Reference"),
        required=_("Enter your reference"),
        hint=_("8 letters and numbers, such as K7RM-29TX"),
        max_length=30,
        autocomplete="off",
        width=20,
    )
    code = TextField(
        _("Code"),
        required=_("Enter your code"),
        hint=_("6 letters and numbers, such as 7HK-3QV"),
        max_length=30,
        autocomplete="off",
        width=10,
    )
