"""Showing pages: render, confirm, done, errors, and what every template may rely on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.core import brand as brands
from hearth.core import navigation
from hearth.core.words import date_words

Link = tuple[str, StrOrPromise]


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page from a Jinja template, with everything that `context()` gives."""
    text = engines["jinja2"].get_template(template).render(context or {}, request)
    return HttpResponse(text, status=status)


def confirm(
    request: HttpRequest,
    *,
    title: StrOrPromise,
    yes: StrOrPromise,
    back: str,
    body: StrOrPromise = "",
    danger: bool = False,
    no: StrOrPromise = "",
    staff: bool = True,
    sensitive: bool = False,
) -> HttpResponse:
    """Ask before something that cannot be undone. The form posts to this same address; `back` is the way out."""
    shown = {"title": title, "yes": yes, "no": no, "back_url": back, "body": body, "danger": danger}
    shown["sensitive"] = sensitive
    return render(request, "core/confirm.html", shown | {"layout": layout(staff)})


def done(
    request: HttpRequest,
    *,
    title: StrOrPromise,
    reference: str = "",
    next_steps: Sequence[StrOrPromise] = (),
    links: Sequence[Link] = (),
    staff: bool = False,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """It is done: the reference, and what happens next."""
    shown = {"title": title, "reference": reference, "next_steps": next_steps, "links": links}
    return render(request, "core/done.html", shown | {"layout": layout(staff)} | (context or {}))


def conflict(request: HttpRequest, text: StrOrPromise, *, back: str, title: StrOrPromise = "") -> HttpResponse:
    """409: somebody else was first. Nothing was changed; `back` shows how things stand."""
    heading = title or _("This has changed since you opened it")
    return error_page(request, 409, str(heading), str(text), links=[(back, _("See how it stands now"))])


def error_page(request: HttpRequest, status: int, title: str, text: str, links: Iterable[Link] = ()) -> HttpResponse:
    """An error in plain words. 500 and 503 stand alone: they ask nothing of the database or the session."""
    template = "core/error_alone.html" if status >= 500 else "core/error.html"
    shown = {"status": status, "title": title, "text": text, "links": list(links)}
    if status >= 500:
        shown |= page_language() | {"stylesheet": stylesheet()}
        env = engines["jinja2"].env  # type: ignore[attr-defined]
        return HttpResponse(env.get_template(template).render(shown), status=status)
    return render(request, template, shown, status=status)


def kept_nowhere(body: bytes | memoryview, name: str) -> HttpResponse:
    """A file (PDF or JSON) that somebody takes with them, and that no browser or proxy keeps on the way."""
    kinds = {"pdf": "application/pdf", "json": "application/json"}
    response = HttpResponse(bytes(body), content_type=kinds[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response


def stylesheet() -> str:
    """The compiled styles' address, for this page's direction; empty before they are compiled."""
    try:
        return static("hearth/hearth.rtl.css" if get_language_bidi() else "hearth/hearth.css")
    except ValueError:  # not in the manifest of static files
        return ""


def say(request: HttpRequest, text: StrOrPromise, kind: str = "success") -> None:
    """A message at the top of the next page: "success" (it worked) or "important" (read this)."""
    messages.add_message(request, messages.SUCCESS if kind == "success" else messages.INFO, str(text))


def layout(staff: bool) -> str:
    return "core/staff.html" if staff else "core/page.html"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the reader may choose, named in itself."""

    code: str
    name: str
    direction: str
    current: bool
    url: str


RIGHT_TO_LEFT = {"ur", "ar", "fa", "he", "ps", "ckb"}


def page_language() -> dict[str, str]:
    """The page's language code and writing direction."""
    return {"lang": get_language() or "en", "dir": "rtl" if get_language_bidi() else "ltr"}


def _languages(request: HttpRequest) -> list[Language]:
    now = get_language() or "en"
    query = request.GET.copy()
    shown = []
    for code, name in settings.LANGUAGES:
        query["lang"] = code  # LanguageMiddleware takes it from there
        address = f"{request.path}?{query.urlencode()}"
        direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
        shown.append(Language(code, str(name), direction, code == now, address))
    return shown


class Staff:
    """What the staff layout shows around a page: who is signed in, for whom, and the doors out.

    The middleware of `access` sets `actor`, `membership`, `memberships` and `may` on the request; without them the
    frame is empty and the page still comes.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def name(self) -> str:
        return str(getattr(getattr(self._request, "actor", None), "name", "") or "")

    @property
    def membership(self) -> Any:
        return getattr(self._request, "membership", None)

    @property
    def organisation_name(self) -> str:
        return str(getattr(self.membership, "organisation_name", "") or "")

    @property
    def role_name(self) -> str:
        return str(getattr(self.membership, "role_name", "") or "")

    @cached_property
    def memberships(self) -> list[Any]:
        return list(getattr(self._request, "memberships", None) or [])

    @property
    def search_url(self) -> str:
        return navigation.address("families:search") or navigation.address("access:search")

    @property
    def search_words(self) -> str:
        return self._request.GET.get("q", "") if self._request.path == self.search_url else ""

    @property
    def switch_url(self) -> str:
        return navigation.address("access:switch")

    @property
    def lock_url(self) -> str:
        return navigation.address("access:lock")

    @property
    def sign_out_url(self) -> str:
        return navigation.address("access:sign_out") or navigation.address("account_logout")

    @property
    def account_url(self) -> str:
        return navigation.address("access:account")


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template has. Lazy: an error page must not need what it does not show."""
    return page_language() | {
        "brand": SimpleLazyObject(brands.current),
        "languages": _languages(request),
        "nav": SimpleLazyObject(lambda: navigation.entries_for(request)),
        "staff": Staff(request),
        "messages": messages.get_messages(request) if hasattr(request, "_messages") else [],
        "demo": bool(getattr(settings, "DEMO", False)),
        "signed_in": bool(getattr(request, "membership", None)),
        "home_url": navigation.address("directory:home") or "/",
        "open_data_url": navigation.address("directory:open_data"),
        "follow_url": navigation.address("referrals:follow"),
        "worried_url": navigation.address("referrals:worried"),
        "register_url": navigation.address("register:hubs"),
        "your_family_url": navigation.address("your_family:enter"),
        "pathways_url": navigation.address("referrals:pathways"),
        "staff_home_url": navigation.address("access:today") or "/staff/",
        "site": SiteAddresses(),
        "visit": Visit(request),
        "today_words": date_words,
    }


class Visit:
    """What this browser has saved to its own list, shown in the header of public pages."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def list_url(self) -> str:
        return navigation.address("directory:saved")

    @property
    def saved(self) -> int:
        """How many services. Asks the database only for a browser that has a session."""
        session = getattr(self._request, "session", None)
        return len(session.get("saved", ())) if session is not None else 0


class SiteAddresses:
    """The pages that every footer links to; an empty address hides the link."""

    def __getattr__(self, name: str) -> str:
        return navigation.address(f"site:{name}")
