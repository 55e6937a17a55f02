"""What families type, and what they mean by it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.forms import CheckboxesField, HearthForm, TextAreaField, TextField
from hearth.directory.queries import synonyms, vocabulary
from hearth.directory.queries.lexicon import Saying
from hearth.directory.queries.words import plain

MOST_LINES = 10
LONGEST = 80  # characters of a line


def kinds() -> list[tuple[str, str]]:
    """What words can lead to: the service expectations."""
    return [(term.code, term.name) for term in vocabulary().of("service-expectations")]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line for one in text.splitlines() if (line := plain(one))))


class WordsForm(HearthForm):
    """One entry. `examples` are searches to try it with; they are not kept with it."""

    typed = TextField(
        gettext_lazy("What do families type?"),
        hint=gettext_lazy(
            "A word or a few, such as “cant cope”. Capitals, endings and small words make no difference."
        ),
        max_length=LONGEST,
        required=gettext_lazy("Enter what families type"),
    )
    means = TextAreaField(
        gettext_lazy("Which other words does it mean?"),
        hint=gettext_lazy(
            "One on each line, such as “vaccination” for “jab”. Leave it empty if it only leads to help."
        ),
        max_length=900,
        rows=3,
        optional=True,
    )
    leads_to = CheckboxesField(
        gettext_lazy("Which help does it lead to?"),
        hint=gettext_lazy("Services of this kind are found for it, whatever words they use themselves."),
        choices=kinds,
        optional=True,
    )
    reason = TextField(
        gettext_lazy("Why?"),
        hint=gettext_lazy("Colleagues read it in the history, such as “families at The Lantern say it so”."),
        max_length=300,
        required=gettext_lazy("Enter why, so that colleagues understand it later"),
    )
    examples = TextAreaField(
        gettext_lazy("Searches to try it with"),
        hint=gettext_lazy(
            "Up to three, one on each line. The preview shows what they find now and what they would find."
        ),
        max_length=400,
        rows=3,
        optional=True,
    )

    def clean_typed(self) -> str:
        typed = plain(self.cleaned_data["typed"])
        if not synonyms.says_something(typed):
            raise ValidationError(_("Enter a word that says something: “the” or “my” alone finds nothing"))
        return typed

    def clean_means(self) -> list[str]:
        lines = _lines(self.cleaned_data.get("means") or "")
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Enter 10 lines or fewer"))
        if any(len(line) > LONGEST for line in lines):
            raise ValidationError(_("Each line must be 80 characters or fewer"))
        return lines

    def clean_examples(self) -> list[str]:
        return _lines(self.cleaned_data.get("examples") or "")[:3]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        means = [line for line in found.get("means") or [] if line != found.get("typed")]
        if "means" in found and "leads_to" in found and not means and not found["leads_to"]:
            self.add_error("means", _("Enter a word that it means, or choose the help that it leads to"))
        return found

    def saying(self, also: list[str]) -> Saying:
        """What was typed, checked. `also` are codes that it led to and that this form does not offer."""
        typed = self.cleaned_data["typed"]
        means = tuple(line for line in self.cleaned_data["means"] if line != typed)
        return Saying(typed, means, (*self.cleaned_data["leads_to"], *also))


class ReasonForm(HearthForm):
    """Why something is taken away or brought back."""

    reason = TextField(
        gettext_lazy("Why?"),
        max_length=300,
        required=gettext_lazy("Enter why, so that colleagues understand it later"),
    )
