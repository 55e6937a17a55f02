"""When a service happens: the standard's schedules as ours. What is no rule that can be read stays words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID, uuid5

from hearth.directory.feeds import own, terms
from hearth.directory.feeds.shape import Record
from hearth.directory.feeds.wanted import Facts, WantedException, WantedSchedule
from hearth.directory.loading.openings import DAYS, LAST_MINUTE, read_times
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.text import first_sentence
from hearth.directory.models import BankHolidays, Frequency

NOTES = 255
EVENING, MORNING = time(18), time(10)
_DAY_NAMES = {
    name: code
    for code, names in zip(
        DAYS,
        (
            ("MO", "MON", "MONDAY"),
            ("TU", "TUE", "TUES", "TUESDAY"),
            ("WE", "WED", "WEDS", "WEDNESDAY"),
            ("TH", "THU", "THUR", "THURS", "THURSDAY"),
            ("FR", "FRI", "FRIDAY"),
            ("SA", "SAT", "SATURDAY"),
            ("SU", "SUN", "SUNDAY"),
        ),
        strict=True,
    )
    for name in names
}
_BYDAY = re.compile(r"^([+-]?\d)?\s*([A-Z]{2,9})S?$")
_TERM_TIME = re.compile(r"\b(?:only |just )?(?:in|during|for)? ?(?:school )?term[- ]?time\b", re.IGNORECASE)
_ALL_YEAR = re.compile(
    r"\b(?:all year|holidays? (?:too|as well)|(?:and|also|including)[\w ]* (?:school )?holidays|outside term)",
    re.IGNORECASE,
)
_NOT_HOLIDAYS = re.compile(r"\b(?:not|except|excluding|closed)\b[\w ,]*\b(?:bank|public) holidays?", re.IGNORECASE)
_ON_HOLIDAYS = re.compile(r"\b(?:including|also on|open on)\b[\w ,]*\b(?:bank|public) holidays?", re.IGNORECASE)
_KNOWN = {
    *("id", "service_id", "location_id", "valid_from", "valid_to", "freq", "byday", "opens_at", "closes_at", "notes"),
}


@dataclass(slots=True)
class Times:
    """The schedules of one service as they are gathered."""

    service_id: UUID
    facts: Facts
    notes: Notes
    made: list[WantedSchedule] = field(default_factory=list)
    exceptions: list[WantedException] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def add(self, schedules: list[Record], place_id: UUID | None) -> None:
        """Schedules of the service (no place) or of a place. One that stands in two places is taken once."""
        for one in schedules:
            ref = one.get("id", "")
            if ref and ref in self._seen:
                continue
            self._seen.add(ref)
            sorted_ = terms.sort(one.pop("attributes", []), self.facts)
            rest = [*sorted_.rest, *(term.as_attribute() for term in sorted_.terms)]
            if rest:
                one["attributes"] = rest
            for number, values in enumerate(_rules(one, self.notes)):
                values |= own.rule(sorted_.ours)
                self.made.append(WantedSchedule(self._id(ref, number), place_id, values))
                if number == 0:
                    self.exceptions += own.exceptions(sorted_.ours, self._exception_id, self.made[-1].id, place_id)

    def in_words(self, texts: list[str]) -> None:
        """Schedules of which only words are known."""
        for text in texts:
            if all(text != made.values["notes"] for made in self.made):
                values = {"byday": [], "notes": first_sentence(text, NOTES)}
                self.made.append(WantedSchedule(self._id("", 0), None, values))

    def days_off(self, said: list[terms.Said], parts: list[Record]) -> None:
        """Days on which the whole service is not on, or is on otherwise."""
        self.exceptions += own.exceptions(said, self._exception_id, None, None)
        for one in parts:
            first = one.get("first_day") or one.get("last_day")
            if not first or one.get("kind") not in {"cancelled", "changed", "extra"}:
                continue
            last = max(first, one.get("last_day") or first)
            values = {
                "kind": one["kind"],
                "first_day": date.fromisoformat(first),
                "last_day": date.fromisoformat(last),
                "opens": time.fromisoformat(one["opens_at"]) if one.get("opens_at") else None,
                "closes": time.fromisoformat(one["closes_at"]) if one.get("closes_at") else None,
                "words": first_sentence(one.get("words", ""), 160),
            }
            self.exceptions.append(WantedException(self._exception_id(0, f"{first}/{last}"), None, None, values))

    def _id(self, ref: str, number: int) -> UUID:
        """Its own where it has one and is the first of it; else made of the service and its place in the row."""
        if ref and number == 0:
            return self.facts.id_of("schedule", ref)
        return uuid5(self.service_id, f"schedule/{ref or len(self.made)}/{number}")

    def _exception_id(self, number: int, text: str) -> UUID:
        return uuid5(self.service_id, f"exception/{len(self.exceptions)}/{number}/{text}")


def _rules(one: Record, notes: Notes) -> list[dict[str, Any]]:
    """The rules that a schedule comes to: one for each "which of the month", or those that its words say."""
    groups = _days(one, notes)
    opens, closes = _hours(one, notes)
    values = _shared(one, notes)
    days_of_month = _days_of_month(one, values, notes)
    if not groups and not days_of_month:
        return _by_words(one, values, opens, closes, notes)
    monthly = values["freq"] == Frequency.MONTHLY
    values |= {"opens": opens, "closes": closes}
    made = []
    for week, days in groups.items() or {None: []}.items():
        rule = dict(values)
        rule["byday"] = [day for day in DAYS if day in days]
        rule["week_of_month"] = week if monthly else None
        made.append(rule)
    return made


def _shared(one: Record, notes: Notes) -> dict[str, Any]:
    """What all rules of a schedule have in common, and what no field holds."""
    words = " ".join(one.get(name, "") for name in ("description", "notes"))
    more = {name: value for name, value in one.items() if name not in _KNOWN and name not in {"interval", "bymonthday"}}
    text = one.get("notes", "")
    if len(text) > NOTES:
        notes.add("too-long", "schedules.notes", text)
        more["notes"], text = text, first_sentence(text, NOTES)
    interval = one.get("interval", 1) or 1
    if not 1 <= interval <= 60:
        notes.add("number-far", "schedules.interval", str(interval))
        interval = 1
    start, end = _dates(one, more, notes)
    return {
        "freq": Frequency.MONTHLY if _is_monthly(one, notes) else Frequency.WEEKLY,
        "byday": [],
        "week_of_month": None,
        "opens": None,
        "closes": None,
        "valid_from": start,
        "valid_to": end,
        "term_time_only": bool(_TERM_TIME.search(words)) and not _ALL_YEAR.search(words),
        "interval": interval,
        "days_of_month": [],
        "bank_holidays": (
            BankHolidays.CLOSED
            if _NOT_HOLIDAYS.search(words)
            else BankHolidays.OPEN
            if _ON_HOLIDAYS.search(words)
            else BankHolidays.UNKNOWN
        ),
        "notes": text,
        "more": more,
    }


def _is_monthly(one: Record, notes: Notes) -> bool:
    freq = str(one.get("freq", "")).upper()
    if freq in {"WEEKLY", "MONTHLY"}:
        return freq == "MONTHLY"
    if freq:
        notes.add("freq-unknown", "schedules.freq", freq)
    days = str(one.get("byday", ""))
    return re.search(r"\d", days) is not None or (not days and "bymonthday" in one)


def _dates(one: Record, more: Record, notes: Notes) -> tuple[date | None, date | None]:
    start = one.get("valid_from") or one.get("dtstart")
    end = one.get("valid_to") or one.get("until")
    if more.get("dtstart") == start:
        more.pop("dtstart", None)
    if more.get("until") == end:
        more.pop("until", None)
    if start and end and start > end:
        notes.add("dates-order", "schedules.valid_from", f"{start} to {end}")
        return None, None
    return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def _days(one: Record, notes: Notes) -> dict[int | None, list[str]]:
    """Weekdays by which of the month they are (None: each). Without any, the weekday on which it began."""
    found: dict[int | None, list[str]] = {}
    for part in re.split(r"[,;/&\s]+", one.get("byday", "").upper()):
        match = _BYDAY.match(part)
        day = match and (_DAY_NAMES.get(match[2]) or _DAY_NAMES.get(match[2] + "S"))
        if not match or not day:
            if part:
                notes.add("day-unknown", "schedules.byday", part)
            continue
        week = int(match[1]) if match[1] else None
        if week is not None and week not in {1, 2, 3, 4, 5, -1}:
            notes.add("day-unknown", "schedules.byday", part)
            continue
        found.setdefault(week, []).append(day)
    if one.get("freq", "").upper() == "DAILY" and not found:
        return {None: list(DAYS)}
    if not found and not one.get("bymonthday") and one.get("dtstart") and one.get("opens_at"):
        # RFC 5545: a rule without days is of the weekday on which it begins.
        notes.add("day-of-start", "schedules.dtstart", one["dtstart"])
        return {None: [DAYS[date.fromisoformat(one["dtstart"]).weekday()]]}
    return found


def _days_of_month(one: Record, values: dict[str, Any], notes: Notes) -> list[int]:
    text = one.get("bymonthday", "")
    numbers = [int(part) for part in re.findall(r"-?\d+", text)]
    if not numbers:
        return []
    if values["freq"] != Frequency.MONTHLY or one.get("byday") or any(not -1 <= n <= 31 or n == 0 for n in numbers):
        values["more"]["bymonthday"] = text
        return []
    values["days_of_month"] = numbers
    return numbers


def _hours(one: Record, notes: Notes) -> tuple[time | None, time | None]:
    opens = time.fromisoformat(one["opens_at"]) if one.get("opens_at") else None
    closes = time.fromisoformat(one["closes_at"]) if one.get("closes_at") else None
    if opens and closes and closes <= opens:
        if closes == time(0, 0):
            notes.add("hours-midnight", "schedules.closes_at", str(closes))
            return opens, LAST_MINUTE
        if opens >= EVENING and closes <= MORNING:
            return opens, closes  # through the night: a helpline
        notes.add("hours-order", "schedules.closes_at", f"{opens:%H:%M} to {closes:%H:%M}")
        return opens, None
    if opens == closes == time(0, 0):
        return None, None
    return opens, closes


def _by_words(
    one: Record, values: dict[str, Any], opens: time | None, closes: time | None, notes: Notes
) -> list[dict[str, Any]]:
    """No day was named: what the description says, as far as it can be read in one way, and the words as they are."""
    words = one.get("description", "") or one.get("notes", "")
    read = read_times(words)
    for code in sorted(read.repairs):
        notes.add(code, "schedules.description", words)
    if not read.slots:
        said = [text for text in (one.get("description", ""), values["notes"]) if text]
        hours = f"{opens:%H:%M}" + (f" to {closes:%H:%M}" if closes else "") if opens else ""
        text = ". ".join(dict.fromkeys([*said, hours] if hours else said))
        if not text:
            return []
        values["notes"] = first_sentence(text, NOTES)
        if one.get("description") in {text, values["notes"]}:
            values["more"].pop("description", None)
        return [values]
    made = []
    for slot in read.slots:
        made.append(
            values
            | {
                "freq": Frequency.MONTHLY if slot.week else values["freq"],
                "byday": list(slot.days),
                "week_of_month": slot.week,
                "opens": slot.opens,
                "closes": slot.closes,
                "term_time_only": values["term_time_only"] or slot.term_time,
            }
        )
    if read.words and not made[0]["notes"]:
        made[0]["notes"] = first_sentence(read.words, NOTES)
    return made
