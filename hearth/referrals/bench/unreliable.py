"""A messaging service on loopback with GOV.UK Notify's addresses, which fails every third time it is asked to send:
by turns it refuses, and takes the message and then breaks off, so that nobody knows."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

EVERY = 3


@dataclass
class Unreliable:
    """How often each reference was taken, and how often it failed."""

    url: str = ""
    taken: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    refused: int = 0
    broken_off: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def decide(self, reference: str) -> str:
        """What happens to this try: "taken", "refused", or "broken off" (taken, and no answer)."""
        with self.lock:
            self.asked += 1
            fails = self.asked % EVERY == 0
            if fails and self.asked % (2 * EVERY) == 0:
                self.refused += 1
                return "refused"
            self.taken[reference] += 1
            self.ids.setdefault(reference, str(uuid4()))
            self.broken_off += fails
            return "broken off" if fails else "taken"


@contextmanager
def unreliable_gateway() -> Iterator[Unreliable]:
    """Listens on a free port of loopback until the block ends."""
    world = Unreliable()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None:
            pass

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            reference = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            with world.lock:
                known = [{"id": world.ids[reference]}] if reference in world.ids else []
            self._answer(200, {"notifications": known, "links": {}})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            what = world.decide(asked["reference"])
            if what == "taken":
                self._answer(201, {"id": world.ids[asked["reference"]], "reference": asked["reference"]})
            elif what == "refused":
                self._answer(503, {"status_code": 503, "errors": [{"error": "Error", "message": "busy"}]})
            else:
                self.close_connection = True
                self.connection.close()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
