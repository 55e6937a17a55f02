"""Opening times as people write them, read with care.

`read_times("Monday 12noon - 2pm, Thurs 10-12")` gives slots; what cannot be read for certain is given back as words,
never guessed. A range without am or pm is read only where one reading makes sense (9 - 4, 10 - 12).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import time
from itertools import pairwise

from hearth.directory.loading import opening_tokens
from hearth.directory.loading.opening_tokens import Clock, Token, Unsure

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_MINUTE = time(23, 59)
SHORTEST = 15  # minutes; anything shorter is a slip of the keyboard

# Words that change what the days and times beside them mean: then nothing is read at all.
_CHANGES_MEANING = re.compile(
    r"\b(?:except|excluding|apart from|closed|not open|alternate|fortnight\w*|every other|other than|by appointment"
    r"|upon request|on request|most|some|varies|various|variable|bi-?weekly|once|until further|last orders|unless|"
    r"only if|tbc|temporarily)\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\(?\b(?:except|excluding|not open on|closed on|not)\s+(?:on\s+)?(?:public|bank)\s+holidays?\b\)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of opening on some weekdays; `week` is 1-4 or -1 (last) of the month for a monthly one."""

    days: tuple[str, ...]
    opens: time
    closes: time | None = None
    week: int | None = None
    term_time: bool = False


@dataclass(slots=True)
class Times:
    """What was read. `words` is the text to keep beside the slots: empty when the slots say it all."""

    slots: list[Slot] = field(default_factory=list)
    words: str = ""
    repairs: set[str] = field(default_factory=set)


def read_times(text: str) -> Times:
    """Slots and leftover words of a text. Never raises, never loses the text: no slots means `words` is all of it."""
    text = text.strip()
    if not text:
        return Times()
    if text.lower() in {"24/7", "24 hours", "24 hours a day", "always open"}:
        return Times([Slot(DAYS, time(0, 0), LAST_MINUTE)])
    kept = Times(words=text, repairs={"hours-words"})
    harmless = bool(_HARMLESS.search(text))
    plain = _HARMLESS.sub(" ", text)
    if _CHANGES_MEANING.search(plain):
        return kept
    try:
        slots, leftover, repairs = _read(plain)
    except Unsure:
        return kept
    if not slots:
        return kept
    if leftover or harmless:
        return Times(slots, text, repairs | ({"hours-some"} if leftover else set()))
    return Times(slots, "", repairs)


def read_day(text: str, day: str) -> Times:
    """The hours of one named day: "08:30-13:00,14:00-17:30", "CLOSED", ""."""
    text = text.strip()
    if not text or text.lower() in {"closed", "none", "-"}:
        return Times()
    if re.fullmatch(r"\d{1,2}:\d{2}(?:\s*[-–:,]\s*\d{1,2}:\d{2})+", text):
        marks = re.findall(r"\d{1,2}:\d{2}", text)
        hours = [_clock_time(int(mark.split(":")[0]), int(mark.split(":")[1])) for mark in marks]
        if len(hours) % 2 == 0 and None not in hours:
            repairs = set() if re.fullmatch(r"[\d:]+-[\d:]+(?:,[\d:]+-[\d:]+)*", text) else {"hours-punctuation"}
            if any(pair.count(":") != 2 for pair in text.split(",")):
                repairs.add("hours-punctuation")
            slots = []
            for opens, closes in zip(hours[::2], hours[1::2], strict=True):
                assert opens is not None and closes is not None
                if closes == time(0, 0):
                    closes, repairs = LAST_MINUTE, repairs | {"hours-midnight"}
                slots.append(Slot((day,), opens, closes))
            ends = [(slot.opens, slot.closes or slot.opens) for slot in slots]
            if all(_minutes(a, b) >= SHORTEST for a, b in ends) and all(
                before[1] <= after[0] for before, after in pairwise(ends)
            ):
                return Times(slots, "", repairs)
    times = read_times(f"{day_name(day)} {text}")
    return (
        times if times.slots and not times.words else Times(words=f"{day_name(day)}: {text}", repairs={"hours-words"})
    )


def join_days(slots: list[Slot]) -> list[Slot]:
    """Slots that differ only in their days become one, days in the week's order."""
    found: dict[Slot, set[str]] = {}
    for slot in slots:
        found.setdefault(replace(slot, days=()), set()).update(slot.days)
    joined = [replace(key, days=tuple(day for day in DAYS if day in days)) for key, days in found.items()]
    return sorted(joined, key=lambda s: (DAYS.index(s.days[0]), s.opens, s.closes or s.opens, s.week or 0))


def day_name(day: str) -> str:
    """The English name of a two-letter day."""
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[DAYS.index(day)]


def _read(text: str) -> tuple[list[Slot], bool, set[str]]:
    """Slots, whether words were left over, and repairs. Raises Unsure."""
    tokens = opening_tokens.tokens(text)
    structural = [token.kind for token in tokens if token.kind in {"day", "time"}]
    if structural[:1] == ["time"] and "day" in structural:
        tokens = _days_first(tokens)
    state = _Reader()
    position = 0
    while position < len(tokens):
        position = state.take(tokens, position)
    state.finish()
    return join_days(state.slots), state.leftover, state.repairs


def _days_first(tokens: list[Token]) -> list[Token]:
    """ "9 - 4 Monday - Friday" with the days in front. Raises Unsure where more than one group follows."""
    first_day = next(i for i, token in enumerate(tokens) if token.kind == "day")
    last_day = max(i for i, token in enumerate(tokens) if token.kind == "day")
    if any(token.kind == "time" for token in tokens[first_day:]):
        raise Unsure
    if any(token.kind == "word" for token in tokens[:first_day]):
        raise Unsure
    return [*tokens[first_day : last_day + 1], *tokens[:first_day], *tokens[last_day + 1 :]]


class _Reader:
    """Walks the tokens: days gather until times come, then each range is a slot on those days."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.leftover = False
        self.repairs: set[str] = set()
        self.days: list[int] = []
        self.week: int | None = None
        self.monthly = False
        self.had_times = False
        self.word_since = False  # a word since the last day or time
        self.term_from = 0

    def take(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        if token.kind in {"day", "ordinal"}:
            return self._take_day(tokens, at)
        if token.kind == "time":
            return self._take_time(tokens, at)
        if token.kind == "term":
            self.slots[self.term_from :] = [replace(slot, term_time=True) for slot in self.slots[self.term_from :]]
            if not self.slots:
                self.leftover = True
        elif token.kind == "ofmonth":
            if not self.week:
                raise Unsure
        elif token.kind in {"dash", "slip"}:
            if self.had_times and at + 1 < len(tokens) and tokens[at + 1].kind == "time":
                raise Unsure
        elif token.kind == "word" and any(letter.isalnum() for letter in token.text):
            self.leftover = self.word_since = True
        return at + 1

    def _take_day(self, tokens: list[Token], at: int) -> int:
        if self.had_times or self.word_since:
            # "Monday via referral and Saturday 10am": Monday's hours were never said.
            self.days, self.week, self.had_times = [], None, False
            self.term_from = len(self.slots)
        self.word_since = False
        token = tokens[at]
        if token.kind == "ordinal":
            if self.days or tokens[at + 1].kind != "day":
                raise Unsure
            self.week = token.week
            return at + 1
        following = [t.kind for t in tokens[at + 1 : at + 3]]
        if following in (["dash", "day"], ["slip", "day"]) and len(token.days) == 1 and len(tokens[at + 2].days) == 1:
            start, end = token.days[0], tokens[at + 2].days[0]
            if start >= end or self.week:
                raise Unsure
            self.days.extend(range(start, end + 1))
            return at + 3
        self.days.extend(token.days)
        return at + 1

    def _take_time(self, tokens: list[Token], at: int) -> int:
        start = tokens[at].clock
        assert start is not None
        joined = at + 2 < len(tokens) and tokens[at + 1].kind in {"dash", "slip"} and tokens[at + 2].kind == "time"
        if self.had_times and self.word_since:
            self.leftover = True  # "10am - 12 (lunch 11-1pm)": another thing's hours
            return at + 3 if joined else at + 1
        if not joined:
            if not (start.half or start.sure):
                self.leftover = self.word_since = True  # a bare number: not an hour of ours
                return at + 1
            if not self.days:
                raise Unsure
            if start.hour == 24 or (at + 1 < len(tokens) and tokens[at + 1].kind == "dash"):
                raise Unsure
            self._add(_certain(start), None)
            return at + 1
        end = tokens[at + 2].clock
        assert end is not None
        if not self.days:
            raise Unsure
        if tokens[at + 1].kind == "slip":
            self.repairs.add("hours-punctuation")
        opens, closes, guessed = _range(start, end)
        if guessed:
            self.repairs.add("hours-half-day")
        if closes == LAST_MINUTE and end.hour in {0, 24}:
            self.repairs.add("hours-midnight")
        self._add(opens, closes)
        return at + 3

    def _add(self, opens: time, closes: time | None) -> None:
        self.had_times, self.word_since = True, False
        days = tuple(DAYS[day] for day in sorted(set(self.days)))
        self.slots.append(Slot(days, opens, closes, self.week))

    def finish(self) -> None:
        """Days that never got a time are words, not a slot."""
        if self.days and not self.had_times:
            self.leftover = True


def _certain(clock: Clock) -> time:
    hour = clock.hour
    if clock.half == "pm" and hour < 12:
        hour += 12
    elif clock.half == "am" and hour == 12:
        hour = 0
    found = _clock_time(hour, clock.minute)
    if found is None:
        raise Unsure
    return found


def _range(start: Clock, end: Clock) -> tuple[time, time, bool]:
    """Opens, closes, and whether a half of the day had to be supposed. Raises Unsure."""
    both_padded = (start.padded or start.sure) and (end.padded or end.sure)
    said_start = bool(start.half or start.sure or both_padded)
    said_end = bool(end.half or end.sure or both_padded)
    midnight = end.minute == 0 and end.hour in {0, 24}
    starts = [_certain(start)] if said_start else _both(start)
    ends = [LAST_MINUTE] if midnight else [_certain(end)] if said_end else _both(end)
    likely = [(a, b) for a in starts for b in ends if _minutes(a, b) >= SHORTEST]
    if said_end or said_start:
        # "1-3pm" and "10am - 2": the shortest stretch that keeps the order.
        if not likely:
            raise Unsure
        return (*min(likely, key=lambda pair: _minutes(*pair)), False)
    # Neither was said: only a day's work is plain (9 - 4, 8.30-4.30, 10 - 12).
    plain = [(a, b) for a, b in likely if time(8) <= a < time(12) and a < b <= time(18, 0)]
    if start.hour in range(8, 12) and (end.hour <= 6 or end.hour == 12) and len(plain) == 1:
        return (*plain[0], True)
    raise Unsure


def _both(clock: Clock) -> list[time]:
    hours = [0, 12] if clock.hour == 12 else [clock.hour, clock.hour + 12]
    return [found for hour in hours if (found := _clock_time(hour, clock.minute)) is not None]


def _clock_time(hour: int, minute: int) -> time | None:
    if (hour, minute) == (24, 0):
        return time(0, 0)
    return time(hour, minute) if 0 <= hour <= 23 and 0 <= minute <= 59 else None


def _minutes(start: time, end: time) -> int:
    return (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
