"""The template environment: what every page may call, and GOV.UK's components wired once.

Two environments on purpose. Ours is strict: an undefined name raises. The components' macros lean on undefined
parameters, so they live in a lenient environment of their own and are called through `govuk(name, params)`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from hearth.core import words
from hearth.core.icons import icon

COMPONENTS = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def _macro(component: str) -> Any:
    template = COMPONENTS.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    return getattr(template.module, name)


def govuk(component: str, params: dict[str, Any] | None = None) -> Markup:
    """A GOV.UK component ("button", "summary-list") with the parameters that the design system documents."""
    return Markup(_macro(component)(_plain(params or {})).strip())  # noqa: S704 (the macros escape)


def _plain(value: Any) -> Any:
    """Lazy translations made into text: the macros test and join their parameters."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Promise):
        return str(value)
    return value


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Made for Django's Jinja2 backend by the settings."""
    from hearth.core.cards import WayIn
    from hearth.core.forms.components import error_summary, render_field
    from hearth.core.maps import draw_map

    options |= {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701 (autoescape is set above)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        static=static,
        url=url,
        govuk=govuk,
        field=render_field,
        error_summary=error_summary,
        icon=icon,
        draw_map=draw_map,
        WayIn=WayIn,
        **{name: getattr(words, name) for name in WORDS},
    )
    return env


WORDS = (
    "date_words",
    "time_words",
    "when_words",
    "distance_words",
    "ago_words",
    "age_words",
    "money_words",
    "count_words",
)
