"""Another directory on loopback: a real server that gives an Open Referral API, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

# What a list keeps back, as the standard has it: these come with the record's own address only.
DETAILS = {"service_at_locations", "schedules", "contacts", "cost_options", "languages", "service_areas", "phones"}


@dataclass
class Elsewhere:
    """What the server has and how it behaves. `trouble` is asked before each answer, with the path and how often it was
    asked for: a number is that status; "cut" breaks the answer off; "slow" waits; bytes are the whole answer."""

    services: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 3
    short_lists: bool = False
    total: int | None = None  # what it claims
    pages: int | None = None
    repeat_page: int | None = None  # gives this page for every later one
    knows_modified_after: bool = True
    refuses: set[str] = field(default_factory=set)  # parameters that it answers with 422
    trouble: Callable[[str, int], Any] = lambda _path, _time: None
    files: dict[str, bytes] = field(default_factory=dict)
    etags: bool = False
    after_page: Callable[[int], None] = lambda _number: None
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    slow: float = 1.0

    def page(self, query: dict[str, str]) -> dict[str, Any]:
        number = int(query.get("page", 1))
        shown = self.repeat_page if self.repeat_page and number > self.repeat_page else number
        found = self.services
        if "modified_after" in query and self.knows_modified_after:
            found = [s for s in found if s.get("last_modified", "") >= query["modified_after"][:19]]
        size = min(self.page_size, int(query.get("per_page", self.page_size)))
        chosen = found[(shown - 1) * size : shown * size]
        if self.short_lists:
            chosen = [{k: v for k, v in one.items() if k not in DETAILS} for one in chosen]
        total = self.total if self.total is not None else len(found)
        pages = self.pages if self.pages is not None else -(-len(found) // size)
        self.after_page(number)
        return {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(chosen),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not chosen,
            "contents": chosen,
        }


@contextmanager
def elsewhere(**how: Any) -> Iterator[Elsewhere]:
    """Run it while the test needs it; its API is at `url`."""
    world = Elsewhere(**how)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            world.headers.append(dict(self.headers))
            parts = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            world.asked.append(self.path)
            times = sum(1 for path in world.asked if path == self.path)
            trouble = world.trouble(self.path, times)
            if trouble == "slow":
                time.sleep(world.slow)
                trouble = None
            if isinstance(trouble, tuple):
                self._send(trouble[0], b"", trouble[1])
            elif isinstance(trouble, int):
                self._send(trouble, b'{"detail": "trouble"}')
            elif isinstance(trouble, bytes):
                self._send(200, trouble)
            elif world.refuses & set(query):
                self._send(422, b"{}")
            else:
                self._answer(parts.path, query, cut=trouble == "cut")

        def _answer(self, path: str, query: dict[str, str], *, cut: bool) -> None:
            if path in world.files:
                body = world.files[path]
                tag = f'"{hash(body)}"'
                if world.etags and self.headers.get("If-None-Match") == tag:
                    self._send(304, b"")
                    return
                self._send(200, body, {"ETag": tag} if world.etags else {}, cut=cut)
            elif path.rstrip("/") in {"", "/api"}:
                self._send(200, json.dumps({"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "y"}).encode())
            elif path.rstrip("/").endswith("/services"):
                self._send(200, json.dumps(world.page(query)).encode(), cut=cut)
            else:
                one = next((s for s in world.services if str(s.get("id")) == path.rsplit("/", 1)[-1]), None)
                self._send(200 if one else 404, json.dumps(one or {}).encode(), cut=cut)

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, cut: bool = False) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            if cut:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
