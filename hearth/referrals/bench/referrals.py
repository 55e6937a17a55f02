"""`bench referrals`: what the staff's lists and numbers cost, for one and for eight members, as requests grow."""

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
from hearth.referrals.bench.world import Network

CLIENTS = 8
AIM_MS = 300
Figures = dict[str, Any]
# What is measured: its name, the address's name, its query, and who opens it. Those that do not exist are left out.
ASKED = (
    ("queue", "referrals:queue", "", "manager"),
    ("queue", "referrals:queue", "?page=2&order=-sent", "manager"),
    ("queue, late", "referrals:queue", "?late=yes", "manager"),
    ("waiting lists", "referrals:waiting_lists", "", "manager"),
    ("waiting list", "referrals:waiting_list", "", "manager"),
    ("sent", "referrals:sent", "", "referrer"),
    ("numbers, own", "referrals:numbers", "", "manager"),
    ("numbers, network", "referrals:numbers", "", "analyst"),
)


class Referrals:
    """The bench. `run` gives milliseconds by page: alone, and with eight clients at once."""

    def __init__(self, *, sizes: list[int], seconds: float, rounds: int, say: Callable[[str], None]) -> None:
        self.sizes, self.seconds, self.rounds, self.say = sizes, seconds, rounds, say

    def run(self) -> Figures:
        """Make a scratch database, grow it from size to size, measure at each, drop it."""
        figures: Figures = {"bench": "referrals", "machine": Pages.machine(), "clients": CLIENTS, "sizes": []}
        call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their styles by content
        with scratch.scratch_database() as url, psycopg.connect(url, autocommit=True) as connection:
            owner = scratch.owner_environment(url)
            network = scratch.run_python(["-m", "hearth.referrals.bench.world", "begin"], owner)
            made = 0
            for size in self.sizes:
                self.say(f"Making {size:,} requests with their history …")
                words = ["-m", "hearth.referrals.bench.world", "grow", str(made), str(size)]
                loaded = json.loads(scratch.run_python(words, owner, network))
                made = size
                connection.execute("vacuum analyze")
                self.say(f"Measuring at {size:,} …")
                found = self._measure(url, Network(**json.loads(network)))
                figures["sizes"].append({"requests": size, "made": loaded, "pages": found})
        figures["machine_after"] = Pages.machine()
        return figures

    def _measure(self, url: str, network: Network) -> Figures:
        pages = _pages(network)
        with server.gunicorn(scratch.serving_environment(url)) as port:
            load(port, pages, 0.1, CLIENTS)  # warm
            alone, wrong = self._alone(port, pages)
            together, failures = load(port, pages, self.seconds, CLIENTS)
        found: Figures = {}
        for name in alone:
            times = sorted(together.get(name, []))
            found[name] = {
                "alone_p50_ms": round(statistics.median(alone[name]), 1),
                "p50_ms": round(statistics.median(times), 1) if times else None,
                "p95_ms": round(percentile(times, 95), 1) if times else None,
                "answers": len(times),
            }
        found["failures"] = [*wrong, *failures][:10]
        return found

    def _alone(self, port: int, pages: list[Page]) -> tuple[dict[str, list[float]], list[str]]:
        """Each page by one member, one after another, so many rounds."""
        times: dict[str, list[float]] = {}
        wrong: list[str] = []
        for _round in range(self.rounds):
            for page in pages:
                found, failed = load(port, [page], 0.001, 1)
                times.setdefault(page.name, []).extend(found[page.name])
                wrong += failed
        return times, wrong

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine, after = figures["machine"], figures["machine_after"]
        lines = [
            f"Staff pages over requests with history; {figures['clients']} clients; {machine['cores']} cores, load"
            f" {machine['load'][0]} before and {after['load'][0]} after, noise {machine['noise_percent']}% and"
            f" {after['noise_percent']}% (the same sum, ten times)",
        ]
        for at in figures["sizes"]:
            made = at["made"]
            lines += [
                "",
                f"{at['requests']:,} requests ({made['rows']:,} rows added in {made['seconds']} s)",
                f"  {'page':<18} {'alone p50':>10} {'p50':>8} {'p95':>8}  answers",
            ]
            for name, one in at["pages"].items():
                if name != "failures":
                    over = "  over the aim" if (one["p95_ms"] or 0) > AIM_MS else ""
                    lines.append(
                        f"  {name:<18} {one['alone_p50_ms']:>7} ms {one['p50_ms']!s:>8} {one['p95_ms']!s:>8}"
                        f"  {one['answers']:>7}{over}"
                    )
            lines += [f"  failed: {one}" for one in at["pages"]["failures"]]
        return "\n".join(lines)


def _pages(network: Network) -> list[Page]:
    """The manager's waiting list is that of their first service."""
    of_one = {"referrals:waiting_list": [network.services[0][0]]}
    return [
        Page(name, reverse(url_name, args=of_one.get(url_name)) + query, network.sessions[who])
        for name, url_name, query, who in ASKED
    ]
