"""A `./hub run` of a test's own: started, waited for, read, stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops import environment, postgres
from ops.paths import ROOT

STARTED_FOR_REAL = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not environment.is_whole("dev"), reason="this checkout was not set up by ./hub test, which starts it for real"
    ),
]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def surroundings(**further: str) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DATABASE_", "DJANGO_"))}
    return kept | further


def hub(*words: str | Path, **further: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "hub", *words], env=surroundings(**further), capture_output=True, text=True, check=False
    )


class Running:
    """A started `./hub run`, what it says, and its data folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open for as long as it runs)
        command = [ROOT / "hub", "run", "--port", str(self.port), "--data", data]
        self.process = subprocess.Popen(
            command, env=surroundings(), stderr=self._said, stdout=self._said, start_new_session=True
        )

    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def wait_for(self, words: str, seconds: float = 300) -> None:
        until = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def close(self) -> None:
        self._said.close()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    outer = Path(tempfile.mkdtemp(prefix="hearth-run-"))
    outer.chmod(0o711)
    try:
        yield outer / "data"
    finally:
        if (outer / "data" / "postgres").exists():
            postgres.for_data_folder(outer / "data").remove()
        shutil.rmtree(outer)


def eventually(true: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def served(it: Running) -> bool:
    try:
        return it.get("/health")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def child_named(it: Running, word: str) -> int:
    for pid in children(it.process.pid):
        if word in Path(f"/proc/{pid}/cmdline").read_text():
            return pid
    raise AssertionError(f"no {word} runs")
