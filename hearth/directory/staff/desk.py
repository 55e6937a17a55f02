"""The directory's own page in the staff menu: one tile for each job, shown to those whose role has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.access.requests import MemberRequest
from hearth.core.navigation import address
from hearth.directory.staff import feed_today, follow_today, problem_today, waiting


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
        _("Look up a service"),
        _("With what colleagues know about it."),
        "directory:services",
        "directory.follow",
        6,
        "search",
    ),
    Tile(
        _("What has changed"),
        _("In the services, hubs and kinds of help that you follow."),
        "directory:changed",
        "directory.follow",
        8,
        "clock",
        waiting=follow_today.unread,
    ),
    Tile(
        _("New and changed"),
        _("New services, changes and closures in the whole directory."),
        "directory:news",
        "directory.follow",
        9,
        "star",
    ),
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
        _("How to refer"),
        _("What a referral to your services needs, who may refer, what happens then."),
        "referrals:edit_pathways",
        "directory.edit",
        12,
        "door",
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
        _("Listings that may be the same"),
        _("Two of one service: compare them, bring them together, or say that they are two."),
        "directory:duplicates",
        "directory.approve",
        22,
        "list",
        waiting=waiting.duplicates,
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
        _("Listings to confirm"),
        _("Say whether what families read is still right."),
        "directory:to_confirm",
        "directory.edit",
        10,
        "check",
        waiting=waiting.to_confirm,
    ),
    Tile(
        _("How true the directory is"),
        _("What is not confirmed, by whom, since when, and what to do about it."),
        "directory:freshness",
        "directory.oversee",
        40,
        "chart",
        waiting=waiting.to_ring,
    ),
    Tile(
        _("How often listings are confirmed"),
        _("The rules, by category."),
        "directory:reviews",
        "directory.words",
        60,
        "settings",
    ),
    Tile(
        _("Everyday words"),
        _("What families type, and what they mean by it."),
        "directory:words",
        "directory.words",
        55,
        "search",
    ),
    Tile(
        _("Feeds"),
        _("Other directories that we read: conflicts, new services, how good they are."),
        "directory:feeds",
        "directory.feeds",
        22,
        "download",
        waiting=feed_today.waiting,
    ),
    Tile(
        _("Files we have read"),
        _("Lists of places and services, and how good they were."),
        "directory:loads",
        "directory.feeds",
        60,
        "file",
    ),
    Tile(
        _("When hubs are open"),
        _("Opening hours, and the days on which a hub is shut."),
        "directory:opening",
        "directory.calendar",
        30,
        "clock",
        waiting=waiting.bank_holidays_to_settle,
    ),
    Tile(
        _("School terms"),
        _("The dates behind “in term time”."),
        "directory:school_terms",
        "directory.calendar",
        62,
        "calendar",
    ),
    Tile(
        _("Search on your own website"),
        _("Put the search into the council’s pages: which websites, how it looks, what to paste."),
        "directory:embedding",
        "directory.embed",
        64,
        "globe",
    ),
    Tile(
        _("Emails about what is new"),
        _("How many families asked for them, by area."),
        "directory:subscribers",
        "directory.oversee",
        47,
        "mail",
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
