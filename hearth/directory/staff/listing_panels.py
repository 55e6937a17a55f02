"""What other parts of the directory show on the staff page of one listing: problems, notes, followers, where it came
from. Each adds a function to PANELS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from hearth.access.requests import MemberRequest
from hearth.directory.models import Service


@dataclass(frozen=True, slots=True)
class ListingPanel:
    """One box on the page. `template` is included, with `panel` as its name for this; lower `order` stands higher: 10
    what to do, 30 what staff know, 50 where it came from."""

    title: StrOrPromise
    template: str
    context: dict[str, Any]
    order: int = 30
    url: str = ""
    action: StrOrPromise = ""
    count: int | None = None


PanelMaker = Callable[[MemberRequest, Service], ListingPanel | None]
PANELS: list[PanelMaker] = []


def panels_for(request: MemberRequest, service: Service) -> list[ListingPanel]:
    """This reader's panels, in order."""
    found = [panel for make in PANELS if (panel := make(request, service)) is not None]
    return sorted(found, key=lambda panel: panel.order)
