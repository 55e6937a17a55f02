"""A real gunicorn on the loopback, and a bounded load on it."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

CONNECTIONS = 16
START_SECONDS = 30


@contextmanager
def gunicorn(environment: dict[str, str]) -> Iterator[int]:
    """Starts it as `hub run` does (2 workers of 4 threads) on a free port; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(  # noqa: S603 (fixed words)
        [*command, "--log-level", "error", "config.wsgi:application"],
        env=environment,
        cwd=settings.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if _get(port, "/health/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not start.")


def _get(port: int, address: str, encoding: str = "") -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address, headers={"Accept-Encoding": encoding} if encoding else {})
        response = connection.getresponse()
        return response.status, response.read(), response.getheader("Content-Encoding") or ""
    finally:
        connection.close()


def load(port: int, addresses: list[str], seconds: float) -> dict[str, Any]:
    """Sixteen connections, each asking one page after another, for so many seconds."""
    times: list[float] = []
    failures: list[str] = []
    lock = threading.Lock()
    until = time.monotonic() + seconds

    def one(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine: list[float] = []
        wrong: list[str] = []
        turn = number
        while time.monotonic() < until:
            started = time.perf_counter()
            try:
                connection.request("GET", addresses[turn % len(addresses)])
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    wrong.append(str(response.status))
            except (OSError, http.client.HTTPException) as problem:
                wrong.append(type(problem).__name__)
                connection.close()
            mine.append((time.perf_counter() - started) * 1000)
            turn += CONNECTIONS
        connection.close()
        with lock:
            times.extend(mine)
            failures.extend(wrong)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CONNECTIONS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"times": times, "seconds": time.monotonic() - started, "failures": failures}


def weight(port: int, address: str) -> dict[str, int]:
    """Bytes of a first visit: the page, compressed as a proxy in front does it, and all that it loads at once."""
    _status, body, encoding = _get(port, address, "gzip")
    page = body.decode() if encoding != "gzip" else gzip.decompress(body).decode()
    made = {"html": len(body) if encoding == "gzip" else len(gzip.compress(body, 6)), "css": 0, "js": 0, "font": 0}
    found = set(re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|woff2)[^"]*)"', page))
    for link in sorted(found):
        _status, body, encoding = _get(port, link.replace("&amp;", "&"), "gzip")
        kind = "css" if ".css" in link else "font" if ".woff2" in link else "js"
        made[kind] += len(body) if encoding == "gzip" or kind == "font" else len(gzip.compress(body, 6))
    return made | {"total": sum(made.values())}
