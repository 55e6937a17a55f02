"""Postcodes, areas and the names of areas."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from hearth.core.table_files import UnreadableFile
from hearth.directory.loading import shapes
from hearth.directory.loading.bulk import batches, upsert
from hearth.directory.loading.councils import council_code
from hearth.directory.loading.job import BATCH, Job, tidy_row
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.loading.text import area_code, postcode, whole_number
from hearth.directory.models import Area, AreaKind

NEAR = 150.0  # metres: outlines are generalised, so a point just outside still belongs
POSTCODE_COLUMNS = (
    "code", "shown", "latitude", "longitude", "quality", "lsoa_code", "ward_code", "council_code",
)  # fmt: skip
AREA_COLUMNS = ("code", "kind", "name", "parent_code", "boundary", "latitude", "longitude")


class KnownNeighbourhoods:
    """Each council's loaded neighbourhoods, with outlines: to mend a postcode that names one of another council."""

    @cached_property
    def _by_council(self) -> dict[str, dict[str, list[shapes.Ring]]]:
        found: dict[str, dict[str, list[shapes.Ring]]] = {}
        areas = Area.objects.filter(kind=AreaKind.LSOA, boundary__isnull=False).exclude(parent_code="")
        for code, parent, boundary in areas.values_list("code", "parent_code", "boundary"):
            found.setdefault(parent, {})[code] = boundary or []
        return found

    def right_one(self, council: str, named: str, point: shapes.Point) -> str:
        """The neighbourhood of `council` at the point where the named one is not the council's; else the named one."""
        known = self._by_council.get(council, {})
        if not known or named in known:
            return named
        metres, code = min((shapes.distance(shape, point), code) for code, shape in known.items())
        return code if metres <= NEAR else named


def load_postcodes(job: Job) -> None:
    """Postcodes by COPY, a batch to a transaction. A postcode that is no longer in the file stays."""
    seen: set[str] = set()
    councils: set[str] = set()
    neighbourhoods = KnownNeighbourhoods()
    for batch in batches(job.rows(), BATCH):
        with transaction.atomic():
            ready: list[tuple[int, dict[str, str], Notes, tuple[Any, ...]]] = []
            for number, raw in batch:
                notes = Notes()
                try:
                    row = _postcode(job, raw, notes, neighbourhoods)
                    if row[0] in seen:
                        raise RefusedRow("duplicate", was=row[1])
                except RefusedRow as refused:
                    job.tally.refused(number, raw, refused.reason)
                    continue
                seen.add(row[0])
                councils.add(row[-1])
                ready.append((number, raw, notes, row))
            written = upsert("directory_postcode", POSTCODE_COLUMNS, ("code",), [row for *_, row in ready])
            for number, raw, notes, row in ready:
                new = written.get((row[0],))
                job.tally.took(number, raw, notes, added=new is True, updated=new is False)
            job.tally.save()
    _count_gone(job, seen, councils - {""})


def _postcode(job: Job, raw: dict[str, str], notes: Notes, known: KnownNeighbourhoods) -> tuple[Any, ...]:
    names = job.mapping.more["columns"]
    row = tidy_row(raw, notes)
    shown = postcode(row[names["postcode"]])
    if not shown:
        raise RefusedRow("bad-postcode", names["postcode"], row[names["postcode"]])
    if shown.replace(" ", "") != row[names["postcode"]].replace(" ", ""):
        notes.add("postcode-tidied", names["postcode"], row[names["postcode"]], shown)
    try:
        latitude, longitude = float(row[names["latitude"]]), float(row[names["longitude"]])
        quality = int(whole_number(row.get(names["quality"], "") or "10", names["quality"], notes))
    except ValueError:
        raise RefusedRow("bad-number") from None
    if not (49.0 <= latitude <= 61.5 and -9.0 <= longitude <= 2.5):
        raise RefusedRow("bad-point", names["latitude"], f"{latitude}, {longitude}")
    lsoa, ward, council = (area_code(row[names[name]], names[name], notes) for name in ("lsoa", "ward", "council"))
    for name, code in (("lsoa", lsoa), ("ward", ward), ("council", council)):
        if row[names[name]] and not code:
            raise RefusedRow("bad-code", names[name], row[names[name]])
    right = known.right_one(council, lsoa, (longitude, latitude)) if lsoa else lsoa
    if right != lsoa:
        notes.add("lsoa-outside", names["lsoa"], lsoa, right)
    return (shown.replace(" ", ""), shown, latitude, longitude, quality, right, ward, council)


def _count_gone(job: Job, seen: set[str], councils: set[str]) -> None:
    """Postcodes of this file's councils that it has no more: counted and kept."""
    if not seen or not councils:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select shown, code from directory_postcode where council_code = any (%s) order by code", [sorted(councils)]
        )
        for shown, code in cursor.fetchall():
            if code not in seen:
                job.tally.lost({"postcode": shown})
        job.tally.save()


def load_areas(job: Job) -> None:
    """Wards or neighbourhoods with their outlines, from GeoJSON."""
    names = job.mapping.more["properties"]
    kind = AreaKind(job.mapping.more["area"])
    seen: set[str] = set()
    features = job.source.features()
    for batch in batches(enumerate(features, 1), BATCH):
        with transaction.atomic():
            ready = []
            for number, feature in batch:
                notes = Notes()
                raw = _properties(feature)
                try:
                    row = _area(job, feature, raw, names, kind, notes)
                    if row[0] in seen:
                        raise RefusedRow("duplicate", was=row[0])
                except RefusedRow as refused:
                    job.tally.refused(number, raw, refused.reason)
                    continue
                seen.add(row[0])
                ready.append((number, raw, notes, row))
            written = upsert("directory_area", AREA_COLUMNS, ("code",), [row for *_, row in ready])
            for number, raw, notes, row in ready:
                new = written.get((row[0],))
                job.tally.took(number, raw, notes, added=new is True, updated=new is False)
            job.tally.save()


def _properties(feature: Any) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return {str(key): "" if value is None else str(value) for key, value in (properties or {}).items()}


def _area(
    job: Job, feature: dict[str, Any], raw: dict[str, str], names: dict[str, str], kind: AreaKind, notes: Notes
) -> tuple[Any, ...]:
    row = tidy_row(raw, notes)
    code = area_code(row.get(names["code"], ""), names["code"], notes)
    name = row.get(names["name"], "")
    if not code:
        raise RefusedRow("bad-code", names["code"], row.get(names["code"], ""))
    if not name:
        raise RefusedRow("no-name", names["name"])
    try:
        outline = shapes.rings(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RefusedRow("bad-shape") from None
    try:
        longitude, latitude = float(row[names["longitude"]]), float(row[names["latitude"]])
    except (KeyError, ValueError):
        longitude, latitude = shapes.middle(outline)
    parent = area_code(row.get(names.get("parent", ""), ""), names.get("parent", ""), notes)
    if job.mapping.more.get("parent_from_name"):
        parent = council_code(name.rsplit(" ", 1)[0])
    return (code, kind.value, name[:120], parent, json.dumps(outline), latitude, longitude)


def load_area_names(job: Job) -> None:
    """Names for wards that came as codes only: every ward in which a loaded postcode lies, and that has no row yet.

    Its point is the middle of its postcodes. A ward that has a name keeps it.
    """
    names = job.mapping.more["columns"]
    middles = ward_middles()
    if not middles:
        raise UnreadableFile("No postcodes are loaded, so there is no ward to name: load the postcodes with it.")
    known = dict(Area.objects.filter(kind=AreaKind.WARD).values_list("code", "name"))
    for batch in batches(job.rows(), BATCH):
        with transaction.atomic():
            new: list[tuple[Any, ...]] = []
            for number, raw in batch:
                notes = Notes()
                try:
                    row = tidy_row(raw, notes)
                    code = area_code(row[names["code"]], names["code"], notes)
                    if not code:
                        raise RefusedRow("bad-code", names["code"], row[names["code"]])
                    if not row[names["name"]]:
                        raise RefusedRow("no-name", names["name"])
                except RefusedRow as refused:
                    job.tally.refused(number, raw, refused.reason)
                    continue
                notes.reasons.clear()  # the same file's other columns are the services' business
                if code not in middles:
                    notes.add("ward-not-loaded", names["code"], code)
                is_new = code in middles and code not in known
                if is_new:
                    known[code] = row[names["name"]]
                    longitude, latitude, council = middles[code]
                    new.append((code, "ward", row[names["name"]][:120], council, None, latitude, longitude))
                job.tally.took(number, raw, notes, added=is_new, updated=False)
            upsert("directory_area", AREA_COLUMNS, ("code",), new)
            job.tally.save()


def ward_middles() -> dict[str, tuple[float, float, str]]:
    """Longitude, latitude and council of each ward: the middle of its loaded postcodes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select ward_code, round(avg(longitude)::numeric, 5)::float, round(avg(latitude)::numeric, 5)::float, "
            "mode() within group (order by council_code) from directory_postcode where ward_code <> '' group by 1"
        )
        return {code: (longitude, latitude, council) for code, longitude, latitude, council in cursor.fetchall()}
