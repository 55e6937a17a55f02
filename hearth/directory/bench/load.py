"""Members who open pages one after another, each with their own session, for so many seconds."""

from __future__ import annotations

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Page:
    """What is measured together under a name: an address, and the session of whoever opens it."""

    name: str
    address: str
    session: str


def load(port: int, pages: Sequence[Page], seconds: float, clients: int) -> tuple[dict[str, list[float]], list[str]]:
    """Milliseconds of each answer by the page's name, and what went wrong. Clients begin at different pages and ask the
    next one as soon as they have read the last."""
    times: dict[str, list[float]] = defaultdict(list)
    failures: list[str] = []
    lock, until = threading.Lock(), time.monotonic() + seconds

    def one(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        turn = number * 3
        while turn == number * 3 or time.monotonic() < until:  # each client asks once at least
            page = pages[turn % len(pages)]
            turn += 1
            started = time.perf_counter()
            try:
                cookie = f"{settings.SESSION_COOKIE_NAME}={page.session}"
                connection.request("GET", page.address, headers={"Cookie": cookie})
                response = connection.getresponse()
                response.read()
                wrong = "" if response.status == 200 else f"{page.address}: {response.status}"
            except (OSError, http.client.HTTPException) as problem:
                wrong = f"{page.address}: {type(problem).__name__}"
                connection.close()
            taken = (time.perf_counter() - started) * 1000
            with lock:
                times[page.name].append(taken)
                if wrong:
                    failures.append(wrong)
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(times), failures
