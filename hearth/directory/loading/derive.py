"""What follows from loaded postcodes and wards: rows for councils, and places that people can choose by name."""

from __future__ import annotations

import re

from django.db import connection, transaction

from hearth.directory.loading.bulk import upsert
from hearth.directory.loading.councils import council_name
from hearth.directory.models import Area, AreaKind, NamedPlace

_COMPASS = {"north", "south", "east", "west", "central", "and", "upper", "lower"}


def derive() -> dict[str, int]:
    """Bring councils and named places up to date; returns how many rows of each were written."""
    with transaction.atomic():
        return {"councils": _councils(), "places": _places()}


def _councils() -> int:
    """A row for each council that has postcodes: named by its file, or by the shipped list; in the middle of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select council_code, round(avg(latitude)::numeric, 4)::float, round(avg(longitude)::numeric, 4)::float "
            "from directory_postcode where council_code <> '' group by 1"
        )
        middles = cursor.fetchall()
    present = {area.code: area for area in Area.objects.filter(kind=AreaKind.COUNCIL)}
    rows = []
    for code, latitude, longitude in middles:
        before = present.get(code)
        if before and before.boundary is not None:
            continue
        rows.append((code, "council", council_name(code) or code, "", latitude, longitude))
    columns = ("code", "kind", "name", "parent_code", "latitude", "longitude")
    return len(upsert("directory_area", columns, ("code",), rows))


def place_names(ward: str) -> list[str]:
    """The places a ward is named after: "Cheadle East & Cheadle Hulme North" is Cheadle and Cheadle Hulme."""
    found: list[str] = []
    for part in re.split(r"\s*(?:&|,|/|\band\b)\s*", ward):
        words = part.split()
        while words and words[-1].lower() in _COMPASS:
            words.pop()
        while words and words[0].lower() in _COMPASS:
            words.pop(0)
        name = " ".join(words)
        if len(name) > 2 and name not in found:
            found.append(name)
    return found


def _places() -> int:
    """A named place for each council and each place its wards are named after, in the middle of their postcodes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.name, p.council_code, count(*), sum(p.latitude), sum(p.longitude) "
            "from directory_postcode p join directory_area a on a.code = p.ward_code and a.kind = 'ward' "
            "where p.council_code <> '' group by a.code, a.name, p.council_code "
            "union all "
            "select a.name, p.council_code, count(*), sum(p.latitude), sum(p.longitude) "
            "from directory_postcode p join directory_area a on a.code = p.council_code and a.kind = 'council' "
            "group by a.code, a.name, p.council_code order by 1, 2"
        )
        rows = cursor.fetchall()
    councils = set(Area.objects.filter(kind=AreaKind.COUNCIL).values_list("name", flat=True))
    sums: dict[tuple[str, str], list[float]] = {}
    for ward, council, count, latitude, longitude in rows:
        names = [ward] if ward in councils else [name for name in place_names(ward) if name not in councils]
        for name in names:
            total = sums.setdefault((name[:80], council), [0.0, 0.0, 0.0])
            total[0] += count
            total[1] += latitude
            total[2] += longitude
    # A place that was set by hand or came from a fuller list keeps its point.
    present = set(NamedPlace.objects.values_list("name", "council_code"))
    new = [
        (name, council, round(total[1] / total[0], 4), round(total[2] / total[0], 4))
        for (name, council), total in sorted(sums.items())
        if (name, council) not in present
    ]
    return len(
        upsert("directory_namedplace", ("name", "council_code", "latitude", "longitude"), ("name", "council_code"), new)
    )
