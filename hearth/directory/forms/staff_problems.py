"""Answering what people reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import CheckboxesField, HearthForm, RadioField, TextAreaField
from hearth.core.words import date_words
from hearth.directory.models import ProblemReport, ProblemState
from hearth.directory.problem_rules import kind_words

ANSWERS = [
    (ProblemState.MENDED.value, _("It is put right"), _("You changed the listing, or you do it next")),
    (ProblemState.CLOSED.value, _("It has closed"), _("You close the listing next")),
    (ProblemState.NOT_SO.value, _("It is right as it stands")),
    (ProblemState.SET_ASIDE.value, _("It has nothing to do with this listing"), _("Nobody is told")),
]


class AnswerForm(HearthForm):
    """One answer to the reports of a listing; which of them, where there are several."""

    reports = CheckboxesField(_("Which reports do you answer?"), required=_("Choose at least one report"), choices=[])
    answer = RadioField(
        _("What came of it?"),
        required=_("Choose what came of it"),
        choices=ANSWERS,
        reveal={ProblemState.NOT_SO.value: ["why"]},
    )
    why = TextAreaField(
        _("Why is it right?"),
        required=_("Say why it is right as it stands"),
        hint=_("Whoever told us reads this, if they wanted to hear."),
        rows=3,
        max_length=1000,
    )

    def __init__(self, *args: Any, reports: Sequence[ProblemReport], **options: Any) -> None:
        super().__init__(*args, **options)
        self.all_reports = reports
        if len(reports) == 1:
            del self.fields["reports"]
            return
        field = self.fields["reports"]
        field.offer([(str(one.pk), kind_words(one.kind), date_words(one.created_at)) for one in reports])  # type: ignore[attr-defined]
        field.initial = [str(one.pk) for one in reports]

    def chosen(self) -> list[str]:
        """The ids of the reports that are answered."""
        return self.cleaned_data.get("reports") or [str(one.pk) for one in self.all_reports]
