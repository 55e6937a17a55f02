"""Run as a process of its own, under the serving role: times the results page whole, and its SQL bare.

Reads addresses as JSON from standard input, writes milliseconds as JSON. Both are taken in turns, address by address,
so that a machine that slows down slows both.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def main() -> None:
    import django

    django.setup()
    import psycopg
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    asked = json.load(sys.stdin)
    application = get_wsgi_application()
    options = dict(settings.DATABASES["default"]["OPTIONS"])
    options.pop("pool", None)
    params = connection.get_connection_params()
    for key in ("pool", "cursor_factory", "context", "prepare_threshold"):
        params.pop(key, None)
    bare = psycopg.connect(**params, autocommit=True, cursor_factory=psycopg.ClientCursor)
    seen: list[tuple[str, Any]] = []

    def remember(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):  # what the page writes counts in the page's time alone
            seen.append((sql, values))
        return execute(sql, values, many, context)

    statements: dict[str, list[tuple[str, Any]]] = {}
    for address in asked["addresses"]:  # a first time for each: caches warm, statements noted
        seen.clear()
        _page(application, address)
        with connection.execute_wrapper(remember):
            _page(application, address)
        statements[address] = list(seen)
    pages: list[list[float]] = []
    queries: list[list[float]] = []
    sizes: list[int] = []
    for _round in range(asked["rounds"]):
        page_times, query_times = [], []
        for address in asked["addresses"]:
            started = time.perf_counter()
            size = _page(application, address)
            page_times.append((time.perf_counter() - started) * 1000)
            sizes.append(size)
            with bare.cursor() as cursor:
                started = time.perf_counter()
                for sql, values in statements[address]:
                    cursor.execute(sql, values)
                    cursor.fetchall()
                query_times.append((time.perf_counter() - started) * 1000)
        pages.append(page_times)
        queries.append(query_times)
    counts = [len(found) for found in statements.values()]
    json.dump({"page": pages, "sql": queries, "statements": counts, "bytes": sizes}, sys.stdout)


def _page(application: Any, address: str) -> int:
    """One request through the whole server: every middleware, the view, the template. Returns the page's length."""
    from io import BytesIO

    path, _mark, query = address.partition("?")
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    response = application(environ, lambda status, headers: answered.append(status))
    length = sum(len(part) for part in response)
    response.close()
    if not answered[0].startswith("200"):
        raise SystemExit(f"{address} answered {answered[0]}")
    return length


if __name__ == "__main__":
    main()
