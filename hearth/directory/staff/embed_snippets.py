"""What a web editor copies into the council's own pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from hearth.directory.embed_look import Look


@dataclass(frozen=True, slots=True)
class Snippet:
    """One thing to copy. `id` is by which the button finds it; `policy` are the lines that the page's own
    Content-Security-Policy needs for it, where it has one."""

    id: str
    title: str
    text: str
    code: str
    policy: str


def address(name: str) -> str:
    return settings.PUBLIC_URL + reverse(name)


def frame_address(look: Look, language: str, *, base: str = "") -> str:
    """The page of the frame with this look, in this language."""
    query = urlencode(look.values() | _lang(language))
    whole = base + reverse("directory:embed")
    return f"{whole}?{query}" if query else whole


def _lang(language: str) -> dict[str, str]:
    return {} if language == settings.LANGUAGE_CODE else {"lang": language}


def snippets(look: Look, language: str) -> list[Snippet]:
    """The three ways, the best first. Families' words in them are in the frame's language."""
    parts = urlsplit(settings.PUBLIC_URL)
    own = f"{parts.scheme}://{parts.netloc}"
    with translation.override(language):
        label = _("Find help for families")
        words, postcode, button = _("In your own words"), _("Your postcode"), _("Find help")
    find = address("directory:find") + (f"?{urlencode(_lang(language))}" if _lang(language) else "")
    given = look.values() | _lang(language) | ({"label": label} if _lang(language) else {})
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in given.items())
    link = f'<a href="{escape(find)}">{escape(label)}</a>'
    script = (
        f"<div data-hearth-search{data}>\n  {link}\n</div>\n"
        f'<script src="{address("directory:embed_script")}" async></script>'
    )
    frame = (
        f'<iframe src="{escape(frame_address(look, language, base=settings.PUBLIC_URL))}"\n'
        f'  title="{escape(label)}" loading="lazy" width="100%" height="900"></iframe>'
    )
    hidden = "".join(f'  <input type="hidden" name="{n}" value="{v}">\n' for n, v in _lang(language).items())
    form = (
        f'<form action="{address("directory:find")}" method="get" role="search">\n{hidden}'
        f'  <label for="hearth-words">{escape(words)}</label>\n'
        '  <input id="hearth-words" name="q" type="search">\n'
        f'  <label for="hearth-postcode">{escape(postcode)}</label>\n'
        '  <input id="hearth-postcode" name="postcode" autocomplete="postal-code">\n'
        f'  <button type="submit">{escape(button)}</button>\n</form>'
    )
    return [
        Snippet(
            "script",
            _("Script: the height follows what is shown"),
            _("The best where your pages may load a script. Where scripts do not run, a plain link stays."),
            script,
            f"script-src {own};\nframe-src {own};",
        ),
        Snippet(
            "frame",
            _("Frame: no script"),
            _("The height is fixed, so a long list scrolls inside the frame."),
            frame,
            f"frame-src {own};",
        ),
        Snippet(
            "form",
            _("Search box only: no script, no frame"),
            _("It looks like the rest of your page and leads to our results. It works on every website."),
            form,
            f"form-action 'self' {own};",
        ),
    ]
