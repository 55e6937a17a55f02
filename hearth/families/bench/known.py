"""`bench known`: how long "is this person already known?" takes through the page's own address."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.urls import reverse

from hearth.directory.bench import scratch, server
from hearth.directory.bench.pages import Pages, percentile
from hearth.directory.bench.world import give_defaults_of
from hearth.families.models import Involvement, Restriction, SourceRecord

# How many ask, and how long each waits before the next question: not at all, or as the page's script does while
# somebody types.
RUNS = ((1, 0.0), (8, 0.0), (8, 0.4))
AIMS_MS = {1: 20, 8: 50}  # p95
WARM_SECONDS = 3
Figures = dict[str, Any]


class KnownBench:
    """The bench. `run` gives milliseconds from the first byte asked to the last one read, over HTTP on this machine."""

    def __init__(self, *, people: int, seconds: float, say: Callable[[str], None]) -> None:
        self.people, self.seconds, self.say = people, seconds, say

    def run(self) -> Figures:
        """Make a scratch database, fill it, measure, drop it."""
        with scratch.scratch_database() as url:
            with psycopg.connect(url, autocommit=True) as connection:
                give_defaults_of(connection, (SourceRecord, Involvement, Restriction))
                self.say(f"Making {self.people:,} people …")
                words = ["-m", "hearth.families.bench.world", str(self.people)]
                world = json.loads(scratch.run_python(words, scratch.owner_environment(url)))
                self.say(f"{world['records']:,} records in {world['seconds']} s. Counting them …")
                connection.execute("vacuum analyze")
                size = connection.execute("select pg_database_size(current_database())").fetchone()
            figures: Figures = {
                "bench": "known",
                "people": self.people,
                "records": world["records"],
                "filled_in_seconds": world["seconds"],
                "database_mb": int(size[0]) // 2**20 if size else 0,
                "machine": Pages.machine(),
                "clients": [],
            }
            with server.gunicorn(scratch.serving_environment(url)) as port:
                for clients, pause in RUNS:
                    self.say(f"Asking as {clients}{', typing' if pause else ''} …")
                    ask(port, world["desk"], world["asked"], WARM_SECONDS, clients)
                    times, found, failures = ask(port, world["desk"], world["asked"], self.seconds, clients, pause)
                    figures["clients"].append(
                        {
                            "clients": clients,
                            "pause_ms": round(pause * 1000),
                            "answers": len(times),
                            "with_somebody": found,
                            "p50_ms": round(statistics.median(times), 1),
                            "p95_ms": round(percentile(sorted(times), 95), 1),
                            "aim_p95_ms": AIMS_MS[clients],
                            "requests_a_second": round(len(times) / self.seconds, 1),
                            "failures": failures[:10],
                        }
                    )
        figures["machine_after"] = Pages.machine()
        return figures

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine, after = figures["machine"], figures["machine_after"]
        lines = [
            f"Is this person already known, among {figures['people']:,} people ({figures['records']:,} records,"
            f" {figures['database_mb']:,} MB, filled in {figures['filled_in_seconds']} s); {machine['cores']} cores,"
            f" load {machine['load'][0]} before and {after['load'][0]} after, noise {machine['noise_percent']}% and"
            f" {after['noise_percent']}% (the same sum, ten times)",
            "",
            "clients  pause ms    p50 ms    p95 ms  (aim)   answers  found somebody  a second",
        ]
        for at in figures["clients"]:
            over = "  over the aim" if at["p95_ms"] > at["aim_p95_ms"] else ""
            lines.append(
                f"{at['clients']:>7}  {at['pause_ms']:>8}  {at['p50_ms']:>8}  {at['p95_ms']:>8}"
                f"  ({at['aim_p95_ms']:>3})  {at['answers']:>8}"
                f"  {at['with_somebody']:>14}  {at['requests_a_second']:>8}{over}"
            )
            lines += [f"  failed: {one}" for one in at["failures"]]
        return "\n".join(lines)


def ask(
    port: int, session: str, asked: list[dict[str, str]], seconds: float, clients: int, pause: float = 0
) -> tuple[list[float], int, list[str]]:
    """Milliseconds of each answer, how many of them showed somebody, and what went wrong. Each client asks the next
    question `pause` seconds after it has read the last answer."""
    address, token, cookie = reverse("register:known"), *_token(port, session)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    bodies = [urlencode(one | {"csrfmiddlewaretoken": token}) for one in asked]
    times: list[float] = []
    failures: list[str] = []
    found = 0
    lock, until = threading.Lock(), time.monotonic() + seconds

    def one(number: int) -> None:
        nonlocal found
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        mine: list[float] = []
        wrong: list[str] = []
        somebody, turn = 0, number * len(bodies) // clients
        while time.monotonic() < until:
            started = time.perf_counter()
            try:
                connection.request("POST", address, bodies[turn % len(bodies)], headers)
                response = connection.getresponse()
                page = response.read()
                if response.status != 200:
                    wrong.append(str(response.status))
                somebody += b"Nobody like this" not in page
            except (OSError, http.client.HTTPException) as problem:
                wrong.append(type(problem).__name__)
                connection.close()
            mine.append((time.perf_counter() - started) * 1000)
            turn += 1
            if pause:
                time.sleep(pause)
        connection.close()
        with lock:
            times.extend(mine)
            failures.extend(wrong)
            found += somebody

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, found, failures


def _token(port: int, session: str) -> tuple[str, str]:
    """The page's own token against forged requests, and the cookies that go with it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    signed_in = f"{settings.SESSION_COOKIE_NAME}={session}"
    connection.request("GET", reverse("register:paper"), headers={"Cookie": signed_in})
    response = connection.getresponse()
    page = response.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    kept = re.search(rf"{settings.CSRF_COOKIE_NAME}=([^;]+)", response.getheader("Set-Cookie") or "")
    connection.close()
    if token is None or kept is None:
        raise RuntimeError(f"The page of the paper form did not come: {response.status}.")
    return token.group(1), f"{signed_in}; {kept.group(0)}"
