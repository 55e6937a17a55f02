"""`bench pages`: what a results page costs, bare and whole, alone and under load, as the directory grows."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command

from hearth.directory.bench import scratch, searches, server
from hearth.directory.bench.world import World, demo_postcodes, fill_postcodes, give_defaults, postcodes

REAL = Path(
    os.environ.get("HEARTH_BENCH_POSTCODES", settings.ROOT.parent / "shared/data/greater-manchester/postcodes.csv.gz")
)
TRIGGERED = ("directory_service", "directory_serviceterm", "directory_serviceplace", "directory_schedule")
Figures = dict[str, Any]


class Pages:
    """The bench. `run` gives figures in milliseconds, bytes and requests a second."""

    def __init__(self, *, sizes: list[int], seconds: float, rounds: int, say: Callable[[str], None]) -> None:
        self.sizes = sizes
        self.seconds = seconds
        self.rounds = rounds
        self.say = say

    def run(self) -> Figures:
        """Make a scratch database, grow it from size to size, measure at each, drop it."""
        rows = postcodes(REAL) if REAL.exists() else demo_postcodes()
        figures: Figures = {"bench": "pages", "machine": self.machine(), "postcodes": len(rows), "sizes": []}
        call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their styles by content
        with scratch.scratch_database() as url, psycopg.connect(url) as connection:
            figures["database"] = connection.info.dbname
            fill_postcodes(connection, rows)
            give_defaults(connection)
            for table in TRIGGERED:  # the loader refreshes the search itself, in large pieces
                connection.execute(f"alter table {table} disable trigger user")
            connection.commit()
            world = World(rows)
            asked = searches.addresses([row[0] for row in rows])
            for size in self.sizes:
                self.say(f"Making {size:,} services …")
                for count in world.grow(connection, size):
                    if count % 20000 == 0:
                        self.say(f"  {count:,}")
                connection.commit()
                connection.autocommit = True
                connection.execute("vacuum analyze")
                connection.autocommit = False
                self.say(f"Measuring at {size:,} …")
                figures["sizes"].append(self.measure(url, size, asked))
        return figures

    def measure(self, url: str, size: int, asked: list[str]) -> Figures:
        """All figures at one size."""
        environment = scratch.serving_environment(url)
        taken = self._times(environment, asked)
        made: Figures = {"services": size, "statements": max(taken["statements"])}
        for what in ("sql", "page"):
            every = sorted(value for round_ in taken[what] for value in round_)
            medians = [statistics.median(round_) for round_ in taken[what]]
            made[f"{what}_p50_ms"] = round(statistics.median(every), 2)
            made[f"{what}_p95_ms"] = round(percentile(every, 95), 2)
            made[f"{what}_spread_percent"] = round((max(medians) - min(medians)) / statistics.median(medians) * 100, 1)
        made["page_to_sql_p50"] = round(made["page_p50_ms"] / made["sql_p50_ms"], 2)
        made["page_to_sql_p95"] = round(made["page_p95_ms"] / made["sql_p95_ms"], 2)
        with server.gunicorn(environment) as port:
            server.load(port, asked, 1)  # warm
            loaded = server.load(port, asked, self.seconds)
            made["weight_bytes"] = server.weight(port, "/")
            made["results_weight_bytes"] = server.weight(port, asked[0])
        times = sorted(loaded["times"])
        made["requests_a_second"] = round(len(times) / loaded["seconds"], 1)
        made["loaded_p50_ms"] = round(statistics.median(times), 1)
        made["loaded_p95_ms"] = round(percentile(times, 95), 1)
        made["failures"] = len(loaded["failures"])
        return made

    def _times(self, environment: dict[str, str], asked: list[str]) -> dict[str, Any]:
        environment = environment | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        done = subprocess.run(
            [sys.executable, "-m", "hearth.directory.bench.measure"],
            input=json.dumps({"addresses": asked, "rounds": self.rounds}),
            env=environment,
            cwd=settings.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError("\n".join((done.stdout[-500:] + done.stderr).splitlines()[-12:]))
        taken: dict[str, Any] = json.loads(done.stdout)
        return taken

    @staticmethod
    def machine() -> Figures:
        """What it ran on, and how steady it was: the same sum ten times, spread of the times in per cent."""
        times = []
        for _turn in range(10):
            started = time.perf_counter()
            sum(number * number for number in range(400_000))
            times.append((time.perf_counter() - started) * 1000)
        return {
            "cores": os.cpu_count(),
            "load": [round(value, 2) for value in os.getloadavg()],
            "python": platform.python_version(),
            "sum_ms": round(statistics.median(times), 1),
            "noise_percent": round((max(times) - min(times)) / statistics.median(times) * 100, 1),
        }

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine = figures["machine"]
        lines = [
            f"Results page over {figures['postcodes']:,} postcodes; {machine['cores']} cores, "
            f"load {machine['load'][0]}, noise {machine['noise_percent']}% (the same sum, ten times)",
            "",
            "services    SQL p50/p95 ms   page p50/p95 ms   page/SQL    spread "
            "  16 connections: req/s  p50/p95 ms  failed",
        ]
        for at in figures["sizes"]:
            lines.append(
                f"{at['services']:>8,}  {at['sql_p50_ms']:>7} / {at['sql_p95_ms']:<7}"
                f" {at['page_p50_ms']:>7} / {at['page_p95_ms']:<8}"
                f" {at['page_to_sql_p50']:>4} / {at['page_to_sql_p95']:<5}"
                f" {at['page_spread_percent']:>5}%   {at['requests_a_second']:>12}"
                f"  {at['loaded_p50_ms']:>9} / {at['loaded_p95_ms']:<6} {at['failures']:>4}"
            )
        for words, key in (("Home, first view", "weight_bytes"), ("Results, first view", "results_weight_bytes")):
            last = figures["sizes"][-1][key]
            parts = ", ".join(f"{kind} {last[kind] / 1000:.1f}" for kind in ("html", "css", "js", "font"))
            lines.append(f"{words}: {last['total'] / 1000:.1f} kB compressed ({parts})")
        return "\n".join(lines)


def percentile(ordered: list[float], per_cent: float) -> float:
    """The value below which so many per cent of an ordered list lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * per_cent / 100))]
