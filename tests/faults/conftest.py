"""A whole site of real processes on a PostgreSQL of its own, which a test may harm."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ops import postgres
from ops import template as kept
from ops.database import Database, prepare
from tests.faults.processes import (
    ROOT,
    answers,
    environment,
    free_port,
    running,
    wait_until,
    web_command,
    worker_command,
)


@dataclass
class Place:
    """A database with its data folder, and the processes that serve it."""

    cluster: postgres.Cluster
    database: Database
    data: Path
    known: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        env = environment(
            self.database.url,
            self.data,
            DJANGO_SETTINGS_MODULE="tests.faults.settings",
            DATABASE_SERVING_URL=self.cluster.url("hearth_app", self.database.name),
        )
        return env | ({"HEARTH_DB_ROLE": "owner"} if owner else {})

    def run(self, *words: str) -> str:
        """A command of ours as the owner."""
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment(owner=True), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def sql(self, statement: str) -> list[str]:
        """Rows past row security, one line each."""
        return self.database.sql(statement).splitlines()

    @contextmanager
    def served(self, *, worker: bool = True) -> Iterator[str]:
        """The web server, and the worker beside it; yields the address."""
        port = free_port()
        env = self.environment()
        with ExitStack() as stack:
            stack.enter_context(running(web_command(port), env, self.log("web")))
            if worker:
                stack.enter_context(running(worker_command(), env, self.log("worker")))
            self.url = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{self.url}/health"), f"the web server: {self.log('web').read_text()}", 60)
            yield self.url

    def log(self, name: str) -> Path:
        path = self.data / f"{name}.log"
        path.touch()
        return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """Durable, unlike that of other tests: it will be killed."""
    with postgres.for_tests() as made:
        made.stop()
        made.safe = True
        made.start()
        yield made


@pytest.fixture(scope="session")
def template(cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A migrated, filled database to copy: migrating takes seconds."""
    database = Database(cluster.url(name="faults_template"))
    prepare(database)
    place = Place(cluster, database, tmp_path_factory.mktemp("template"))
    if not kept.put_back(database):
        place.run("django", "migrate", "--no-input")
    place.known = json.loads(place.run("tests.faults.seed").splitlines()[-1])
    return place


@pytest.fixture
def place(cluster: postgres.Cluster, template: Place, tmp_path: Path) -> Iterator[Place]:
    """A fresh copy of it for one test."""
    server = Database(cluster.url(name="postgres"))
    server.sql("create database faults template faults_template")
    yield Place(cluster, Database(cluster.url(name="faults")), tmp_path, template.known)
    server.sql("drop database faults with (force)")
