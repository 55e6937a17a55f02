"""Real processes of ours against a test's own database: a worker, a web server."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def the_database_url() -> str:
    """The address of this test's database, for another process."""
    at = connection.settings_dict
    login = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    host = quote(str(at["HOST"] or "127.0.0.1"), safe="")
    return f"postgresql://{login}@/{quote(at['NAME'])}?host={host}&port={at['PORT'] or 5432}"


def environment(database_url: str, data: Path, **more: str) -> dict[str, str]:
    """The environment of a serving process, as `./hub` would give it. The test's own does not reach it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DATABASE_", "DJANGO_"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "DATABASE_URL": database_url,
        "HEARTH_DATA": str(data),
        "HEARTH_MODE": "demo",
        "HEARTH_SECRET_KEY": "for-tests-only-and-never-served-to-anybody",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, ended with all that it started."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def worker_command(*options: str) -> list[str]:
    return [sys.executable, "-m", "django", "work", *options]


def web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "-k", "gthread", "-w", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def wait_until(true: Callable[[], Any], what: str, seconds: float = 30.0) -> None:
    """Wait for something, and say what did not come."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}")
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether a web server answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 (our own)
            return bool(response.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False
