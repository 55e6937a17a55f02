"""One record as the standard would have it: known properties of the right kind, texts plain, nothing empty.

What cannot be mended is left out and noted; the record as it came is kept beside it (`SourceRow.raw`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from hearth.directory.feeds import plain
from hearth.directory.feeds.standard import OBJECTS
from hearth.directory.loading.reasons import Notes

Record = dict[str, Any]
MOST_PARTS = 500  # entries of one list; more is a mistake

_NOTHING = {"null", "none", "nan", "n/a", "undefined", "-", "--", "."}
_NUMBER = re.compile(r"[^\d.,-]")
_DAYS = (
    (re.compile(r"^(\d{4})-(\d\d?)-(\d\d?)"), (1, 2, 3)),
    (re.compile(r"^(\d{4})/(\d\d?)/(\d\d?)"), (1, 2, 3)),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)$"), (1, 2, 3)),
    (re.compile(r"^(\d\d?)[/.-](\d\d?)[/.-](\d{4})"), (3, 2, 1)),  # as it is written in Britain
)
_CLOCK = re.compile(
    r"^(?:\d{4}-\d\d-\d\dT)?(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?(?:Z|[+-]\d\d:?\d\d)?$",
    re.I,
)


def cleaned(kind: str, value: Any, notes: Notes, at: str = "") -> Record:
    """The object's known properties, each of its kind. `at` is where it stands, for the notes ("schedules")."""
    if not isinstance(value, dict):
        return {}
    made: Record = {}
    kinds = OBJECTS[kind]
    for name, part in value.items():
        wanted = kinds.get(name)
        if wanted is None or part is None or part == "" or part == [] or part == {}:
            continue
        where = f"{at}.{name}" if at else name
        found = _value(wanted, part, notes, where)
        if found is not None and found != "" and found != [] and found != {}:
            made[name] = found
    return made


def _value(wanted: str, part: Any, notes: Notes, where: str) -> Any:
    if wanted[0] == "[":
        entries = part if isinstance(part, list) else [part]
        if len(entries) > MOST_PARTS:
            notes.add("too-many-parts", where, str(len(entries)))
            entries = entries[:MOST_PARTS]
        kind = wanted[1:-1]
        return [found for entry in entries if (found := cleaned(kind, _object(entry), notes, where))]
    if wanted in OBJECTS:
        return cleaned(wanted, _object(part[0] if isinstance(part, list) and part else part), notes, where)
    if isinstance(part, dict | list):
        notes.add("wrong-type", where, str(part))
        return None
    return _READERS[wanted](part, notes, where)


def _object(part: Any) -> Any:
    """Where only an id or a name stands instead of an object."""
    if isinstance(part, str):
        return {"id": part} if is_uuid(part) else {"name": part}
    return part


def reference(part: Any) -> str:
    """An id as records are known by it; "" for none."""
    return "" if part is None or isinstance(part, dict | list) else _id(part, Notes(), "")


def is_uuid(text: str) -> bool:
    return bool(_UUID.match(text))


_UUID = re.compile(r"^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$", re.I)


# Kinds ----------------------------------------------------------------------------------------------------------------
def _text(part: Any, notes: Notes, where: str) -> str:
    raw = _string(part)
    if len(raw) > plain.LONGEST:
        notes.add("huge-text", where, raw[:200])
        raw = raw[: plain.LONGEST]
    found, had = plain.plain(raw)
    if had:
        notes.add("markup", where, raw, found)
    return "" if found.lower() in _NOTHING else found


def _line(part: Any, notes: Notes, where: str) -> str:
    return re.sub(r"\s*\n[\s-]*", ", ", _text(part, notes, where)).strip(" ,")


def _string(part: Any) -> str:
    if isinstance(part, bool):
        return "Yes" if part else "No"
    if isinstance(part, float) and part.is_integer():
        return str(int(part))
    return str(part)


def _number(part: Any, notes: Notes, where: str) -> float | int | None:
    if isinstance(part, bool):
        notes.add("wrong-type", where, str(part))
        return None
    if isinstance(part, int | float):
        return None if part != part or abs(part) > 1e15 else part
    text = str(part).strip()
    if not re.search(r"\d", text):
        if text.lower() not in _NOTHING:
            notes.add("wrong-type", where, text)
        return None
    try:
        number = float(_NUMBER.sub("", text).replace(",", ""))
    except ValueError:
        notes.add("wrong-type", where, text)
        return None
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        notes.add("number-words", where, text, f"{number:g}")
    return int(number) if number.is_integer() else number


def _whole(part: Any, notes: Notes, where: str) -> int | None:
    number = _number(part, notes, where)
    return None if number is None else int(number)


def _day(part: Any, notes: Notes, where: str) -> str:
    """A day as 2026-03-01; times of day are left out."""
    text = str(part).strip()
    for pattern, places in _DAYS:
        match = pattern.match(text)
        if match:
            try:
                found = date(*(int(match[place]) for place in places))
            except ValueError:
                break
            if not 1900 <= found.year <= 2200:
                break
            if not text.startswith(found.isoformat()):
                notes.add("date-written", where, text, found.isoformat())
            return found.isoformat()
    notes.add("date-invalid", where, text)
    return ""


def _moment(part: Any, notes: Notes, where: str) -> str:
    """A moment as ISO 8601 with its zone; without one it is taken as UTC."""
    if isinstance(part, int | float) and not isinstance(part, bool):
        try:
            return datetime.fromtimestamp(part / 1000 if part > 1e11 else part, UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            notes.add("date-invalid", where, str(part))
            return ""
    text = str(part).strip()
    try:
        found = datetime.fromisoformat(text.replace("z", "Z").replace("Z", "+00:00"))
    except ValueError:
        day = _day(text, notes, where)
        if not day:
            return ""
        found = datetime.fromisoformat(day)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.isoformat() if 1900 <= found.year <= 2200 else ""


def _clock(part: Any, notes: Notes, where: str) -> str:
    """A time of day as 09:30:00; zones are left out, because a schedule's times are those of its place."""
    text = str(part).strip()
    match = _CLOCK.match(text)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half == "p" and hour < 12:
            hour += 12
        if half == "a" and hour == 12:
            hour = 0
        if (hour, minute) == (24, 0):
            hour, minute = 23, 59
            notes.add("hours-midnight", where, text)
        if hour <= 23 and minute <= 59 and (half or match[2] is not None):
            found = time(hour, minute).isoformat()
            if half or len(match[1]) < 2:
                notes.add("time-written", where, text, found)
            return found
    notes.add("time-invalid", where, text)
    return ""


def _yes(part: Any, notes: Notes, where: str) -> bool | None:
    if isinstance(part, bool):
        return part
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(str(part).lower())


def _id(part: Any, _notes: Notes, _where: str) -> str:
    text = plain.tidy(_string(part))[:180]
    return str(UUID(text)) if is_uuid(text) else text


def _address(part: Any, _notes: Notes, _where: str) -> str:
    return plain.tidy(str(part)).replace("&amp;", "&")[:2000]


_READERS: dict[str, Any] = {
    "text": _text,
    "line": _line,
    "number": _number,
    "whole": _whole,
    "day": _day,
    "moment": _moment,
    "clock": _clock,
    "yes": _yes,
    "id": _id,
    "address": _address,
    "email": _line,
}
