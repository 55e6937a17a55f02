"""Loads the demo area's invented map; see directory/demo/geography.py for how it is drawn."""

from __future__ import annotations

from dataclasses import asdict

from hearth.directory.demo.geography import Geography
from hearth.directory.models import Area, AreaFigure, NamedPlace, Postcode

DECILE, DECILE_PERIOD = "imd-decile", "2025"  # as the published file names it


def load_map(drawn: Geography) -> tuple[int, int]:
    """Add what is missing of areas, deprivation, postcodes and named places. Gives the new areas and postcodes."""
    there = set(Area.objects.values_list("code", flat=True))
    new = [shape for shape in drawn.areas if shape.code not in there]
    Area.objects.bulk_create(
        Area(
            code=shape.code,
            kind=shape.kind,
            name=shape.name,
            parent_code=shape.parent_code,
            boundary=shape.rings,
            latitude=shape.latitude,
            longitude=shape.longitude,
        )
        for shape in new
    )
    AreaFigure.objects.bulk_create(
        (
            AreaFigure(area_code=shape.code, figure=DECILE, period=DECILE_PERIOD, value=shape.decile)
            for shape in drawn.areas
            if shape.decile is not None
        ),
        ignore_conflicts=True,
    )
    known = set(Postcode.objects.filter(code__startswith="ZZ").values_list("code", flat=True))
    missing = [point for point in drawn.postcodes if point.code not in known]
    Postcode.objects.bulk_create(
        Postcode(
            code=point.code,
            shown=point.shown,
            latitude=point.latitude,
            longitude=point.longitude,
            lsoa_code=point.lsoa_code,
            ward_code=point.ward_code,
            council_code=point.council_code,
        )
        for point in missing
    )
    NamedPlace.objects.bulk_create((NamedPlace(**asdict(place)) for place in drawn.places), ignore_conflicts=True)
    return len(new), len(missing)
