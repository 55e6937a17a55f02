"""Which tests the quick loop leaves out because of what they cost, beside those that are marked `slow`.

`slow.txt` names them; `./hub test --note-slow` writes it anew from how long each took. What is marked by hand is slow
by its kind (a real process, a fault, a backup) or by what it is set up with, which no one test is to blame for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Final

LONG: Final = 0.125
"""Seconds that a test takes, its setting up left aside; of one with several cases, a case on average."""
FILE: Final = Path(__file__).with_name("slow.txt")


def name(nodeid: str) -> str:
    """The test of this case."""
    return nodeid.partition("[")[0]


def slow(file: Path = FILE) -> frozenset[str]:
    """The tests that were slow when it was last noted."""
    return frozenset(file.read_text(encoding="utf-8").split())


def note(took: Iterable[tuple[str, float]], file: Path = FILE) -> None:
    """Write down which were slow, by case and seconds. Tests that did not run stay as they were noted."""
    by_test: dict[str, list[float]] = defaultdict(list)
    for nodeid, seconds in took:
        by_test[name(nodeid)].append(seconds)
    long = {test for test, times in by_test.items() if mean(times) > LONG}
    named = sorted((slow(file) - by_test.keys()) | long)
    file.write_text("".join(f"{test}\n" for test in named), encoding="utf-8")
