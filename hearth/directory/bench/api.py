"""`bench api`: what the open API's lists and details cost as the directory grows, each kind of question by itself."""

from __future__ import annotations

import json
import os
import random
import statistics
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from hearth.directory.bench import scratch
from hearth.directory.bench.pages import REAL, TRIGGERED, Pages, percentile
from hearth.directory.bench.world import World, demo_postcodes, fill_postcodes, give_defaults, postcodes
from hearth.directory.vocabularies import term_id

BASE = "/open-referral/v3"
Figures = dict[str, Any]


class Api:
    """The bench. `run` gives milliseconds of whole answers of a page of 100, and of details."""

    def __init__(self, *, sizes: list[int], rounds: int, say: Callable[[str], None]) -> None:
        self.sizes = sizes
        self.rounds = rounds
        self.say = say

    def run(self) -> Figures:
        """Make a scratch database, grow it from size to size, measure at each, drop it."""
        rows = postcodes(REAL) if REAL.exists() else demo_postcodes()
        figures: Figures = {"bench": "api", "machine": Pages.machine(), "sizes": []}
        with scratch.scratch_database() as url, psycopg.connect(url) as connection:
            fill_postcodes(connection, rows)
            give_defaults(connection)
            for table in TRIGGERED:  # the world refreshes what hangs on them itself, in large pieces
                connection.execute(f"alter table {table} disable trigger user")
            connection.commit()
            world = World(rows)
            for size in self.sizes:
                self.say(f"Making {size:,} services …")
                for count in world.grow(connection, size):
                    if count % 20000 == 0:
                        self.say(f"  {count:,}")
                connection.commit()
                connection.autocommit = True
                connection.execute("vacuum analyze")
                asked = questions(connection, [row[0] for row in rows], size)
                connection.autocommit = False
                self.say(f"Measuring at {size:,} …")
                figures["sizes"].append({"services": size, "kinds": self.measure(url, asked)})
        return figures

    def measure(self, url: str, asked: dict[str, list[str]]) -> dict[str, Figures]:
        """p50 and p95 of each kind of question, and the bytes of its answer before it is compressed."""
        environment = scratch.serving_environment(url) | {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]
        }
        addresses = [address for each in asked.values() for address in each]
        taken = json.loads(
            scratch.run_python(
                ["-m", "hearth.directory.bench.measure"],
                environment,
                typed=json.dumps({"addresses": addresses, "rounds": self.rounds}),
            )
        )
        made = {}
        first = 0
        for kind, each in asked.items():
            places = range(first, first + len(each))
            first += len(each)
            times = sorted(round_[place] for round_ in taken["page"] for place in places)
            made[kind] = {
                "p50_ms": round(statistics.median(times), 1),
                "p95_ms": round(percentile(times, 95), 1),
                "bytes": round(statistics.mean(taken["bytes"][place] for place in places)),
            }
        return made

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine = figures["machine"]
        lines = [f"Open API; {machine['cores']} cores, load {machine['load'][0]}, noise {machine['noise_percent']}%"]
        for at in figures["sizes"]:
            lines += ["", f"{at['services']:,} services{'':<24} p50 ms   p95 ms       kB"]
            lines += [
                f"  {kind:<36} {told['p50_ms']:>7}  {told['p95_ms']:>7}  {told['bytes'] / 1000:>7.1f}"
                for kind, told in at["kinds"].items()
            ]
        return "\n".join(lines)


def questions(connection: psycopg.Connection[Any], known: list[str], size: int) -> dict[str, list[str]]:
    """What harvesters and other websites ask, by kind; the same each time."""
    pick = random.Random(3)  # noqa: S311 (not for secrets)
    ids = [row[0] for row in connection.execute("select service_id from directory_published order by service_id")]
    places = [row[0] for row in connection.execute("select id from directory_serviceplace order by id limit 2000")]
    owners = [row[0] for row in connection.execute("select id from access_organisation order by id limit 2000")]
    term, taxonomy = term_id("service-expectations", "housing"), term_id("service-expectations", "")
    last = max(1, size // 100)

    def of(resource: str, *queries: dict[str, object]) -> list[str]:
        return [f"{BASE}/{resource}?" + urlencode(query | {"per_page": 100}) for query in queries]

    def one(resource: str, known_ids: list[UUID]) -> list[str]:
        return [f"{BASE}/{resource}/{found}" for found in pick.sample(known_ids, min(12, len(known_ids)))]

    near = [{"postcode": pick.choice(known), "proximity": 3000} for _ in range(6)]
    return {
        "services, first page": of("services", {"page": 1}, {"page": 2}),
        "services, middle page": of("services", {"page": max(1, last // 2)}),
        "services, last page": of("services", {"page": last}),
        "services in full, first page": of("services", {"full": "true"}),
        "services, by words": of("services", {"search": "baby"}, {"search": "housing advice"}),
        "services, by term": of("services", {"taxonomy_term_id": term}),
        "services, by taxonomy": of("services", {"taxonomy_id": taxonomy}),
        "services, by our own term": of("services", {"taxonomy_term_id": term_id("delivery", "phone")}),
        "services, by ages": of("services", {"minimum_age": 4, "maximum_age": 11}),
        "services, by day and time": of("services", {"day": "MO", "start_time": "10:00", "end_time": "15:00"}),
        "services, all of these": of(
            "services", {"search": "baby", "day": "MO", "minimum_age": 0, "taxonomy_id": taxonomy}
        ),
        "changes, all, first page": of("services", {"modified_after": "1970-01-01"}),
        "changes, none": of("services", {"modified_after": "2999-01-01"}),
        "places, first page": of("service_at_locations", {"page": 1}),
        "places, last page": of("service_at_locations", {"page": max(1, int(last * 0.95))}),
        "places near a postcode": of("service_at_locations", *near),
        "organisations, first page": of("organizations", {"page": 1}),
        "taxonomy terms": of("taxonomy_terms", {"page": 1}),
        "one service": one("services", ids),
        "one place": one("service_at_locations", places),
        "one organisation": one("organizations", owners),
    }
