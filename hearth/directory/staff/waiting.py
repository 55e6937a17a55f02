"""How many things wait behind a tile of the directory's page."""

from __future__ import annotations

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.directory.queries import listings, partners


def changes(request: MemberRequest) -> int:
    """Changes of listings that somebody sent for approval."""
    return listings.waiting_changes(request.actor).count()


def agreements(request: MemberRequest) -> int:
    """Agreements with partners that end or are to be looked at again soon."""
    return len(partners.to_review(today=clock.today()))
