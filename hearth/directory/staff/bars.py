"""Bars over time, drawn by the server: a picture beside a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 140  # of the drawing, in its own units
STEP = 36  # from one bar to the next


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: how many, and how many of them are the darker part."""

    total: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar in the drawing's own units; y grows downwards."""

    x: int
    y: int
    height: int
    part_y: int
    part_height: int


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing."""

    bars: tuple[Drawn, ...]
    width: int
    height: int


def bars(rows: Sequence[Bar]) -> Bars:
    """Scale bars to one height; a number above zero is always seen."""
    most = max((row.total for row in rows), default=0)

    def tall(number: int) -> int:
        return max(2, round(HEIGHT * number / most)) if number and most else 0

    drawn = tuple(
        Drawn(place * STEP + 6, HEIGHT - tall(row.total), tall(row.total), HEIGHT - tall(row.part), tall(row.part))
        for place, row in enumerate(rows)
    )
    return Bars(drawn, max(1, len(rows)) * STEP, HEIGHT)
