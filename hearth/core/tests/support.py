"""Helpers of the tests: which database role a connection has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

_state = {"serving": False}


def _take_role(connection: Any, **_signal: Any) -> None:
    if _state["serving"]:
        with connection.cursor() as cursor:
            cursor.execute("set role hearth_app")


connection_created.connect(_take_role)


def serve() -> None:
    """This connection, and every new one (a live server's threads), is the serving role."""
    _state["serving"] = True
    with connection.cursor() as cursor:
        cursor.execute("set role hearth_app")


def stop_serving() -> None:
    """Back to the owner, who may empty tables."""
    _state["serving"] = False
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            cursor.execute("delete from core_cache")  # throttles start from nothing in every test


@contextmanager
def as_owner() -> Iterator[None]:
    """Make or read records past row security: for a test's setting and for its last look, never for its act."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    was, _state["serving"] = _state["serving"], False
    try:
        yield
    finally:
        _state["serving"] = was
        if was and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("set role hearth_app")
