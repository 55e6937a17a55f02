"""What a provider says of how its service is referred to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import CheckboxesField, HearthForm, HiddenField, TextAreaField, TextField, YesNoField
from hearth.referrals.models import Pathway
from hearth.referrals.pathways import referrer_words, referrers


class PathwayForm(HearthForm):
    version = HiddenField(optional=True)
    who = CheckboxesField(
        _("Who may refer?"), optional=True, choices=lambda: [(code, referrer_words(code)) for code in referrers()]
    )
    who_words = TextField(
        _("Anything to add about who may refer"), optional=True, max_length=255, autocomplete="off",
        hint=_("For example: for under ones, only the named health visitor"),
    )  # fmt: skip
    needed = TextAreaField(
        _("What does a referral need?"), optional=True, rows=5, max_length=2000, hint=_("One thing a line")
    )
    happens = TextAreaField(
        _("What happens after a yes?"), optional=True, rows=5, max_length=2000, hint=_("One step a line, in order")
    )
    how_long = TextField(
        _("How long does the help last?"), optional=True, max_length=255, autocomplete="off",
        hint=_("For example: six visits over three months"),
    )  # fmt: skip
    needs_consent = YesNoField(
        _("Must the family know and agree?"),
        required=_("Choose yes if the family must know and agree"),
        hint=_("Then nobody can refer on another lawful basis."),
    )
    takes_guests = YesNoField(
        _("May professionals without an account refer?"),
        required=_("Choose yes if professionals without an account may refer"),
        hint=_("They prove their work email address first."),
    )

    def clean_version(self) -> int:
        """The version that was read; a broken one is a stale page."""
        said = self.cleaned_data.get("version") or ""
        return int(said) if str(said).isdigit() else -1

    @staticmethod
    def initial_of(said: Pathway | None) -> dict[str, Any]:
        """What stands now."""
        if said is None:
            return {"version": 0, "needs_consent": False, "takes_guests": True, "is_front_door": False}
        names = ("version", "who", "who_words", "needed", "happens", "how_long", "needs_consent", "takes_guests")
        return {name: getattr(said, name) for name in (*names, "is_front_door")}


class FrontDoorForm(PathwayForm):
    """For the council that runs the network."""

    is_front_door = YesNoField(
        _("Is it the council’s front door for worries about a child?"),
        required=_("Choose yes if it is the front door"),
        hint=_("Then the page “Worried about a child?” leads to it."),
    )
