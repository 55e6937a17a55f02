"""The moves, by the verbs of the pages. What each needs and does stands in data/transitions.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hearth.core.actors import Actor
from hearth.directory.models import Service
from hearth.referrals.actions.moving import Given, make
from hearth.referrals.models import Referral


def open(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """Take a new request in: it is acknowledged, and shown in full from now on."""
    return make(referral=referral, code="open", by=by, now=now)


def accept(*, referral: Referral, by: Actor, now: datetime, words: str = "") -> Referral:
    """Say yes. The family is told that `by` will get in touch, and by when. Stops the clock for deciding."""
    return make(referral=referral, code="accept", by=by, now=now, given=Given(words=words))


def decline(
    *,
    referral: Referral,
    by: Actor,
    now: datetime,
    reason: str,
    words: str = "",
    alternative_service: Service | None = None,
    alternative_words: str = "",
) -> Referral:
    """Say no, with a reason of the list and another way to get help: a service or words."""
    given = Given(
        reason=reason, words=words, alternative_service=alternative_service, alternative_words=alternative_words
    )
    return make(referral=referral, code="decline", by=by, now=now, given=given)


def start(*, referral: Referral, by: Actor, now: datetime, words: str = "") -> Referral:
    """First contact was made. Stops the clock for first contact."""
    return make(referral=referral, code="start", by=by, now=now, given=Given(words=words))


def complete(
    *,
    referral: Referral,
    by: Actor,
    now: datetime,
    by_need: Mapping[str, str],
    outcome_words: str = "",
    words: str = "",
) -> Referral:
    """Close it with what came of each need ({need: outcome}, as codes). `words` are for the family; `outcome_words` for
    the sender and the record."""
    return make(
        referral=referral,
        code="complete",
        by=by,
        now=now,
        given=Given(by_need=by_need, outcome_words=outcome_words, words=words),
    )


def withdraw(*, referral: Referral, by: Actor, now: datetime, words: str = "") -> Referral:
    """The family or the sender takes it back."""
    return make(referral=referral, code="withdraw", by=by, now=now, given=Given(words=words))


def mark_in_error(*, referral: Referral, by: Actor, now: datetime, reason: str) -> Referral:
    """The sender says that it should never have been. It leaves the service's queue."""
    return make(referral=referral, code="mark-in-error", by=by, now=now, given=Given(reason=reason))
