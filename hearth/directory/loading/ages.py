"""Ages out of words, in months, only where the words are plain. Unknown stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass

YEAR = 12
OLDEST = 120  # years

_NUM = r"(\d{1,3})"
_DASH = r"\s*(?:-|–|to|and)\s*"
_RANGE_STRONG = (
    re.compile(rf"\baged\s+(?:between\s+)?{_NUM}{_DASH}{_NUM}\b", re.I),
    re.compile(rf"\bages?\s+(?:of\s+)?{_NUM}\s*(?:-|–|to)\s*{_NUM}\b", re.I),
    re.compile(rf"\b{_NUM}{_DASH}{_NUM}\s*[- ]?years?(?:[- ]olds?)?\b", re.I),
    re.compile(rf"\b(?:people|children|young people|those)\s+(?:from\s+)?{_NUM}\s*(?:-|–|to)\s*{_NUM}\b", re.I),
)
_BIRTH = re.compile(rf"\b(?:birth|0){_DASH}{_NUM}\s*years?\b", re.I)
_OLDER_STRONG = (
    re.compile(rf"\baged\s+{_NUM}\s*(?:years\s+)?(?:and|or)\s+(?:over|above|older)\b", re.I),
    re.compile(rf"\b{_NUM}\s*years?\s+(?:and|or)\s+(?:over|above|older)\b", re.I),
    re.compile(rf"\bover the age of\s+{_NUM}\b", re.I),
    re.compile(rf"\baged over\s+{_NUM}\b", re.I),
)
_YOUNGER_STRONG = (
    re.compile(rf"\bunder the age of\s+{_NUM}\b", re.I),
    re.compile(rf"\baged under\s+{_NUM}\b", re.I),
)
_RANGE_TAG = re.compile(rf"(?:^|;)\s*(?:men|women|anyone|people)?\s*{_NUM}\s*[-–]\s*{_NUM}\s*(?:;|$)", re.I)
_OVER_TAG = re.compile(rf"(?:^|;|\banyone)\s*over\s+{_NUM}\s*(?:;|$|\band\b)", re.I)
_UNDER_TAG = re.compile(rf"(?:^|;|\banyone)\s*under\s+{_NUM}\s*(?:;|$)", re.I)
_DOUBT = re.compile(
    r"\ball ages\b|\bany age\b|\bdepending on\b|\bopen to (?:all|everyone)\b|\band those\b|\bup to \d", re.I
)


@dataclass(frozen=True, slots=True)
class Ages:
    """Both ends in months, both included; None where nobody said. `unclear`: words speak of ages, but not plainly."""

    low: int | None = None
    high: int | None = None
    unclear: bool = False


def read_ages(text: str, *, tag: bool = False) -> Ages:
    """The ages a text states. `tag`: the text is a label ("over 14; under 25"), where short forms are plain too.

    "13 to 25 years" is 156 to 311: until the day before the 26th birthday. "Under 25" ends the month before 25.
    """
    lows: set[int] = set()
    highs: set[int] = set()
    ranges: set[tuple[int, int]] = set()
    for pattern in (*_RANGE_STRONG, *((_RANGE_TAG,) if tag else ())):
        ranges.update((int(a), int(b)) for a, b in pattern.findall(text))
    for young in _BIRTH.findall(text):
        ranges = {pair for pair in ranges if pair[1] != int(young)} | {(0, int(young))}
    for pattern in (*_OLDER_STRONG, *((_OVER_TAG,) if tag else ())):
        lows.update(int(a) for a in pattern.findall(text))
    for pattern in (*_YOUNGER_STRONG, *((_UNDER_TAG,) if tag else ())):
        highs.update(int(a) for a in pattern.findall(text))
    if not (ranges or lows or highs):
        return Ages()
    if _DOUBT.search(text) or len(ranges) > 1 or len(lows) > 1 or len(highs) > 1 or (ranges and (lows or highs)):
        return Ages(unclear=True)
    if ranges:
        low, high = next(iter(ranges))
        if not 0 <= low < high <= OLDEST:
            return Ages(unclear=True)
        return Ages(low * YEAR, high * YEAR + YEAR - 1)
    low_year, high_year = (next(iter(lows)) if lows else None), (next(iter(highs)) if highs else None)
    if max(low_year or 0, high_year or 0) > OLDEST or (lows and highs and (low_year or 0) >= (high_year or 0)):
        return Ages(unclear=True)
    return Ages(
        low_year * YEAR if low_year is not None else None, high_year * YEAR - 1 if high_year is not None else None
    )
