"""What a family fills in when it registers: one question a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core import clock
from hearth.core.forms import (
    CheckboxesField,
    DateField,
    HearthForm,
    PostcodeField,
    RadioField,
    TextAreaField,
    TextField,
    YesNoField,
)
from hearth.families import notices, questions, vocabulary
from hearth.families.questions import BORN, EXPECTED


class NameForm(HearthForm):
    given_name = TextField(
        _("First name"), required=_("Enter your first name"), max_length=80, autocomplete="given-name", width=20
    )
    family_name = TextField(
        _("Last name"), required=_("Enter your last name"), max_length=80, autocomplete="family-name", width=20
    )


class BornForm(HearthForm):
    birth_date = DateField(
        _("When were you born?"),
        required=_("Enter your date of birth"),
        name=_("Date of birth"),
        hint=_("For example, 27 3 1994"),
        short=_("Your date of birth"),
        past=True,
        autocomplete="bday",
    )


class ChildForm(questions.ChildForm):
    """The same as in a request, and who the family is to the child, so that it need not be asked again."""

    stage = RadioField(
        _("Is this child born yet?"),
        required=_("Choose if this child is born yet"),
        short=_("Born yet"),
        choices=[(BORN, _("Yes")), (EXPECTED, _("No, the baby is on the way"))],
        reveal={BORN: ["given_name", "family_name", "birth_date", "lives_here"], EXPECTED: ["due_date"]},
    )
    family_name = TextField(
        _("Child’s last name, if it is not yours"), optional=True, max_length=80, autocomplete="off", width=20
    )
    lives_here = YesNoField(
        _("Does this child live with you?"),
        required=_("Choose yes if this child lives with you"),
        hint=_("Choose yes if they live with you some of the time."),
        short=_("Lives with you"),
    )
    relation = RadioField(
        _("Who are you to this child?"),
        required=_("Choose who you are to this child"),
        short=_("You are their"),
        choices=lambda: vocabulary.choices("relations"),
    )
    field_order = ("stage", "given_name", "family_name", "birth_date", "lives_here", "due_date", "relation")


class PlaceForm(HearthForm):
    address = TextField(_("House number and street"), optional=True, max_length=200, autocomplete="street-address")
    postcode = PostcodeField(_("Postcode"), optional=True, autocomplete="postal-code")


class NeedsForm(HearthForm):
    access = CheckboxesField(
        _("What do you need to take part?"), optional=True, choices=lambda: vocabulary.choices("access")
    )
    dietary = CheckboxesField(
        _("What do we need to know about food?"), optional=True, choices=lambda: vocabulary.choices("dietary")
    )
    needs_words = TextAreaField(_("Anything else?"), optional=True, rows=2, max_length=250)


class AgreeForm(HearthForm):
    """What the notice lets a family agree to. Nothing must be agreed to."""

    agreed = CheckboxesField(
        _("Do you agree to any of these?"),
        optional=True,
        hint=_("You are registered either way, and you can change your mind."),
        short=_("You agree"),
        choices=lambda: notices.current(clock.today()).choices(),
    )

    def __init__(self, *args: Any, notice: notices.Notice | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.notice = notice or notices.current(clock.today())
        self.fields["agreed"].offer(self.notice.choices())  # type: ignore[attr-defined]
