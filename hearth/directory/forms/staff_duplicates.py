"""Saying that two listings are two, bringing them together, taking them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import HearthForm, HiddenField, RadioField, TextField
from hearth.directory import merging
from hearth.directory.models import Service
from hearth.directory.staff.listing_words import Compared

# Of these most editors want what either says.
BOTH_FIRST = frozenset({"terms", "accessibility", "languages", "local-offer", "registrations"})
PREFIX = "row-"


class SameForm(HearthForm):
    """Which other listing is of the same service."""

    find = TextField(
        lazy("Find the other listing"),
        optional=True,
        hint=lazy("Words from its name or its organisation’s"),
        max_length=100,
        autocomplete="off",
        width=20,
    )
    other = RadioField(
        lazy("Which one is the same?"), required=lazy("Find and choose the listing that is the same"), choices=[]
    )
    why = TextField(
        lazy("Why do you think so?"),
        required=lazy("Say why you think that they are the same"),
        max_length=300,
        hint=lazy("For example: same group, same hall, two leaflets. It stands beside the two until somebody decides."),
    )

    def __init__(self, *args: Any, found: Sequence[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["other"]
        field.offer([(str(one.pk), one.name, f"{one.organisation.name}. {one.summary}") for one in found])


class DifferentForm(HearthForm):
    """They are two services."""

    reason = TextField(
        lazy("How do you know that they are two?"),
        required=lazy("Say how you know that they are two services"),
        max_length=300,
        hint=lazy("For example: I rang them, one is for babies and one for toddlers."),
    )


class MergeForm(HearthForm):
    """For each row that differs: as the one that stays says it, as the one that goes says it, or both."""

    seen_kept = HiddenField(optional=True)
    seen_absorbed = HiddenField(optional=True)
    reason = TextField(
        lazy("How do you know that they are the same?"),
        required=lazy("Say how you know that they are the same service"),
        max_length=300,
        hint=lazy("It stands in the log and in the versions of both listings, with your name."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, rows: Sequence[Compared], **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        for row in rows:
            choices = [
                (merging.KEPT, _("As the one that stays")),
                (merging.OTHER, _("As the one that goes")),
                *([(merging.BOTH, _("Both"))] if row.code in merging.LISTS and row.before and row.after else []),
            ]
            self.fields[PREFIX + row.code] = RadioField(
                _("%(row)s: which one?") % {"row": row.label},
                required=_("Choose what it should say: %(row)s") % {"row": row.label},
                choices=choices,
                initial=_likely(row),
                inline=True,
            )

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen, by row."""
        return {
            name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)
        }


def _likely(row: Compared) -> str:
    if not row.before or (row.code == "sensitive" and row.after == [_("Yes")]):
        return merging.OTHER
    return merging.BOTH if row.code in BOTH_FIRST and row.after else merging.KEPT


class UndoForm(HearthForm):
    """Why they are taken apart."""

    reason = TextField(
        lazy("Why do you take them apart?"),
        required=lazy("Say why you take them apart"),
        max_length=300,
        hint=lazy("For example: they are two groups after all."),
    )
