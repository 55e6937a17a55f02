"""Telling us that something is wrong with a listing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import EmailField, HearthForm, RadioField, TextAreaField
from hearth.directory.problem_rules import rules, said


def _kinds() -> list[tuple[str, str, str]]:
    return [(kind.code, said(kind.label), said(kind.hint)) for kind in rules().kinds.values()]


class ProblemForm(HearthForm):
    """What is wrong, in a choice and in words; where to write back, if that is wanted."""

    kind = RadioField(_("What is wrong?"), required=_("Choose what is wrong"), choices=_kinds)
    words = TextAreaField(
        _("Tell us more"),
        optional=True,
        hint=_("Please leave out names, and anything about your family."),
        rows=4,
        max_length=1000,
    )
    email = EmailField(
        _("Your email address"),
        optional=True,
        hint=_("Only if you want to hear what came of it. We write once and then delete it."),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind = rules().kinds.get(given.get("kind") or "")
        if kind and kind.needs_words and not given.get("words"):
            self.add_error("words", _("Tell us what is wrong, so that it can be put right"))
        return given


class ColleagueProblemForm(ProblemForm):
    """From inside: the name is known, and so is where to write."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["email"]
