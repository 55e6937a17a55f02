"""`bench families`: what the pages of somebody who works with families cost: the list, and a person's page."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from typing import Any

import psycopg
from django.core.management import call_command
from django.urls import reverse

from hearth.directory.bench import scratch, server
from hearth.directory.bench.load import Page, load
from hearth.directory.bench.pages import Pages, percentile
from hearth.directory.bench.world import give_defaults_of
from hearth.families.models import Involvement, Relationship, Restriction, SourceRecord

CLIENTS = 8
OPENED = 200  # people whose pages are opened, one after another
AIM_MS = 300  # p95 with eight clients: what the staff's lists of requests are held to
Figures = dict[str, Any]


class Families:
    """The bench. `run` gives milliseconds by page, over HTTP on this machine: alone, and with eight clients at once."""

    def __init__(self, *, people: int, known: int, seconds: float, rounds: int, say: Callable[[str], None]) -> None:
        self.people, self.known, self.seconds, self.rounds, self.say = people, min(known, people), seconds, rounds, say

    def run(self) -> Figures:
        """Make a scratch database, fill it, measure, drop it."""
        figures: Figures = {"bench": "families", "machine": Pages.machine(), "people": self.people}
        call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their styles by content
        with scratch.scratch_database() as url, psycopg.connect(url, autocommit=True) as connection:
            give_defaults_of(connection, (SourceRecord, Involvement, Restriction, Relationship))
            self.say(f"Making {self.people:,} people, of whom the hub knows about {self.known:,} …")
            words = ["-m", "hearth.families.bench.world", str(self.people), str(self.known)]
            world = json.loads(scratch.run_python(words, scratch.owner_environment(url)))
            connection.execute("vacuum analyze")
            figures |= {name: world[name] for name in ("records", "seconds")}
            lists = [Page("list", reverse("people:people"), world["worker"])]
            pages = [
                Page("person", reverse("people:person", args=[one]), world["worker"]) for one in world["known"][:OPENED]
            ]
            with server.gunicorn(scratch.serving_environment(url)) as port:
                figures["pages"] = {
                    name: self._measure(port, asked) for name, asked in (("list", lists), ("person", pages))
                }
        figures["machine_after"] = Pages.machine()
        return figures

    def _measure(self, port: int, pages: list[Page]) -> Figures:
        self.say(f"Asking for {pages[0].name} …")
        load(port, pages, 0.1, CLIENTS)  # warm
        alone: list[float] = []
        for number in range(self.rounds):
            alone += load(port, [pages[number % len(pages)]], 0.001, 1)[0][pages[0].name]
        together, failures = load(port, pages, self.seconds, CLIENTS)
        times = sorted(together[pages[0].name])
        return {
            "alone_p50_ms": round(statistics.median(alone), 1),
            "p50_ms": round(statistics.median(times), 1),
            "p95_ms": round(percentile(times, 95), 1),
            "answers": len(times),
            "failures": failures[:10],
        }

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine, after = figures["machine"], figures["machine_after"]
        lines = [
            f"Pages of families among {figures['people']:,} people ({figures['records']:,} records, filled in"
            f" {figures['seconds']} s); {CLIENTS} clients; {machine['cores']} cores, load {machine['load'][0]} before"
            f" and {after['load'][0]} after, noise {machine['noise_percent']}% and {after['noise_percent']}%"
            " (the same sum, ten times)",
            "",
            f"  {'page':<10} {'alone p50':>10} {'p50':>8} {'p95':>8}  answers",
        ]
        for name, one in figures["pages"].items():
            over = "  over the aim" if one["p95_ms"] > AIM_MS else ""
            lines.append(
                f"  {name:<10} {one['alone_p50_ms']:>7} ms {one['p50_ms']:>8} {one['p95_ms']:>8}"
                f"  {one['answers']:>7}{over}"
            )
            lines += [f"  failed: {failed}" for failed in one["failures"]]
        return "\n".join(lines)
