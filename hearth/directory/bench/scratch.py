"""A scratch database on the server that DATABASE_URL names: made, migrated, and dropped whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from psycopg import sql


def url_for(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def scratch_database() -> Iterator[str]:
    """Yields the owner's address of an empty, migrated database with a name that nothing else has.

    HEARTH_TEST_TEMPLATE names a database of the server with all tables in it, where the tests have made one.
    """
    owner = os.environ.get("DATABASE_URL")
    if not owner:
        raise CommandError("Set DATABASE_URL to a server where a scratch database may be made.")
    name = f"hearth_scratch_{os.getpid()}"
    with psycopg.connect(owner, autocommit=True) as connection:
        made = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(os.environ.get("HEARTH_TEST_TEMPLATE", "template1"))
        )
        connection.execute(made)
    try:
        url = url_for(owner, name)
        run_django(["migrate", "--no-input", "--verbosity", "0"], owner_environment(url))
        yield url
    finally:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def owner_environment(url: str) -> dict[str, str]:
    """For a process that may change the scratch database."""
    return {**os.environ, "DATABASE_URL": url, "HEARTH_DB_ROLE": "owner"}


def serving_environment(url: str) -> dict[str, str]:
    """For a process that serves from it, under row security, as in production."""
    made = {key: value for key, value in os.environ.items() if key != "HEARTH_DB_ROLE"}
    serving = made.get("DATABASE_SERVING_URL")
    if serving:
        made["DATABASE_SERVING_URL"] = url_for(serving, urlsplit(url).path.lstrip("/"))
    return made | {"DATABASE_URL": url, "HEARTH_ALLOWED_HOSTS": "*"}


def run_django(words: list[str], environment: dict[str, str]) -> str:
    """Run a Django command and return its output; raises CommandError with its last lines."""
    return run_python(["-m", "django", *words], environment)


def run_python(words: list[str], environment: dict[str, str], typed: str | None = None) -> str:
    """Run Python, with `typed` on standard input, and return its output; raises CommandError with its last lines."""
    environment = environment | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.base")
    }
    done = subprocess.run(  # noqa: S603 (our own interpreter and our own words)
        [sys.executable, *words],
        env=environment,
        cwd=settings.ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError("\n".join((done.stdout + done.stderr).strip().splitlines()[-15:]))
    return done.stdout
