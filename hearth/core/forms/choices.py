"""Fields that are chosen: radios, boxes, lists, yes or no, and one box to agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from hearth.core.forms.kit import Choice, Choices, KitMixin
from hearth.core.words import list_words

NOT_OFFERED = gettext_lazy("Choose one of the answers that are shown")


class _ChoiceMixin(KitMixin):
    """Choices of two or three parts: (value, label) or (value, label, hint)."""

    inline = False
    reveal: dict[str, list[str]]
    hints: dict[str, StrOrPromise]
    choices: Any

    def __init__(self, label: StrOrPromise, *, choices: Choices = (), **options: Any) -> None:
        self.inline = options.pop("inline", False)
        self.reveal = options.pop("reveal", {})
        self.hints = {}
        super().__init__(label, **options)
        self.error_messages["invalid_choice"] = self.error_messages["invalid_list"] = NOT_OFFERED
        self.choices = self._two_parts(choices)

    def offer(self, choices: Choices) -> None:
        """Set the choices, with hints, for one form."""
        self.choices = self._two_parts(choices)

    def _two_parts(self, choices: Choices) -> Any:
        if callable(choices):
            ask: Callable[[], Iterable[Choice]] = choices
            return lambda: self._two_parts(ask())
        pairs = []
        for value, text, *hint in choices:
            if hint and hint[0]:
                self.hints[str(value)] = hint[0]
            pairs.append((value, text))
        return pairs

    def label_of(self, value: Any) -> str:
        """The words of one choice."""
        return next((str(text) for key, text in self.choices if str(key) == str(value)), "")

    def words(self, value: Any) -> str:
        return self.label_of(value)


class RadioField(_ChoiceMixin, forms.ChoiceField):
    """One of a few. `reveal` names the fields that a choice opens: {"phone": ["number"]}."""

    widget = forms.RadioSelect


class SelectField(_ChoiceMixin, forms.ChoiceField):
    """One of many. The list starts with an empty line unless `prompt=None`."""

    widget = forms.Select

    def __init__(self, label: StrOrPromise, *, prompt: StrOrPromise | None = "", **options: Any) -> None:
        self.prompt = prompt
        super().__init__(label, **options)

    def _two_parts(self, choices: Choices) -> Any:
        pairs = super()._two_parts(choices)
        if self.prompt is None or callable(pairs) or (pairs and pairs[0][0] == ""):
            return pairs
        return [("", self.prompt), *pairs]


class CheckboxesField(_ChoiceMixin, forms.MultipleChoiceField):
    """Any of several; the value is a list of the chosen ones in the order of the page."""

    widget = forms.CheckboxSelectMultiple

    def words(self, value: Any) -> str:
        return list_words([self.label_of(one) for one in value or []])


class YesNoField(_ChoiceMixin, forms.TypedChoiceField):
    """Yes or no as a truth value; None where it is optional and left out."""

    widget = forms.RadioSelect

    def __init__(self, label: StrOrPromise, *, yes: StrOrPromise = "", no: StrOrPromise = "", **options: Any) -> None:
        choices = [("yes", yes or gettext_lazy("Yes")), ("no", no or gettext_lazy("No"))]
        options.setdefault("inline", not (yes or no or options.get("reveal")))
        super().__init__(label, choices=choices, coerce=lambda value: value == "yes", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def words(self, value: Any) -> str:
        return "" if value is None else self.label_of("yes" if value else "no")


class AgreeField(KitMixin, forms.BooleanField):
    """One box to tick. `required` says what ticking means: "Tick the box to say that…"."""

    def words(self, value: Any) -> str:
        return str(gettext_lazy("Yes") if value else gettext_lazy("No"))
