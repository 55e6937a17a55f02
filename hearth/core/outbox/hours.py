"""Hours of the day in which a message may leave, by London's clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hearth.core.clock import LONDON


def is_safe_moment(at: datetime, safe_from: time | None, safe_until: time | None) -> bool:
    """Whether London's clock stands within the safe hours at `at`. Half-open; hours may run over midnight."""
    if safe_from is None or safe_until is None or safe_from == safe_until:
        return True
    clock_says = at.astimezone(LONDON).time()
    if safe_from < safe_until:
        return safe_from <= clock_says < safe_until
    return clock_says >= safe_from or clock_says < safe_until


def next_safe_moment(at: datetime, safe_from: time | None, safe_until: time | None) -> datetime:
    """The first moment from `at` on that lies in the safe hours; `at` itself when it does. In UTC.

    Hours that the spring clock change leaps over are found on the next day; both passes of a repeated hour count.
    """
    at = at.astimezone(UTC)
    if is_safe_moment(at, safe_from, safe_until):
        return at
    assert safe_from is not None
    candidates = []
    day = at.astimezone(LONDON).date()
    for ahead in range(4):
        on = day + timedelta(days=ahead)
        for fold in (0, 1):
            candidates.append(datetime.combine(on, safe_from, LONDON).replace(fold=fold).astimezone(UTC))
        # London's clock changes at 01:00 UTC: the safe hours may begin with the change itself.
        candidates.append(datetime.combine(on, time(1), UTC))
    return min(moment for moment in candidates if moment >= at and is_safe_moment(moment, safe_from, safe_until))
