"""What is left of a request for the service that said no to it: who sent it, when it was declined, why, and what was
offered instead. The family's story, its people, documents and letters are no longer for that service; whoever sent the
request and the family itself read on. Row security says the same (migration 0030).

A no that was a mistake is undone by opening the request again: that makes a new one, which its service reads in full.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hearth.referrals.machine import PROVIDER
from hearth.referrals.models import Referral, State, StatusRow

# Steps that the service keeps with what was said in them; of the others it keeps those in which nothing was said.
KEPT = frozenset({"decline", "settle", "reopen"})
COMPLAINTS = frozenset({"complain", "answer-complaint"})  # for whoever answers them


def reads_on(referral: Referral, sides: Collection[str]) -> bool:
    """Whether somebody on these sides of it may read more than what a no leaves."""
    return referral.state != State.DECLINED or any(side != PROVIDER for side in sides)


def left_of(story: Iterable[StatusRow], *, answers_complaints: bool) -> list[StatusRow]:
    """The steps that a no leaves to its service."""
    kept = KEPT | COMPLAINTS if answers_complaints else KEPT
    return [row for row in story if not row.words or row.move in kept]
