"""A council's own website for the journeys: a server of its own, so another origin, with a strict content policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Help for families – Larkmere Council</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Help for families</h1>{snippet}</main></body></html>"""


@contextmanager
def council_website(pages: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Serve pages ("/path": (snippet, policy lines)) on this machine; gives the site's address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            snippet, policy = pages.get(self.path, ("", ""))
            body = PAGE.format(snippet=snippet).encode()
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"default-src 'none'; {policy.replace(chr(10), ' ')}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        # Hearth is tested at "localhost"; a port of its own makes it another origin in any case.
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
