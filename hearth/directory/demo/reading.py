"""Reads the demo's files, and the short way in which they write times.

A service's `times` are lines such as "TU,TH 09:30-11:00 term @lantern | bring a towel": the weekdays (a list or a
range), opening and closing, then, where they apply, `term` (in term time only), `weeks 2-7` (from the Monday two weeks
after the loading to the Sunday of the seventh week), `@site` (which of its places) and a note. "2WE" is the second
Wednesday of a month and "-1SA" its last Saturday. `ages` are months, both ends included, null or absent where nobody
stated them; `cost` is free, unknown, or pounds with words; `capacity` is open, full, or "waiting" with weeks;
`assured_days_ago` is a number or never. A place is the key of a site, or an address of its own. Without a phone or an
email of its own, a service shows its organisation's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LINE = re.compile(
    r"^(?P<week>-?[1-5])?(?P<days>[A-Z]{2}(?:[,-][A-Z]{2})*)"
    r" (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
    r"(?P<term> term)?(?: weeks (?P<first>\d+)-(?P<last>\d+))?(?: @(?P<site>[a-z-]+))?(?: \| (?P<notes>.+))?$"
)


@dataclass(frozen=True, slots=True)
class Times:
    """One line of `times`. `weeks` are counted from the week of the loading, which is 0; `site` is a key or empty."""

    byday: tuple[str, ...]
    opens: time
    closes: time
    week_of_month: int | None = None
    term_time_only: bool = False
    weeks: tuple[int, int] | None = None
    site: str = ""
    notes: str = ""

    def valid(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day, if the line is for some weeks only."""
        if self.weeks is None:
            return None, None
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=self.weeks[0]), monday + timedelta(weeks=self.weeks[1], days=6)


def times(line: str) -> Times:
    """Take a line of `times` apart. Raises ValueError for anything but the form described above."""
    found = LINE.match(line)
    if found is None:
        raise ValueError(f"These times cannot be read: {line}")
    return Times(
        byday=_days(found["days"]),
        opens=time.fromisoformat(found["opens"]),
        closes=time.fromisoformat(found["closes"]),
        week_of_month=int(found["week"]) if found["week"] else None,
        term_time_only=bool(found["term"]),
        weeks=(int(found["first"]), int(found["last"])) if found["first"] else None,
        site=found["site"] or "",
        notes=found["notes"] or "",
    )


def _days(written: str) -> tuple[str, ...]:
    """ "MO,WE" or "MO-FR" as single days."""
    days: list[str] = []
    for part in written.split(","):
        first, _dash, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days += WEEKDAYS[start : end + 1]
    return tuple(days)


def organisations() -> list[dict[str, Any]]:
    """The organisations as they stand in the file."""
    return list(_read(HERE / "organisations.yaml")["organisations"])


def demand() -> dict[str, Any]:
    """What was looked for in vain, and the agreements, as they stand in the file."""
    return dict(_read(HERE / "demand.yaml"))


def editing() -> dict[str, Any]:
    """What editors have been doing, as it stands in the file."""
    return dict(_read(HERE / "editing.yaml"))


def sites() -> list[dict[str, Any]]:
    """The sites as they stand in the file; a parent may stand after its children."""
    return list(_read(HERE / "sites.yaml")["sites"])


def services() -> list[dict[str, Any]]:
    """The services of all files, in the order of the files' names."""
    return [row for path in sorted((HERE / "services").glob("*.yaml")) for row in _read(path)["services"]]


@cache
def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
