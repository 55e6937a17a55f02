"""The directory's own page in the staff menu: one tile for each job, shown to those whose role has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.access.requests import MemberRequest
from hearth.core.navigation import address
from hearth.directory.staff import problem_today, waiting


@dataclass(frozen=True, slots=True)
class Tile:
    """One job. `waiting` says how many things wait there for this reader; None shows no number. Lower `order` stands
    first: 10 own listings, 20 what waits for a decision, 40 how the directory is doing, 60 setting it up."""

    title: StrOrPromise
    text: StrOrPromise
    url_name: str
    permission: str  # empty: for everybody who works here
    order: int
    icon: str = "arrow"
    waiting: Callable[[MemberRequest], int] | None = None


@dataclass(frozen=True, slots=True)
class ShownTile:
    """A tile as the page draws it."""

    title: str
    text: str
    url: str
    icon: str
    waiting: int


TILES: list[Tile] = [
    Tile(_("Search the directory"), _("As families see it."), "directory:find", "", 5, "search"),
    Tile(
        _("What people say is wrong"),
        _("Reports about your listings, to answer."),
        "directory:problems",
        "directory.edit",
        20,
        "alert",
        waiting=problem_today.waiting,
    ),
    Tile(
        _("Reports nobody answered"),
        _("Of any organisation: not answered in time, or nobody there."),
        "directory:problems_handed_on",
        "directory.approve",
        21,
        "alert",
        waiting=problem_today.waiting_handed_on,
    ),
    Tile(
        _("Listings you look after"),
        _("Change them, say if there is room, close them, add new ones."),
        "directory:listings",
        "directory.edit",
        10,
        "list",
    ),
    Tile(
        _("Changes to approve"),
        _("What organisations want to change, beside what families read now."),
        "directory:changes",
        "directory.approve",
        20,
        "check",
        waiting=waiting.changes,
    ),
    Tile(
        _("Looked for in vain"),
        _("What families searched for and did not find: words, area and age."),
        "directory:unmet",
        "directory.oversee",
        45,
        "chart",
    ),
    Tile(
        _("What there is for each age"),
        _("The service expectations against ages, and the holes."),
        "directory:coverage",
        "directory.oversee",
        46,
        "family",
    ),
    Tile(
        _("Partner organisations"),
        _("Who we send families to, and what was agreed."),
        "directory:partners",
        "directory.partners",
        50,
        "building",
        waiting=waiting.agreements,
    ),
    Tile(
        _("Files we have read"),
        _("Lists of places and services, and how good they were."),
        "directory:loads",
        "directory.feeds",
        60,
        "file",
    ),
]


def tiles_for(request: MemberRequest) -> list[ShownTile]:
    """This reader's tiles, in order."""
    mine = [tile for tile in TILES if not tile.permission or request.may(tile.permission)]
    return [
        ShownTile(str(tile.title), str(tile.text), url, tile.icon, tile.waiting(request) if tile.waiting else 0)
        for tile in sorted(mine, key=lambda tile: tile.order)
        if (url := address(tile.url_name))
    ]
