"""Whether a request that ended can go on as a new one."""

from __future__ import annotations

from datetime import date, timedelta

from hearth.core import clock
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.queries.asked import takes_requests


def row_of_going_on(referral: Referral) -> StatusRow | None:
    """The step by which it went on as another request; None where it did not."""
    rows = StatusRow.objects.filter(referral=referral).exclude(linked_reference="").exclude(move="send")
    return rows.order_by("-number").first()


def is_too_old(referral: Referral, today: date) -> bool:
    """Whether it ended so long ago that what was said, the safe contact above all, may no longer be true."""
    return today > clock.today(referral.state_at) + timedelta(days=machine().moves["reopen"].within)


def can_be_reopened(referral: Referral, today: date) -> bool:
    """Whether anybody can let it go on as a new request to the same service, as things stand."""
    return (
        referral.state in machine().moves["reopen"].origins
        and not is_too_old(referral, today)
        and takes_requests(referral.service)
        and row_of_going_on(referral) is None
    )
