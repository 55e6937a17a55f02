"""The base form: its own renderer, revealed fields, and other packages' forms drawn the same way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.utils import ErrorDict
from django_stubs_ext import StrOrPromise
from markupsafe import Markup

from hearth.core.forms.components import render_fields


class GovukRenderer(BaseRenderer):
    """Draws whole forms as GOV.UK components. Widgets that it does not know are drawn by Django's own templates."""

    form_template_name = "hearth/form"

    @cached_property
    def _stock(self) -> DjangoTemplates:
        return DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        return self._stock.get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == self.form_template_name:
            return render_fields(context["form"])
        return self._stock.render(template_name, context, request)


class GovukFormMixin:
    """For forms of other packages (sign-in): our components, words and messages over their fields.

    Put it first: ``class SignIn(GovukFormMixin, LoginForm)``. Each field that stays required must be given a message.
    """

    default_renderer = GovukRenderer
    labels: ClassVar[Mapping[str, StrOrPromise]] = {}
    hints: ClassVar[Mapping[str, StrOrPromise]] = {}
    required_messages: ClassVar[Mapping[str, StrOrPromise]] = {}
    autocompletes: ClassVar[Mapping[str, str]] = {}
    fields: dict[str, forms.Field]
    quiet = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            if name in self.labels:
                field.label = self.labels[name]
            if name in self.hints:
                field.help_text = str(self.hints[name])
            if name in self.required_messages:
                field.error_messages["required"] = self.required_messages[name]
            if name in self.autocompletes:
                field.widget.attrs["autocomplete"] = self.autocompletes[name]
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.pop("autofocus", None)

    def render_fields(self, heading: bool = False) -> Markup:
        """All fields, hidden ones too, without the form tag and the error summary.

        `heading=True` makes the first field's label the page's h1.
        """
        return render_fields(self, heading=heading)


class HearthForm(GovukFormMixin, forms.Form):  # type: ignore[misc]
    """A form of ours. `quiet=True` shows data without judging it: what was typed before, on a draft's page.

    A field that a choice reveals is asked and checked only when that choice is made; otherwise its value is None.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, UploadedFile[Any]] | None = None,
        *,
        quiet: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.quiet = quiet

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.quiet else super().errors

    def revealed_by(self) -> dict[str, tuple[str, str]]:
        """Field name -> (the field that reveals it, the choice that does)."""
        found = {}
        for parent, field in self.fields.items():
            for choice, names in getattr(field, "reveal", {}).items():
                found.update(dict.fromkeys(names, (parent, choice)))
        return found

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, (parent, choice) in self.revealed_by().items():
            chosen = self[parent].data
            chosen = chosen if isinstance(chosen, list) else [chosen]
            if choice not in chosen:
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                self.cleaned_data[name] = None
