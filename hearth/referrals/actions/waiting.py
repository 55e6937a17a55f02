"""The waiting list, and pauses: on it, reviewed, off it in turn or before others, on hold and on again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from hearth.core.actors import Actor
from hearth.referrals import queries
from hearth.referrals.actions.moving import AlreadyMoved, Given, Incomplete, make
from hearth.referrals.models import Referral, StatusRow


def put_on_waiting_list(
    *, referral: Referral, by: Actor, now: datetime, words: str = "", reason: str = "", until: date | None = None
) -> Referral:
    """Yes, and not yet. `reason`: why before those who wait longer; `until`: the first review, 20 working days on where
    it is left open, and never later."""
    given = Given(words=words, reason=reason, until=until)
    return make(referral=referral, code="put-on-waiting-list", by=by, now=now, given=given)


def review(
    *, referral: Referral, by: Actor, now: datetime, words: str = "", reason: str = "", until: date | None = None
) -> Referral:
    """Somebody looked at it again: it stays, with this priority (or none) and a next review."""
    return make(referral=referral, code="review", by=by, now=now, given=Given(words=words, reason=reason, until=until))


def review_many(*, referrals: Iterable[Referral], by: Actor, now: datetime, until: date | None, words: str) -> int:
    """Review several at once, each with the priority that it has; how many. Who left the list meanwhile is left out."""
    count = 0
    with transaction.atomic():
        for referral in sorted(referrals, key=lambda one: one.pk):
            try:
                review(referral=referral, by=by, now=now, reason=referral.priority, until=until, words=words)
            except AlreadyMoved:
                continue
            count += 1
    return count


def start_from_waiting(*, referral: Referral, by: Actor, now: datetime, words: str = "", reason: str = "") -> Referral:
    """Its turn came: first contact was made. Where others stand before it, `reason` says why it comes first, and their
    senders hear that they were passed over: once, until something else happens to them. Raises Incomplete."""
    with transaction.atomic():
        # The whole list is held, in one order, so that two who start at once cannot wait for each other.
        held = {row.pk for row in queries.line(by, referral.service_id).order_by("id").select_for_update(of=("self",))}
        before = []
        for row in queries.line(by, referral.service_id):
            if row.pk == referral.pk:
                break
            before.append(row)
        started = make(
            referral=referral, code="start-from-waiting", by=by, now=now, given=Given(words=words, reason=reason)
        )
        passed = [row for row in before if row.pk in held]
        if passed and not reason:
            raise Incomplete("reason")
        for row in passed:
            if not _just_passed(row):
                make(referral=row, code="pass-over", by=by, now=now, given=Given(reason=reason))
    return started


def _just_passed(referral: Referral) -> bool:
    last = StatusRow.objects.filter(referral=referral).order_by("-number").first()
    return last is not None and last.move == "pass-over"


def hold(*, referral: Referral, by: Actor, now: datetime, reason: str, until: date | None, words: str = "") -> Referral:
    """Pause it, until the day on which somebody looks at it again."""
    return make(referral=referral, code="hold", by=by, now=now, given=Given(reason=reason, until=until, words=words))


def resume(*, referral: Referral, by: Actor, now: datetime, words: str = "") -> Referral:
    """It goes on."""
    return make(referral=referral, code="resume", by=by, now=now, given=Given(words=words))


def end_early(*, referral: Referral, by: Actor, now: datetime, reason: str, words: str) -> Referral:
    """The service ends it: why, and in `words` what was done and what comes next, for the family and the sender."""
    return make(referral=referral, code="end-early", by=by, now=now, given=Given(reason=reason, words=words))
