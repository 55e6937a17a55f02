"""Outlines for the maps: the councils and wards, kept in the process because they change once in years."""

from __future__ import annotations

import json
import time

from django.db import connection

Ring = list[tuple[float, float]]
KEPT_SECONDS = 600
_kept: tuple[float, str, list[tuple[str, list[Ring]]]] | None = None


def outlines() -> list[tuple[str, list[Ring]]]:
    """(name, rings of (longitude, latitude)) of every ward; of the councils where no ward has an outline."""
    global _kept
    database = str(connection.settings_dict["NAME"])
    if _kept and _kept[1] == database and time.monotonic() - _kept[0] < KEPT_SECONDS:
        return _kept[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, kind, boundary::text from directory_area"
            " where kind in ('ward', 'council') and boundary is not null order by kind, name"
        )
        rows = cursor.fetchall()
    wards = [row for row in rows if row[1] == "ward"]
    made = [(row[0], _rings(row[2])) for row in wards or rows]
    _kept = (time.monotonic(), database, made)
    return made


def forget() -> None:
    """Read the outlines again next time: after a load, and in tests."""
    global _kept
    _kept = None


def _rings(text: str) -> list[Ring]:
    return [[(float(x), float(y)) for x, y in ring] for ring in json.loads(text)]
