"""`bench feed`: how long it takes to read another directory's feed, and to read it again when nothing is new."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError

from hearth.directory.bench import scratch
from hearth.directory.bench.pages import Pages

Figures = dict[str, Any]


class FeedBench:
    """The bench. `run` gives for each size the first reading and a second one that brings nothing new."""

    def __init__(self, *, sizes: list[int], say: Callable[[str], None]) -> None:
        self.sizes = sizes
        self.say = say

    def run(self) -> Figures:
        """For each size a scratch database of its own, dropped afterwards, and a real server on the loopback."""
        figures: Figures = {"bench": "feed", "machine": Pages.machine(), "sizes": []}
        for size in self.sizes:
            with scratch.scratch_database() as url, elsewhere(size) as address:
                self.say(f"Reading {size:,} services …")
                first = self._read(url, address, size)
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("vacuum analyze")
                self.say("Reading them again …")
                second = self._read(url, address, size)
            if first.get("added") != size or second.get("unchanged") != size:
                raise CommandError(f"Not all of it came in: {first}, {second}")
            figures["sizes"].append({"services": size, "first": first, "again": second})
        return figures

    def _read(self, url: str, address: str, size: int) -> Figures:
        environment = scratch.serving_environment(url) | {"HEARTH_FEEDS_FROM_INSIDE": "1"}
        typed = json.dumps({"address": address})
        found: Figures = json.loads(scratch.run_python(["-m", "hearth.directory.bench.reading"], environment, typed))
        return found | {"rows_per_second": round(size / found["seconds"], 1)}

    def table(self, figures: Figures) -> str:
        """The figures as a table."""
        lines = [f"{'services':>9} {'':<7} {'seconds':>9} {'rows/s':>9} {'peak MB':>9}"]
        for at in figures["sizes"]:
            for name in ("first", "again"):
                row = at[name]
                lines.append(
                    f"{at['services']:>9,} {name:<7} {row['seconds']:>9,.1f} {row['rows_per_second']:>9,.0f} "
                    f"{row['memory_mb']:>9,.0f}"
                )
        return "\n".join(lines)


@contextmanager
def elsewhere(size: int) -> Iterator[str]:
    """The other directory, in a process of its own; yields the address of its API."""
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own words)
        [sys.executable, "-m", "hearth.directory.bench.elsewhere", str(size)],
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/api"
    finally:
        process.terminate()
        process.communicate()
