"""Deciding about what is due, holding it, and how long a class is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import DateField, HearthForm, RadioField, TextField, WholeNumberField, YesNoField
from hearth.families import retention


class KeepForm(HearthForm):
    until = DateField(
        _("Until when does it stay?"),
        name=_("The day until which it stays"),
        required=_("Enter the day until which it stays"),
        future=True,
    )
    why = TextField(_("Why does it stay?"), required=_("Enter why it stays"), max_length=500)


class HoldForm(HearthForm):
    reference = TextField(
        _("Reference of the registration or request"),
        required=_("Enter the reference of the registration or request"),
        max_length=12,
        width=10,
        autocomplete="off",
    )
    with_people = YesNoField(
        _("Hold whatever is kept about these people?"),
        hint=_("Yes holds everything about everybody in it, wherever it is recorded. No holds this one record."),
        required=_("Choose if everything about these people is held"),
    )
    reason = RadioField(_("Why is it held?"), choices=retention.hold_reasons, required=_("Choose why it is held"))
    words = TextField(_("Anything to know about it"), max_length=500, optional=True)
    review_on = DateField(
        _("When do you look at it again?"),
        name=_("The day to look at it again"),
        required=_("Enter the day to look at it again"),
        future=True,
    )


class HoldOnForm(HearthForm):
    review_on = DateField(
        _("When do you look at it again?"),
        name=_("The day to look at it again"),
        required=_("Enter the day to look at it again"),
        future=True,
    )


class LiftForm(HearthForm):
    words = TextField(_("Why is it lifted?"), required=_("Enter why it is lifted"), max_length=500)


class PeriodForm(HearthForm):
    years = WholeNumberField(
        _("Years"),
        hint=_("After the last contact, or after it was closed."),
        required=_("Enter for how many years"),
        minimum=1,
        maximum=100,
    )
    until_age = WholeNumberField(
        _("And not before the youngest child in it is so many years old"),
        hint=_("Leave it empty where a child’s age does not count."),
        minimum=1,
        maximum=100,
        optional=True,
    )
    reason = TextField(
        _("Where does this rule come from?"),
        hint=_("The council’s retention schedule, for example. It stands in every destruction record."),
        required=_("Enter where this rule comes from"),
        max_length=500,
    )
