"""The staff menu: each app lists its entries, the settings name the apps, and a reader sees those it may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One job in the left navigation. `permission` may be empty: for everybody who is signed in."""

    label: StrOrPromise
    url_name: str
    permission: str
    order: int
    icon: str = "arrow"


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the page draws it."""

    label: str
    url: str
    icon: str
    current: bool


def address(name: str) -> str:
    """The address of a page that another app may or may not have; empty where it has not."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _address(name: str, urlconf: str, _prefix: str) -> str:
    """Found once: every page asks for some thirty of them, and none is in a language."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


def entries() -> list[NavEntry]:
    """Every app's entries in the order of the menu."""
    found: list[NavEntry] = []
    for path in getattr(settings, "HEARTH_NAVIGATION", ()):
        found.extend(import_module(path).ENTRIES)
    return sorted(found, key=lambda entry: entry.order)


def entries_for(request: HttpRequest) -> list[ShownEntry]:
    """The menu for this reader; the entry with the longest address that this page lies under is the current one."""
    may = getattr(request, "may", None)
    if may is None:
        return []
    allowed = [(entry, address(entry.url_name)) for entry in entries() if not entry.permission or may(entry.permission)]
    shown = [(entry, url) for entry, url in allowed if url]
    under = [url for _, url in shown if request.path.startswith(url)]
    current = max(under, key=len, default="")
    return [ShownEntry(str(entry.label), url, entry.icon, url == current) for entry, url in shown]
