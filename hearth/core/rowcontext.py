"""Whom the database believes is reading: the settings that row security (the second lock) looks at.

They are transaction-local, so a pooled connection never carries one person's view into another's request. Policies
trust only these six, and derive everything else (membership, role, organisation) from tables:

- ``hearth.user_id``: the signed-in member;
- ``hearth.reference``: the reference a family gave to follow its request (knowing it is the key; the code is checked
  by the application before anything is shown);
- ``hearth.holder``: who holds a draft (a hash of a session's secret, or the member);
- ``hearth.job``: the name of a job of ours;
- ``hearth.purpose``: ``sign-in`` while a password, a code or an invitation is being checked;
- ``hearth.guest``: a professional without an account who proved a work address.

Beside them stands ``hearth.now``, the moment by our clock: policies about time (agreements, what was opened for three
hours) ask ``hearth_now()`` and ``hearth_today()``, London's date, so that the database and the application never stand
on two sides of midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from uuid import UUID

from django.db import connection, transaction

from hearth.core import clock

SETTINGS = ("hearth.user_id", "hearth.reference", "hearth.holder", "hearth.job", "hearth.purpose", "hearth.guest")
_READ = "select " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
_WRITE = "select " + ", ".join(f"set_config('{name}', %s, true)" for name in (*SETTINGS, "hearth.now"))


@dataclass(frozen=True, slots=True)
class RowContext:
    """The six settings, empty where they say nothing."""

    user_id: str = ""
    reference: str = ""
    holder: str = ""
    job: str = ""
    purpose: str = ""
    guest: str = ""


def set_context(context: RowContext) -> None:
    """Set all of them for the rest of this transaction; raises outside one, because it would not hold."""
    if not connection.in_atomic_block:
        raise RuntimeError("Row security needs a transaction: open acting_as() or atomic() first.")
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, (*astuple(context), clock.now().isoformat()))


def current_context() -> RowContext:
    """What the database believes at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    assert row is not None
    return RowContext(*row)


@contextmanager
def acting_as(
    *,
    user_id: UUID | str | None = None,
    reference: str = "",
    holder: str = "",
    job: str = "",
    purpose: str = "",
    guest: UUID | str | None = None,
) -> Iterator[None]:
    """One transaction (or savepoint) in which the database reads as this one, and as whoever it was afterwards."""
    wanted = RowContext(str(user_id or ""), reference, holder, job, purpose, str(guest or ""))
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        # The settings end with a transaction of our own: nothing is to be read before and put back afterwards.
        before = None if is_outermost else current_context()
        set_context(wanted)
        try:
            yield
        finally:
            # After a database error the transaction is gone, and the settings with it.
            if before and not connection.needs_rollback and connection.connection is not None and not _broken():
                set_context(before)


def _broken() -> bool:
    """Whether the current transaction can take no more commands."""
    raw = connection.connection
    return raw is None or raw.closed or raw.info.transaction_status.name == "INERROR"
