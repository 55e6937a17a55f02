"""The request as a guarded view gets it (access.middleware has set these)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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
