"""School terms from the database, as calendars: each council's own, or those of everybody who has none."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from hearth.directory.queries.times import UNKNOWN_CALENDAR, Calendar, TermDates

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Calendars:
    """A calendar for each council that has terms of its own; `usual` is everybody else's."""

    of_council: Mapping[str, Calendar]
    usual: Calendar

    def at(self, council_code: str | None) -> Calendar:
        """The calendar that holds at a place in this council; empty or None where the council is not known."""
        return self.of_council.get(council_code or "", self.usual)


_kept: tuple[float, str, Calendars] | None = None


def calendars() -> Calendars:
    """All of them. Kept for a minute in each process: terms change once a year."""
    global _kept
    database = str(connection.settings_dict["NAME"])
    if _kept and _kept[1] == database and time.monotonic() - _kept[0] < KEPT_SECONDS:
        return _kept[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "select council_code, first_day, last_day, name, year from directory_schoolterm order by first_day"
        )
        terms: dict[str, list[TermDates]] = {}
        for council, *dates in cursor.fetchall():
            terms.setdefault(council, []).append(TermDates(*dates))
    made = {council: Calendar(tuple(dates)) for council, dates in terms.items()}
    # Where only one council has given its terms, they are the likeliest for a place whose council is not known.
    usual = made.get("") or (next(iter(made.values())) if len(made) == 1 else UNKNOWN_CALENDAR)
    _kept = (time.monotonic(), database, Calendars(made, usual))
    return _kept[2]


def council_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of councils by their codes; those that no map has are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select code, name from directory_area where kind = 'council' and code = any (%s)", [list(codes)]
        )
        return dict(cursor.fetchall())


def forget() -> None:
    """Read the terms again next time: after a change, and in tests."""
    global _kept
    _kept = None
