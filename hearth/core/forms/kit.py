"""What every field of a Hearth form has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django_stubs_ext import StrOrPromise

Choice = tuple[StrOrPromise, ...]  # (value, label) or (value, label, hint)
Choices = Iterable[Choice] | Callable[[], Iterable[Choice]]


class KitMixin:
    """Makes a field say what to do when it is left out.

    Exactly one of `required` (the message: "Enter your child's date of birth") and `optional=True` is given; TypeError
    otherwise. `short` is the label on "check your answers"; `hint` stands under the label.
    `says_optional=False`: it may be left open, and the label does not say so, because the page needs what it leads to.
    """

    width: int | None = None
    says_optional: bool
    kept_in_drafts: ClassVar[bool] = True
    label: Any
    error_messages: Any

    def __init__(
        self,
        label: StrOrPromise,
        *,
        required: StrOrPromise | None = None,
        optional: bool = False,
        hint: StrOrPromise = "",
        short: StrOrPromise = "",
        autocomplete: str = "",
        says_optional: bool = True,
        **options: Any,
    ) -> None:
        if (required is None) != optional or isinstance(required, bool):
            raise TypeError(f"The field “{label}” needs required='what to do' or optional=True, and not both.")
        messages = dict(options.pop("error_messages", {}))
        if required is not None:
            messages["required"] = required
        self.short = short
        self.says_optional = says_optional
        self.autocomplete = autocomplete
        super().__init__(  # type: ignore[call-arg]
            label=label, required=not optional, help_text=hint, error_messages=messages, **options
        )

    def words(self, value: Any) -> str:
        """The cleaned value as "check your answers" shows it."""
        return "" if value is None else str(value)

    @property
    def summary_label(self) -> str:
        return str(self.short or self.label)


def field_words(field: forms.Field, value: Any) -> str:
    """The words of any field's cleaned value."""
    return field.words(value) if isinstance(field, KitMixin) else str(value or "")
