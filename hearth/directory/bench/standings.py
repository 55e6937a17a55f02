"""`bench standings`: how long the morning takes to work out the standing of every listing, as the directory grows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg

from hearth.directory.bench import scratch
from hearth.directory.bench.pages import Pages
from hearth.directory.bench.world import World, demo_postcodes

Figures = dict[str, Any]
TRIGGERED = ("directory_service", "directory_serviceterm", "directory_serviceplace", "directory_schedule")


class Standings:
    """The bench. `run` gives seconds: of the first morning, of the same morning again, of the next day."""

    def __init__(self, *, sizes: list[int], say: Callable[[str], None]) -> None:
        self.sizes = sizes
        self.say = say

    def run(self) -> Figures:
        """Make a scratch database for each size, work, drop it."""
        figures: Figures = {"bench": "standings", "machine": Pages.machine(), "sizes": []}
        for size in self.sizes:
            with scratch.scratch_database() as url:
                self._fill(url, size)
                self.say(f"Working out {size:,} …")
                mornings = {
                    name: self._morning(url, days) for name, days in (("first", 0), ("again", 0), ("next_day", 1))
                }
                figures["sizes"].append({"listings": size, **mornings})
        return figures

    def _fill(self, url: str, size: int) -> None:
        """The world without triggers while it is made: it refreshes the search itself."""
        self.say(f"Making {size:,} listings …")
        with psycopg.connect(url) as connection:
            for table in TRIGGERED:
                connection.execute(f"alter table {table} disable trigger user")
            connection.commit()
            for _count in World(demo_postcodes()).grow(connection, size):
                pass
            for table in TRIGGERED:
                connection.execute(f"alter table {table} enable trigger user")
            connection.commit()
            connection.autocommit = True
            connection.execute("vacuum analyze")

    @staticmethod
    def _morning(url: str, days: int) -> Figures:
        words = ["-m", "hearth.directory.bench.morning", "standing", str(days)]
        made: Figures = json.loads(scratch.run_python(words, scratch.serving_environment(url)))
        return made

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine = figures["machine"]
        lines = [f"{machine['cores']} cores, load {machine['load'][0]}", "listings    morning    moved   seconds"]
        for at in figures["sizes"]:
            for name in ("first", "again", "next_day"):
                one = at[name]
                lines.append(f"{at['listings']:>8,}  {name:>9}  {one['moved']:>7,}  {one['seconds']:>8}")
        return "\n".join(lines)
