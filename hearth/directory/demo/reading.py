"""Reads the demo's files, and the short way in which they write times.

A service's `times` are lines such as "TU,TH 09:30-11:00 term @lantern | bring a towel": the weekdays (a list or a
range), opening and closing, then, where they apply, `term` or `holidays` (only then), `every 2` (weeks, or months),
`weeks 2-7` (from the Monday two weeks after the loading to the Sunday of the seventh week), `bank` (also on bank
holidays) or `nobank`, `@site` (which of its places) and a note. "2WE" is the second Wednesday of a month, "-1SA" its
last Saturday, "on 1,15" are days of the month. `unusual` are lines such as "off week 1 TU | staff training",
"moved week 1 TH 13:00-14:30" and "extra week 2 SA 10:00-12:00"; `closed` is two weeks and words. A site is `shut` on
"week 2 WE | training" or, each year, on "12-24..01-01 | Christmas".

`ages` are months, both ends included, null or absent where nobody stated them; `cost` is free, unknown, or pounds with
words; `capacity` is open, full, or "waiting" with weeks; `assured_days_ago` is a number or never. A place is the key of
a site, or an address of its own. Without a phone or an email of its own, a service shows its organisation's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, cast

from hearth.core.yaml_files import read_yaml

HERE = Path(__file__).parent
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LINE = re.compile(
    r"^(?:(?P<week>-?[1-5])?(?P<days>[A-Z]{2}(?:[,-][A-Z]{2})*)|on (?P<dates>-?\d+(?:,-?\d+)*))"
    r" (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
    r"(?: (?P<season>term|holidays))?(?: every (?P<every>\d))?(?: weeks (?P<first>\d+)-(?P<last>\d+))?"
    r"(?: (?P<bank>bank|nobank))?(?: @(?P<site>[a-z-]+))?(?: \| (?P<notes>.+))?$"
)
UNUSUAL = re.compile(
    r"^(?P<kind>off|moved|extra) week (?P<week>\d+) (?P<first>[A-Z]{2})(?:-(?P<last>[A-Z]{2}))?"
    r"(?: (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d))?(?: @(?P<site>[a-z-]+))?(?: \| (?P<words>.+))?$"
)
SHUT = re.compile(
    r"^(?:week (?P<week>\d+) (?P<first>[A-Z]{2})(?:-(?P<last>[A-Z]{2}))?"
    r"|(?P<from>\d\d-\d\d)\.\.(?P<to>\d\d-\d\d)) \| (?P<words>.+)$"
)


@dataclass(frozen=True, slots=True)
class Times:
    """One line of `times`. `weeks` are counted from the week of the loading, which is 0; `site` is a key or empty."""

    byday: tuple[str, ...]
    opens: time
    closes: time
    week_of_month: int | None = None
    days_of_month: tuple[int, ...] = ()
    term_time_only: bool = False
    holidays_only: bool = False
    interval: int = 1
    bank_holidays: str = "unknown"
    weeks: tuple[int, int] | None = None
    site: str = ""
    notes: str = ""

    @property
    def monthly(self) -> bool:
        return bool(self.week_of_month or self.days_of_month)

    def valid(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day, if the line is for some weeks only or counts from one."""
        if self.weeks is not None:
            return _monday(today, self.weeks[0]), _monday(today, self.weeks[1]) + timedelta(days=6)
        return (
            (today.replace(day=1) if self.monthly else _monday(today, 0), None) if self.interval > 1 else (None, None)
        )


@dataclass(frozen=True, slots=True)
class Unusual:
    """One line of `unusual`: its kind, its days counted from the loading, and what is different."""

    kind: str
    week: int
    weekdays: tuple[int, int]
    opens: time | None
    closes: time | None
    site: str
    words: str

    def days(self, today: date) -> tuple[date, date]:
        monday = _monday(today, self.week)
        return monday + timedelta(days=self.weekdays[0]), monday + timedelta(days=self.weekdays[1])


def _monday(today: date, week: int) -> date:
    """The Monday so many weeks after that of the loading."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=week)


def times(line: str) -> Times:
    """Take a line of `times` apart. Raises ValueError for anything but the form described above."""
    found = LINE.match(line)
    if found is None:
        raise ValueError(f"These times cannot be read: {line}")
    return Times(
        byday=_days(found["days"] or ""),
        opens=time.fromisoformat(found["opens"]),
        closes=time.fromisoformat(found["closes"]),
        week_of_month=int(found["week"]) if found["week"] else None,
        days_of_month=tuple(int(day) for day in found["dates"].split(",")) if found["dates"] else (),
        term_time_only=found["season"] == "term",
        holidays_only=found["season"] == "holidays",
        interval=int(found["every"] or 1),
        bank_holidays={"bank": "open", "nobank": "closed"}.get(found["bank"] or "", "unknown"),
        weeks=(int(found["first"]), int(found["last"])) if found["first"] else None,
        site=found["site"] or "",
        notes=found["notes"] or "",
    )


def _days(written: str) -> tuple[str, ...]:
    """ "MO,WE" or "MO-FR" as single days."""
    days: list[str] = []
    for part in filter(None, written.split(",")):
        first, _dash, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days += WEEKDAYS[start : end + 1]
    return tuple(days)


def unusual(line: str) -> Unusual:
    """Take a line of `unusual` apart. Raises ValueError for anything but the form described above."""
    found = UNUSUAL.match(line)
    if found is None:
        raise ValueError(f"This exception cannot be read: {line}")
    first = WEEKDAYS.index(found["first"])
    opens, closes = (time.fromisoformat(found[name]) if found[name] else None for name in ("opens", "closes"))
    last = WEEKDAYS.index(found["last"]) if found["last"] else first
    kind = {"off": "cancelled", "moved": "changed", "extra": "extra"}[found["kind"]]
    words = found["words"] or ""
    return Unusual(kind, int(found["week"]), (first, last), opens, closes, found["site"] or "", words)


def shut(line: str, today: date) -> tuple[date, date, str]:
    """The first and the last day of a closure, and its words; of a yearly one, the next that is not over."""
    found = SHUT.match(line)
    if found is None:
        raise ValueError(f"This closure cannot be read: {line}")
    if found["week"]:
        monday = _monday(today, int(found["week"]))
        first = WEEKDAYS.index(found["first"])
        last = WEEKDAYS.index(found["last"]) if found["last"] else first
        return monday + timedelta(days=first), monday + timedelta(days=last), found["words"]
    for year in (today.year - 1, today.year, today.year + 1):
        starts = date.fromisoformat(f"{year}-{found['from']}")
        ends = date.fromisoformat(f"{year + (found['to'] < found['from'])}-{found['to']}")
        if ends >= today:
            break
    return starts, ends, found["words"]


def terms() -> list[dict[str, Any]]:
    """The school terms as they stand in the file."""
    return list(_read(HERE / "terms.yaml")["terms"])


def organisations() -> list[dict[str, Any]]:
    """The organisations as they stand in the file."""
    return list(_read(HERE / "organisations.yaml")["organisations"])


def demand() -> dict[str, Any]:
    """What was looked for in vain, and the agreements, as they stand in the file."""
    return dict(_read(HERE / "demand.yaml"))


def care() -> dict[str, Any]:
    """Reports, notes, what is followed and the news, as they stand in the file."""
    return dict(_read(HERE / "care.yaml"))


def editing() -> dict[str, Any]:
    """What editors have been doing, as it stands in the file."""
    return dict(_read(HERE / "editing.yaml"))


def sites() -> list[dict[str, Any]]:
    """The sites as they stand in the file; a parent may stand after its children."""
    return list(_read(HERE / "sites.yaml")["sites"])


def services() -> list[dict[str, Any]]:
    """The services of all files, in the order of the files' names."""
    return [row for path in sorted((HERE / "services").glob("*.yaml")) for row in _read(path)["services"]]


class Freshness(TypedDict):
    """demo/freshness.yaml."""

    hidden: list[str]
    demoted: list[str]
    more_time: dict[str, str | int]
    failed: list[str]
    fresh: list[str]
    without_email: list[str]


def freshness() -> Freshness:
    """How true the demo's listings are, as it stands in the file."""
    return cast(Freshness, _read(HERE / "freshness.yaml"))


@cache
def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(path)
    return content
