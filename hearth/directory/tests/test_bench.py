"""The bench measures a real server over a scratch database, and leaves nothing behind."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from hearth.directory.bench.pages import percentile
from hearth.directory.bench.searches import WORDS, addresses
from hearth.directory.bench.world import World, demo_postcodes
from hearth.directory.queries.danger import urgent_help


def test_the_same_seed_makes_the_same_world():
    places = demo_postcodes()[:50]
    one, other = World(places), World(places)
    assert [one.one()["service"][3] for _ in range(30)] == [other.one()["service"][3] for _ in range(30)]


def test_the_searches_are_the_same_every_time_and_differ_among_themselves():
    assert addresses(["ZZ1 1AA"]) == addresses(["ZZ1 1AA"])
    assert len(set(addresses(["ZZ1 1AA", "ZZ1 1AB"]))) > 40


def test_no_search_of_the_bench_is_one_that_goes_by_post_for_its_danger():
    assert [words for words in WORDS if urgent_help(words)] == []


def test_the_95th_percentile():
    assert percentile([float(n) for n in range(100)], 95) == 95.0
    assert percentile([1.0], 95) == 1.0


@pytest.mark.slow
def test_a_small_bench_gives_every_figure_and_drops_its_database():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.base", "HEARTH_DB_ROLE": "owner"}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "bench",
            "pages",
            "--json",
            "--sizes",
            "200",
            "--rounds",
            "1",
            "--seconds",
            "1",
        ],
        env=environment,
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout)
    at = figures["sizes"][0]
    assert at["services"] == 200
    assert at["failures"] == 0
    assert 0 < at["sql_p50_ms"] < at["page_p50_ms"]
    assert at["requests_a_second"] > 0
    assert at["weight_bytes"]["total"] < 80_000
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        left = connection.execute("select 1 from pg_database where datname = %s", [figures["database"]]).fetchall()
    assert left == []
