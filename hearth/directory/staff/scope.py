"""How far a reader's rights reach: the own organisation, or for the host's people the whole network."""

from __future__ import annotations

from hearth.access import queries as access
from hearth.access.requests import MemberRequest


def everywhere(request: MemberRequest, permission: str = "directory.oversee") -> bool:
    """Whether this permission of the reader reaches all organisations: they work for the council that runs this."""
    return access.may_everywhere(request.actor, permission)
