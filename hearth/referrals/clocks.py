"""The clocks of a request: which runs, and what each move does to them. In working days in England."""

from __future__ import annotations

from datetime import date, timedelta

from hearth.core import working_days
from hearth.referrals.machine import Move, machine
from hearth.referrals.models import Referral

# Clocks that run from the day of sending; the others stand still (null) until a move starts them.
FROM_SENDING = ("acknowledge", "decide", "first-contact")
FIELDS = [
    *("acknowledge_by", "decide_by", "first_contact_by", "answer_by", "review_by", "message_by", "complaint_by"),
    *("choose_by", "paused_on"),
]
LONGEST_HOLD = 366  # days


def field(clock: str) -> str:
    """The field that holds a clock's day."""
    return f"{clock.replace('-', '_')}_by"


def of(referral: Referral, clock: str) -> date | None:
    """The day by which a clock's answer is due, or None where it does not run."""
    day: date | None = getattr(referral, field(clock))
    return day


def latest(move: Move, today: date) -> date:
    """The last day to which a move may put something off: a review of the waiting list comes round at least as often
    as its clock says, and what is on hold within a year."""
    if move.until == "required":
        return today + timedelta(days=LONGEST_HOLD)
    return working_days.after(today, machine().clocks["review"])


def turn(referral: Referral, move: Move, *, until: date | None, today: date) -> None:
    """Start, stop, pause and resume what the move says, on the referral in hand.

    Paused time does not count: a clock that is resumed ends as many working days later as it stood still, so what was
    late stays as late as it was.
    """
    for clock in move.stops:
        if clock not in FROM_SENDING:
            setattr(referral, field(clock), None)
    if "decide" in move.stops:
        referral.paused_on = None
    for clock in move.starts:
        if clock in FROM_SENDING or (clock == "choose" and not referral.by_professional):
            continue  # sending sets the first; a family that asked itself has nobody to choose for it
        day = until if clock == "review" and until else working_days.after(today, machine().clocks[clock])
        setattr(referral, field(clock), day)
    if move.pauses and referral.paused_on is None:
        referral.paused_on = today
    if move.resumes and referral.paused_on is not None:
        stood = working_days.between(referral.paused_on, today)
        for clock in move.resumes:
            before = of(referral, clock)
            if before is not None:
                setattr(referral, field(clock), working_days.after(before, stood))
        referral.paused_on = None
