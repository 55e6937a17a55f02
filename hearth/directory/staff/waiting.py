"""How many things wait behind a tile of the directory's page."""

from __future__ import annotations

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.directory.queries import duplicates as pairs
from hearth.directory.queries import freshness, listings, partners
from hearth.directory.staff import opening


def changes(request: MemberRequest) -> int:
    """Changes of listings that somebody sent for approval."""
    return listings.waiting_changes(request.actor).count()


def agreements(request: MemberRequest) -> int:
    """Agreements with partners that end or are to be looked at again soon."""
    return len(partners.to_review(today=clock.today()))


def to_confirm(request: MemberRequest) -> int:
    """The own organisation's listings that are due."""
    return freshness.to_confirm(request.actor).count()


def to_ring(request: MemberRequest) -> int:
    """For who looks after the whole directory: listings that are not confirmed and about which nobody was reached."""
    if not request.may("directory.approve"):
        return 0
    return freshness.to_ring(request.actor, everywhere=True).count()


def bank_holidays_to_settle(request: MemberRequest) -> int:
    """Bank holidays soon on which nobody said whether a hub is open."""
    return len(opening.unsettled(request.actor, clock.today()))


def duplicates(request: MemberRequest) -> int:
    """Pairs of listings that may be of one service."""
    return pairs.waiting(request.actor).count()
