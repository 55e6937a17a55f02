"""The search inside other websites: a page for a frame, its look as a stylesheet, and the script that makes the frame.

A page of the frame leaves no cookie and reads no session: it stands in somebody else's website, where browsers would
not keep either. Only websites that the council has registered may frame it (ADR 0019).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import condition, require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.core.cards import ResultCard
from hearth.directory import asked as asking
from hearth.directory import embed_look, results
from hearth.directory.actions import demand
from hearth.directory.queries.embedding import may_frame
from hearth.directory.views.public import keep_private

SCRIPT = Path(settings.ROOT) / "hearth/core/static/hearth/js/embed-v1.js"
# What may be asked in a frame: what its page shows. Other filters would narrow the list without a word.
SHOWN = ("q", "postcode", "miles", "age", "all_ages", "category", "sort", "exact", "placeless", "page")
AN_HOUR, FIVE_MINUTES, A_DAY = "public, max-age=3600", "public, max-age=300", "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class Framed(asking.Asked):
    """A search whose addresses stay in the frame and keep its look and language."""

    frame: str = ""  # the part of the address that is about the frame

    def address(self, **changes: object) -> str:
        query = asking.Asked.address(self, **changes).partition("?")[2]
        whole = "&".join(part for part in (self.frame, query) if part)
        return f"{reverse('directory:embed')}?{whole}" if whole else reverse("directory:embed")


@public
@xframe_options_exempt
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The search box, and the results once something was asked."""
    look = embed_look.read(request.GET)
    kept = look.values() | _language(request)
    # Words that point to danger stand in the address here: there is no session to keep them in, and a frame's address
    # is shown nowhere.
    given = asking.read(request.GET)
    asked = Framed(**{name: getattr(given, name) for name in SHOWN}, frame=_query(kept))
    shown = results.page(asked, now=clock.now())
    began = bool(asked.q or asked.postcode or asked.category or asked.age is not None)
    if began:
        demand.keep_quietly(answer=shown["answer"], language=get_language() or "en", today=clock.today())
    context: dict[str, Any] = shown | {
        "began": began,
        "look": look,
        "kept": kept,
        "theme_url": f"{reverse('directory:embed_theme')}?{look.query}",
        "groups": [(heading, [_abroad(card) for card in found]) for heading, found in shown["groups"]],
        "placeless": [_abroad(card) for card in shown["placeless"]],
        "find_url": _spoken(asking.Asked(**{name: getattr(given, name) for name in SHOWN}).address()),
    }
    response = pages.render(request, "directory/embed.html", context)
    response["Cache-Control"] = "no-cache"
    response.leaves_no_cookie = True  # type: ignore[attr-defined]
    response._csp_replace = {"frame-ancestors": may_frame()}  # type: ignore[attr-defined]
    return keep_private(response) if began else response


@public
@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The look as a stylesheet. Its address holds all that decides it, but for the network's own colour."""
    look = embed_look.read(request.GET)
    response = HttpResponse(embed_look.stylesheet(look), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_DAY if look.accent else FIVE_MINUTES
    return response


@cache
def _script() -> tuple[str, datetime]:
    return SCRIPT.read_text(encoding="utf-8"), datetime.fromtimestamp(int(SCRIPT.stat().st_mtime), clock.LONDON)


@public
@require_safe
@condition(last_modified_func=lambda _request: _script()[1])
def script(request: HttpRequest) -> HttpResponse:
    """What a council puts into its page once. Any website may load it; what it shows is decided by the frame."""
    response = HttpResponse(_script()[0], content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = AN_HOUR
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _language(request: HttpRequest) -> dict[str, str]:
    code = request.GET.get("lang", "")
    return {"lang": code} if code in dict(settings.LANGUAGES) else {}


def _query(values: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in values.items())  # all of them checked: nothing to escape


def _spoken(url: str) -> str:
    """An address of our own in the frame's language: outside the frame no cookie remembers it."""
    code = get_language() or "en"
    if code == settings.LANGUAGE_CODE:
        return url
    return f"{url}{'&' if '?' in url else '?'}lang={code}"


def _abroad(card: ResultCard) -> ResultCard:
    """As it stands in the frame: there is no map, so no number on it."""
    return replace(card, url=_spoken(card.url), number=None)
