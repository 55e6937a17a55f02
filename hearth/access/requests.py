"""The request as a guarded view gets it (access.middleware has set these)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from hearth.core.actors import Actor

if TYPE_CHECKING:
    from hearth.access.models import User
    from hearth.access.queries import MembershipView


class MemberRequest(HttpRequest):
    """A request of a signed-in member. Behind `@staff(...)` the membership is always there."""

    user: User
    actor: Actor
    membership: MembershipView | None
    memberships: list[MembershipView]
    may: Callable[[str], bool]


def address_of(request: HttpRequest) -> str:
    """Where a visitor comes from, for counting attempts: the address that the trusted proxies report
    (HEARTH_TRUSTED_PROXIES), else the connection's. What a visitor writes into X-Forwarded-For counts for nothing."""
    address: str = get_adapter().get_client_ip(request)
    return address
