"""The staff home, "Today": each app puts its panels there, and the settings name the apps (`HEARTH_TODAY`).

An app's `today.py` has `panels(request) -> list[TodayPanel]`. It looks at `request.may(...)` and returns only what the
reader may see; its items come from the app's scoped queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class TodayItem:
    """One thing to do, and the button that does its next step.

    `when` is in words ("Answer by Tuesday 3 March"); `late` says that the date has passed, and the page says so.
    """

    text: StrOrPromise
    url: str
    action: StrOrPromise
    when: StrOrPromise = ""
    note: StrOrPromise = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class TodayPanel:
    """A group of things: late, new, due, waiting for me. `total` counts all of them; `items` are the first few.

    A panel without items shows `empty`, or stays away where there is none. Lower `order` stands higher: 10 late,
    20 new, 30 due, 40 waiting for somebody else, 60 looking after things.
    """

    title: StrOrPromise
    items: Sequence[TodayItem]
    order: int = 50
    total: int | None = None
    all_url: str = ""
    all_text: StrOrPromise = ""
    empty: StrOrPromise = ""

    @property
    def count(self) -> int:
        return len(self.items) if self.total is None else self.total


def panels_for(request: HttpRequest) -> list[TodayPanel]:
    """All apps' panels for this reader, in the order of the page."""
    found: list[TodayPanel] = []
    for path in getattr(settings, "HEARTH_TODAY", ()):
        found.extend(import_module(path).panels(request))
    return sorted((panel for panel in found if panel.items or panel.empty), key=lambda panel: panel.order)
