"""Opening in an emergency, reviewing it, and keeping a person, an address or a record for named colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import CheckboxesField, DateField, HearthForm, RadioField, TextAreaField, TextField
from hearth.families import trust
from hearth.families.models import RestrictionKind, SealedKind


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


NOBODY_NAMED = _("Choose at least one colleague who may see it")


class RestrictForm(HearthForm):
    """What is kept of a person, from whom, and why."""

    kind = RadioField(
        _("What is kept?"),
        choices=[
            (
                RestrictionKind.RESTRICTED,
                _("The whole person"),
                _("Everybody but the colleagues whom you name does not find this person at all, in any organisation."),
            ),
            (
                RestrictionKind.PROTECTED_ADDRESS,
                _("Where they live"),
                _("Nobody is shown their address. Everybody who sees the person sees that it is protected."),
            ),
            (
                RestrictionKind.SEALED_IDENTITY,
                _("One record: who a child was before an adoption"),
                _("The record is taken out of the person, and only the colleagues whom you name find it."),
            ),
        ],
        required=_("Choose what is kept"),
        reveal={RestrictionKind.SEALED_IDENTITY.value: ["record"]},
    )
    record = RadioField(_("Which record?"), choices=[], required=_("Choose which record is sealed"))
    reason = RadioField(_("Why?"), choices=lambda: trust.choices("restrictions"), required=_("Choose why"))
    readers = CheckboxesField(
        _("Who may still see it?"),
        hint=_("Name nobody where only the address is kept."),
        choices=[],
        optional=True,
    )
    review_on = DateField(
        _("When do you look at it again?"),
        name=_("The day to look at it again"),
        hint=_("It stands on your Today page from that day on."),
        future=True,
        optional=True,
    )
    words = TextField(_("Anything to know about it"), max_length=255, optional=True)

    def __init__(
        self, *args: Any, colleagues: list[tuple[str, str]], records: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["readers"].offer(colleagues)  # type: ignore[attr-defined]
        self.fields["record"].offer(records)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") and said["kind"] != RestrictionKind.PROTECTED_ADDRESS and not said.get("readers"):
            self.add_error("readers", NOBODY_NAMED)
        return said

    def reader_ids(self) -> list[UUID]:
        """Who was chosen."""
        return [UUID(one) for one in self.cleaned_data["readers"]]


class ReadersForm(HearthForm):
    """Who may see it, and when to look at it again, said anew. Nobody is named where only the address is kept."""

    readers = CheckboxesField(_("Who may still see it?"), choices=[], required=NOBODY_NAMED)
    review_on = DateField(
        _("When do you look at it again?"),
        name=_("The day to look at it again"),
        hint=_("It stands on your Today page from that day on."),
        future=True,
        optional=True,
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], names_nobody: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if names_nobody:
            del self.fields["readers"]
        else:
            self.fields["readers"].offer(colleagues)  # type: ignore[attr-defined]

    def reader_ids(self) -> list[UUID]:
        """Who was chosen."""
        return [UUID(one) for one in self.cleaned_data.get("readers", [])]


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
