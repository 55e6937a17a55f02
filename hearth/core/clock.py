"""The one clock. Rules take `now` as an argument; the outermost layer (a view, a job, a command) asks here.

Times are timezone-aware; a date that people read is London's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(at: datetime | None = None) -> date:
    """London's date at a moment (default: now)."""
    return (at or now()).astimezone(LONDON).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at one aware moment: for tests and for making the demo's history."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs a timezone-aware moment.")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
