"""Opening in an emergency, reviewing it, and keeping a record for named colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import CheckboxesField, DateField, HearthForm, RadioField, TextAreaField, TextField
from hearth.families import trust
from hearth.families.models import SealedKind


class OpenForm(HearthForm):
    """What somebody needs to see, and why."""

    tier = RadioField(
        _("What do you need to see?"),
        hint=_("Open no more than you need. What is sealed stays closed."),
        choices=lambda: trust.choices("tiers"),
        required=_("Choose what you need to see"),
    )
    reason = RadioField(
        _("Why can it not wait?"), choices=lambda: trust.choices("reasons"), required=_("Choose why it cannot wait")
    )
    words = TextAreaField(
        _("What is happening?"),
        hint=_("The information lead reads it. A sentence or two is enough."),
        max_length=2000,
        required=_("Enter what is happening"),
    )


class ReviewForm(HearthForm):
    """What was found of an opening."""

    outcome = RadioField(
        _("What did you find?"), choices=lambda: trust.choices("outcomes"), required=_("Choose what you found")
    )
    words = TextAreaField(
        _("What was said and done about it?"), max_length=2000, required=_("Enter what was said and done about it")
    )


class RestrictForm(HearthForm):
    """Who alone may see a record, and why."""

    reason = RadioField(
        _("Why is it kept for named colleagues?"),
        choices=lambda: trust.choices("restrictions"),
        required=_("Choose why"),
    )
    readers = CheckboxesField(
        _("Who may still see it?"),
        hint=_("Everybody else, in every organisation, does not find this person at all."),
        choices=[],
        required=_("Choose at least one colleague who may see it"),
    )
    review_on = DateField(
        _("When do you look at it again?"), name=_("The day to look at it again"), future=True, optional=True
    )
    words = TextField(_("Anything to know about it"), max_length=255, optional=True)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["readers"].offer(colleagues)  # type: ignore[attr-defined]

    def reader_ids(self) -> list[UUID]:
        """Who was chosen."""
        return [UUID(one) for one in self.cleaned_data["readers"]]


class ReadersForm(RestrictForm):
    """Who may see it, said anew."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("reason", "review_on", "words"):
            del self.fields[name]


class SealForm(HearthForm):
    """What is to be sealed, and for whom."""

    kind = RadioField(_("What is it?"), choices=SealedKind.choices, required=_("Choose what it is"))
    words = TextAreaField(
        _("What is to be sealed?"), max_length=2000, required=_("Enter what is to be sealed"), autocomplete="off"
    )
    readers = CheckboxesField(
        _("Who else may read it?"),
        hint=_("You can. Nobody else will, also not in an emergency, and nobody at the council."),
        choices=[],
        optional=True,
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["readers"].offer(colleagues)  # type: ignore[attr-defined]
