"""The words of opening times: days, hours, dashes and the rest, as tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAY_NAMES = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "weds": 2, "wednesday": 2,
    "thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5,
    "sun": 6, "sunday": 6,
}  # fmt: skip
_DAY_SETS = {
    "weekday": (0, 1, 2, 3, 4), "weekdays": (0, 1, 2, 3, 4), "weekend": (5, 6), "weekends": (5, 6),
    "daily": (0, 1, 2, 3, 4, 5, 6), "every day": (0, 1, 2, 3, 4, 5, 6), "everyday": (0, 1, 2, 3, 4, 5, 6),
    "7 days a week": (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip
_ORDINALS = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}

_PATTERN = re.compile(
    r"(?P<term>\(?\b(?:local\s+)?(?:school\s+)?term[\s-]?time(?:\s+only)?\b\)?)"
    r"|(?P<dayset>\b(?:7 days a week|every day|everyday|daily|weekdays?|weekends?)\b)"
    r"|(?P<ordinal>\b(?:1st|2nd|3rd|4th|first|second|third|fourth|last)\b(?=\s+(?:mon|tue|wed|thu|fri|sat|sun)))"
    r"|(?P<ofmonth>\b(?:of|in|every|each)\s+(?:the\s+|each\s+|every\s+)?month\b)"
    r"|(?P<day>\b(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)(?:'?s)?\b)"
    r"|(?P<noon>\b(?:12\s*)?(?:noon|midday)\b)"
    r"|(?P<midnight>\b(?:12\s*)?midnight\b)"
    r"|(?P<time>(?<![\d£.,:])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>a\.?m\b\.?|p\.?m\b\.?)?"
    r"(?![\d:]|\.\d|[a-z]|\s?%))"
    r"|(?P<slip>=)"
    r"|(?P<dash>[-–—−]|\bto\b|\buntil\b|\btill?\b)"
    r"|(?P<link>[,;&/+]|\band\b|\.(?!\d)|:|\n|\|)"
    r"|(?P<from>\bfrom\b|\bopens?\b(?:\s+(?:on|at))?|\bbetween\b|@|\bat\b|\bon\b)"
    r"|(?P<space>\s+)"
    r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*|\S)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Clock:
    """An hour as written, before anybody knows morning from afternoon."""

    hour: int
    minute: int
    half: str = ""  # "am", "pm", or "" where it was not said
    sure: bool = False  # 24-hour, noon: nothing to guess
    padded: bool = False  # two digits and a colon: 24-hour where the other end is so too


class Unsure(Exception):
    """The text can be read in more than one way."""


@dataclass(slots=True)
class Token:
    kind: str
    text: str
    clock: Clock | None = None
    days: tuple[int, ...] = ()
    week: int = 0


def tokens(text: str) -> list[Token]:
    found = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup if match.lastgroup not in {"hour", "minute", "half"} else "time"
        token = Token(kind or "word", match.group())
        lowered = match.group().lower()
        if match.group("time"):
            token.kind, token.clock = "time", _clock(match)
            if token.clock is None:
                token.kind = "word"
        elif kind == "noon":
            token.kind, token.clock = "time", Clock(12, 0, "pm", True)
        elif kind == "midnight":
            token.kind, token.clock = "time", Clock(24, 0, "", True)
        elif kind == "day":
            token.days = (_DAY_NAMES[re.sub(r"'?s$", "", lowered) if lowered not in _DAY_NAMES else lowered],)
        elif kind == "dayset":
            token.kind, token.days = "day", _DAY_SETS[lowered]
        elif kind == "ordinal":
            token.week = _ORDINALS[lowered]
        if token.kind != "space":
            found.append(token)
    return found


def _clock(match: re.Match[str]) -> Clock | None:
    hour, minute = int(match.group("hour")), int(match.group("minute") or 0)
    half = (match.group("half") or "").lower().replace(".", "")
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12):
        return None
    # 09:00 and 17:30 are 24-hour; 1:30 and 1.30 may be the afternoon.
    sure = not half and match.group("minute") is not None and (hour > 12 or hour == 0 or match.group("hour")[0] == "0")
    padded = not half and ":" in match.group("time") and len(match.group("hour")) == 2
    return Clock(hour, minute, half, sure or hour > 12, padded)
