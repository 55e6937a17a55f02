"""Ages that somebody said in their words: "my 3 year old", "14yr old lad", "im 15", "18 month old", "teenager"."""

from __future__ import annotations

import re

MONTHS = 12
OLDEST = 25  # years
NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_NUMBER = re.compile(r"\b(" + "|".join(NUMBERS) + r")\b")
_YEARS = (
    re.compile(r"\b(\d{1,2})\s*(?:years?|yrs?|y|yo)\b"),
    re.compile(r"\baged?\s+(\d{1,2})\b"),
    # Not "im 20 weeks", "shes 2 days late", "is 3 of them".
    re.compile(
        r"\b(?:im|am|shes|hes|is|turning|turned|nearly|almost|just)\s+(\d{1,2})\b"
        r"(?!\s*(?:weeks?|wks?|months?|mths?|days?|hours?|hrs?|mins?|minutes?|of|kids?|children|times?|words?))"
    ),
    re.compile(r"\b(\d{1,2})\s*(?:latka|latek|lata|lat|letni\w*|років|роки|рік|річн\w*|سال)\b"),
)
_MONTHS = re.compile(r"\b(\d{1,2})\s*(?:months?|mths?|mo|m)\s*olds?\b|\b(\d{1,2})mo\b")
_WEEKS = re.compile(r"\b(\d{1,2})\s*(?:weeks?|wks?)\s*olds?\b")
BABY, TODDLER, TEENAGER = "baby", "toddler", "teenager"


def ages_said(plain_words: str) -> tuple[int, int] | None:
    """From and to, in months, both included; None where no age is said. Several ages make one span."""
    spans: list[tuple[int, int]] = []
    words = _NUMBER.sub(lambda found: str(NUMBERS[found[1]]), plain_words)
    for pattern in _YEARS:
        for found in pattern.finditer(words):
            years = int(found[1])
            if 0 < years <= OLDEST:
                spans.append((years * MONTHS, years * MONTHS + MONTHS - 1))
    spans += [(months, months) for found in _MONTHS.finditer(words) for months in [int(found[1] or found[2])]]
    spans += [(int(found[1]) // 4, int(found[1]) // 4) for found in _WEEKS.finditer(words)]
    return (min(low for low, _high in spans), max(high for _low, high in spans)) if spans else None


def stage(low: int, high: int) -> str:
    """The everyday word for somebody of these months, empty where there is none."""
    if high < MONTHS:
        return BABY
    if low < 4 * MONTHS:
        return TODDLER
    return TEENAGER if 11 * MONTHS <= low < 20 * MONTHS else ""
