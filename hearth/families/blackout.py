"""Blacking words out: which stretches of a text go, and what is left to read. Nothing here knows whose text it is.

What is blacked out is cut out: the mark in its place is the same for one letter and for a page, so that nobody can
guess a name by its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARK = "[blacked out]"
# Up to a full stop with a space or the end after it: "3.30" and "e.g." inside a word end nothing.
SENTENCE = re.compile(r"\S(?:[^.!?\n]|[.!?]+(?![\s.!?]|$))*(?:[.!?]+(?=\s|$))?")
ALIKE = {"'": "['’]", "’": "['’]", '"': '["“”]', "“": '["“”]', "”": '["“”]', "-": "[-‐–]"}
Stretch = tuple[int, int]  # of a text: from the first letter to after the last


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a text that stays, or goes."""

    text: str
    is_black: bool


def tidy(text: str) -> str:
    """A text as it is kept in a copy: composed letters, plain line ends, no spaces around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sentences(text: str) -> list[Stretch]:
    """Stretches that a person may tick: sentences and lines."""
    found = []
    for match in SENTENCE.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if end > match.start():
            found.append((match.start(), end))
    return found


def stretches_of(passage: str, text: str) -> list[Stretch]:
    """Where a typed passage stands in a text, as whole words; capitals, spaces and kinds of quotes do not count."""
    words = tidy(passage).split()
    if not words:
        return []
    pattern = r"\s+".join("".join(ALIKE.get(sign, re.escape(sign)) for sign in word) for word in words)
    begins = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
    ends = r"(?!\w)" if re.search(r"\w$", words[-1]) else ""
    return [match.span() for match in re.finditer(begins + pattern + ends, text, re.IGNORECASE)]


def joined(stretches: Iterable[Stretch], text: str) -> list[Stretch]:
    """In order, without overlap, inside the text; two with nothing but spaces and signs between them are one."""
    found: list[Stretch] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in stretches):
        if start >= end:
            continue
        if found and not re.search(r"\w", text[found[-1][1] : start]):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def segments(text: str, stretches: Iterable[Stretch]) -> list[Segment]:
    """The text as runs that stay and runs that go."""
    made, at = [], 0
    for start, end in joined(stretches, text):
        if start > at:
            made.append(Segment(text[at:start], is_black=False))
        made.append(Segment(text[start:end], is_black=True))
        at = end
    if at < len(text):
        made.append(Segment(text[at:], is_black=False))
    return made


def left(text: str, stretches: Iterable[Stretch]) -> str:
    """What is left to read."""
    return "".join(MARK if run.is_black else run.text for run in segments(text, stretches))


def gone(text: str, stretches: Iterable[Stretch]) -> list[str]:
    """What nobody shall read."""
    return [run.text for run in segments(text, stretches) if run.is_black]


def by_item(pieces: Sequence[Sequence[int]], passages: Sequence[str], texts: Sequence[str]) -> list[list[Stretch]]:
    """For each of several texts what goes: pieces that were ticked ([which text, start, end]), and every place where a
    typed passage stands."""
    found: list[list[Stretch]] = [[] for _text in texts]
    for which, start, end in pieces:
        if 0 <= which < len(texts):
            found[which].append((start, end))
    for which, text in enumerate(texts):
        for passage in passages:
            found[which] += stretches_of(passage, text)
        found[which] = joined(found[which], text)
    return found
