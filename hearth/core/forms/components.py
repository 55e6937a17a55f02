"""From a Django field to a GOV.UK component: the one place where they are joined."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from markupsafe import Markup

from hearth.core.forms.dates import PARTS, DateParts

Params = dict[str, Any]


def _govuk(component: str, params: Params) -> Markup:
    from hearth.core.jinja import govuk

    return govuk(component, params)


def _label_text(bound: BoundField) -> str:
    label = str(bound.label)
    field = bound.field
    optional = not field.required and label and not isinstance(field.widget, forms.CheckboxInput)
    optional = optional and getattr(field, "says_optional", True)
    return _("%(label)s (optional)") % {"label": label} if optional else label


def _common(bound: BoundField) -> Params:
    params: Params = {"id": bound.auto_id, "name": bound.html_name}
    if bound.help_text:
        params["hint"] = {"text": bound.help_text}
    errors = _errors(bound)
    if errors:
        params["errorMessage"] = {"text": errors[0], "visuallyHiddenText": _("Error")}
    return params


def _errors(bound: BoundField) -> list[str]:
    return [] if getattr(bound.form, "quiet", False) else [str(error) for error in bound.errors]


def _with_label(bound: BoundField, heading: bool) -> Params:
    classes = "govuk-label--l" if heading else "govuk-label--s"
    return _common(bound) | {"label": {"text": _label_text(bound), "classes": classes, "isPageHeading": heading}}


def _with_legend(bound: BoundField, heading: bool) -> Params:
    classes = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    legend = {"text": _label_text(bound), "classes": classes, "isPageHeading": heading}
    return _common(bound) | {"idPrefix": bound.auto_id, "fieldset": {"legend": legend}}


def _input(bound: BoundField, heading: bool) -> Markup:
    widget = bound.field.widget
    attrs = widget.attrs
    kind = attrs.get("type") or getattr(widget, "input_type", "text")
    number = kind == "number"
    params = _with_label(bound, heading) | {
        "type": "text" if number else kind,
        "value": bound.value() or "",
        "inputmode": "numeric" if number else attrs.get("inputmode"),
        "autocomplete": getattr(bound.field, "autocomplete", "") or attrs.get("autocomplete"),
        "spellcheck": False if kind in ("email", "tel") else None,
    }
    width = getattr(bound.field, "width", None)
    params["classes"] = " ".join(
        part for part in (f"govuk-input--width-{width}" if width else "", f"hearth-input--{kind}") if part
    )
    return _govuk("input", params)


def _password(bound: BoundField, heading: bool) -> Markup:
    autocomplete = getattr(bound.field, "autocomplete", "") or bound.field.widget.attrs.get("autocomplete")
    words = {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }
    return _govuk("password-input", _with_label(bound, heading) | words | {"autocomplete": autocomplete})


def _textarea(bound: BoundField, heading: bool) -> Markup:
    params = _with_label(bound, heading) | {
        "value": bound.value() or "",
        "rows": str(getattr(bound.field, "rows", 5)),
        "autocomplete": getattr(bound.field, "autocomplete", "") or None,
    }
    longest = getattr(bound.field, "longest", None)
    if not longest:
        return _govuk("textarea", params)
    words = {
        "maxlength": longest,
        "textareaDescriptionText": _("You can enter up to %(n)s characters") % {"n": longest},
        "charactersUnderLimitText": {
            "one": _("You have %{count} character left"),
            "other": _("You have %{count} characters left"),
        },
        "charactersAtLimitText": _("You have no characters left"),
        "charactersOverLimitText": {
            "one": _("You have %{count} character too many"),
            "other": _("You have %{count} characters too many"),
        },
    }
    return _govuk("character-count", params | words)


def _select(bound: BoundField, heading: bool) -> Markup:
    value = str(bound.value() if bound.value() is not None else "")
    items = [{"value": str(key), "text": str(text), "selected": str(key) == value} for key, text in _choices(bound)]
    return _govuk("select", _with_label(bound, heading) | {"items": items})


def _choices(bound: BoundField) -> list[tuple[Any, Any]]:
    return list(getattr(bound.field, "choices", bound.field.widget.choices))


def _items(bound: BoundField, chosen: list[str]) -> list[Params]:
    hints = getattr(bound.field, "hints", {})
    reveal = getattr(bound.field, "reveal", {})
    items: list[Params] = []
    for key, text in _choices(bound):
        if str(key) == "" and isinstance(bound.field.widget, forms.RadioSelect):
            continue
        item: Params = {"value": str(key), "text": str(text), "checked": str(key) in chosen}
        if str(key) in hints:
            item["hint"] = {"text": str(hints[str(key)])}
        if key in reveal:
            item["conditional"] = {"html": Markup("").join(render_field(bound.form[name]) for name in reveal[key])}
        items.append(item)
    return items


def _radios(bound: BoundField, heading: bool) -> Markup:
    value = bound.value()
    params = _with_legend(bound, heading) | {"items": _items(bound, [] if value is None else [str(value)])}
    params["classes"] = "govuk-radios--inline" if getattr(bound.field, "inline", False) else ""
    return _govuk("radios", params)


def _checkboxes(bound: BoundField, heading: bool) -> Markup:
    value = bound.value() or []
    chosen = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
    return _govuk("checkboxes", _with_legend(bound, heading) | {"items": _items(bound, chosen)})


def _one_box(bound: BoundField, heading: bool) -> Markup:
    params = _common(bound)
    hint = params.pop("hint", None)
    item: Params = {"value": "on", "text": _label_text(bound), "checked": bool(bound.value()), "id": bound.auto_id}
    if hint:
        item["hint"] = hint
    return _govuk("checkboxes", params | {"idPrefix": bound.auto_id, "items": [item]})


def _date(bound: BoundField, heading: bool) -> Markup:
    value = bound.value() or {}
    born = getattr(bound.field, "autocomplete", "") == "bday"
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    wrong = wrong_parts(bound) if _errors(bound) else ()
    items = [
        {
            "id": f"{bound.auto_id}-{part}",
            "name": f"{bound.html_name}-{part}",
            "label": labels[part],
            "value": value.get(part, ""),
            "autocomplete": f"bday-{part}" if born else None,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
        }
        for part in PARTS
    ]
    return _govuk("date-input", _with_legend(bound, heading) | {"items": items})


def wrong_parts(bound: BoundField) -> tuple[str, ...]:
    """Which of day, month and year the first error is about; all of them where it does not say."""
    errors = bound.form.errors.get(bound.name)
    code = str(errors.as_data()[0].code or "") if errors else ""
    return tuple(code.removeprefix("parts:").split(",")) if code.startswith("parts:") else PARTS


def _file(bound: BoundField, heading: bool) -> Markup:
    types = getattr(bound.field, "types", ())
    return _govuk(
        "file-upload", _with_label(bound, heading) | {"attributes": {"accept": ",".join(types)} if types else {}}
    )


DRAWN: tuple[tuple[type[forms.Widget], Any], ...] = (
    # The order matters: a more special widget first.
    (DateParts, _date),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.Select, _select),
    (forms.CheckboxInput, _one_box),
    (forms.Textarea, _textarea),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
    (forms.widgets.Input, _input),
)


def render_field(bound: BoundField, heading: bool = False) -> Markup:
    """One field with its label, hint and error. `heading=True`: the label is the page's h1."""
    if bound.is_hidden:
        return Markup(bound.as_hidden())  # noqa: S704 (Django escapes)
    for widget, draw in DRAWN:
        if isinstance(bound.field.widget, widget):
            drawn: Markup = draw(bound, heading)
            return drawn
    return Markup(str(bound))  # noqa: S704 (Django escapes)


def top_fields(form: Any) -> list[BoundField]:
    """The visible fields that no choice reveals."""
    revealed = form.revealed_by() if hasattr(form, "revealed_by") else {}
    return [bound for bound in form.visible_fields() if bound.name not in revealed]


def render_fields(form: Any, heading: bool = False) -> Markup:
    """Every field of a form in order, then the hidden ones."""
    drawn = [render_field(bound, heading=heading and at == 0) for at, bound in enumerate(top_fields(form))]
    hidden = [Markup(bound.as_hidden()) for bound in form.hidden_fields()]  # noqa: S704 (Django escapes)
    return Markup("\n").join(drawn + hidden)


def error_summary(*forms_shown: Any) -> Markup:
    """What has to be put right, each line a link to its field; empty where there is nothing."""
    lines: list[Params] = []
    for form in forms_shown:
        if form is None or not form.errors:
            continue
        lines.extend({"text": str(error)} for error in form.non_field_errors())
        for bound in form:
            errors = _errors(bound)
            if errors:
                href = f"#{bound.auto_id}"
                if isinstance(bound.field.widget, DateParts):
                    href += f"-{wrong_parts(bound)[0]}"
                lines.append({"text": errors[0], "href": None if bound.is_hidden else href})
    if not lines:
        return Markup("")
    return _govuk("error-summary", {"titleText": _("There is a problem"), "errorList": lines})
