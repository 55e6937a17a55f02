"""Small numbers kept back: a count from which somebody could be recognised is not shown, nor one that gives it away.

The rule: a count from 1 to 4 is hidden. Where the counts of one group have a known total, further counts are hidden
until what is hidden is at least two counts which together are 5 or more, so that no subtraction brings one back. Zero
says nothing of anybody and is shown, unless it must hide another.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

SMALL = 5  # the least that is shown
HIDDEN = None

Key = TypeVar("Key", bound=Hashable)


def is_small(number: int) -> bool:
    """Whether a count must not be shown by itself."""
    return 0 < number < SMALL


def alone(number: int) -> int | None:
    """A count that stands by itself."""
    return HIDDEN if is_small(number) else number


def part(number: int, whole: int) -> int | None:
    """A part of a whole that is shown: hidden where it or the rest is small. Nothing is shown of a small whole."""
    if is_small(whole) or is_small(number) or is_small(whole - number):
        return HIDDEN
    return number


def group(counts: Mapping[Key, int], *, hide: Collection[Key] = ()) -> dict[Key, int | None]:
    """Counts that make up a total which is shown or can be worked out. `hide`: those that must be hidden besides."""
    hidden = {key for key, number in counts.items() if is_small(number)} | (set(hide) & set(counts))
    if hidden:
        # The smallest first; of equal ones the one that stands first, so that the same counts hide the same.
        for key in sorted((key for key in counts if key not in hidden), key=lambda key: counts[key]):
            if len(hidden) > 1 and sum(counts[one] for one in hidden) >= SMALL:
                break
            hidden.add(key)
    return {key: HIDDEN if key in hidden else number for key, number in counts.items()}
