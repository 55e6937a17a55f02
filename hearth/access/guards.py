"""Who may use a page at all. Every view wears exactly one of these; a test fails on a view that wears none.

A guard decides on the page. Which records appear on it is decided by the scoped queries of each app, and by row
security beneath them: a record that is not yours is 404, as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Reach(StrEnum):
    """The kinds of page."""

    PUBLIC = "public"  # anybody; shows no personal data
    FAMILY = "family"  # anybody; holds what this visitor typed, or a request opened by its reference and code
    SIGN_IN = "sign-in"  # anybody; checks a password, a code, an invitation
    GUEST = "guest"  # a professional without an account, who proved a work address
    SIGNED_IN = "signed-in"  # any member, whatever the role: own account, choosing the organisation
    STAFF = "staff"  # a member whose active role has the permission


@dataclass(frozen=True, slots=True)
class Guard:
    """What a view's decorator says about it."""

    reach: Reach
    permission: str = ""


def _wear(guard: Guard) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.guard = guard  # type: ignore[attr-defined]
        return view

    return decorate


def public(view: View) -> View:
    """Anybody may see it and nothing on it is about a person. Runs without a transaction."""
    return _wear(Guard(Reach.PUBLIC))(view)


def family(view: View) -> View:
    """Anybody may use it; the visitor sees what they typed, or the request whose reference and code they gave."""
    return _wear(Guard(Reach.FAMILY))(view)


def sign_in(view: View) -> View:
    """Checks who somebody is, so it may read accounts before it knows."""
    return _wear(Guard(Reach.SIGN_IN))(view)


def guest(view: View) -> View:
    """A professional without an account; sees what they sent, and is asked for their work address first."""
    return _wear(Guard(Reach.GUEST))(view)


def signed_in(view: View) -> View:
    """Any member."""
    return _wear(Guard(Reach.SIGNED_IN))(view)


def staff(permission: str) -> Callable[[View], View]:
    """Members whose active role has `permission` (data/roles.yaml)."""
    return _wear(Guard(Reach.STAFF, permission))


def guard_of(view: Any) -> Guard | None:
    """The guard that a view wears, or None."""
    guard = getattr(view, "guard", None)
    return guard if isinstance(guard, Guard) else None
