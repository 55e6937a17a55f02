"""The invented map of the demo area: council, wards, neighbourhoods, postcodes and named places.

A pure function of `area.yaml` and a fixed seed: the same map on every machine, so that the postcodes written in the
other files stay where they are. Rings are lists of [longitude, latitude]; plain Python is enough for a map this small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hearth.core.yaml_files import read_yaml
from hearth.directory.demo.mesh import Arc, Cell, Mesh, Point, crosses, inside, rings, rounded

AREA_FILE = Path(__file__).parent / "area.yaml"
SEED = 20260
KM_PER_DEGREE = 111.32  # of latitude; of longitude at the equator
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # the second half of a postcode never uses C, I, K, M, O or V
POSTCODES_PER_LSOA = 21
RIVER_COST = 1.4  # kilometres that a region "pays" to reach over the river


@dataclass(frozen=True)
class AreaShape:
    """A council, ward or LSOA. `decile` of deprivation only for an LSOA."""

    code: str
    kind: str
    name: str
    parent_code: str
    rings: list[list[list[float]]]
    latitude: float
    longitude: float
    decile: int | None = None


@dataclass(frozen=True)
class PostcodePoint:
    """A postcode with its point and the areas it lies in."""

    code: str
    latitude: float
    longitude: float
    lsoa_code: str
    ward_code: str
    council_code: str

    @property
    def shown(self) -> str:
        return f"{self.code[:-3]} {self.code[-3:]}"


@dataclass(frozen=True)
class PlacePoint:
    """A place by name, and the council it lies in."""

    name: str
    latitude: float
    longitude: float
    council_code: str


@dataclass(frozen=True)
class Geography:
    """The whole map."""

    areas: list[AreaShape]
    postcodes: list[PostcodePoint]
    places: list[PlacePoint]
    river: list[list[float]]


@cache
def build() -> Geography:
    """Draw the map. Takes about a second; the answer is kept."""
    area = read_yaml(AREA_FILE)
    random = Random(SEED)  # noqa: S311 - an invented map, not a secret
    mesh = Mesh(east=area["size"]["east"], north=area["size"]["north"], size=area["cell"], random=random)
    land = _land(mesh, area)
    course = rounded([(x, y) for x, y in area["river"]["course"]])

    def crossing(a: Point, b: Point) -> float:
        return RIVER_COST if crosses(a, b, course) else 0.0

    ward_of = _wards(mesh, area, land, crossing)
    lsoa_of, lsoas = _neighbourhoods(mesh, area, ward_of, crossing)
    arcs = mesh.arcs(lsoa_of)
    return _drawn(area, arcs, lsoas, random, course)


def _land(mesh: Mesh, area: dict[str, Any]) -> set[Cell]:
    """The cells inside the council's border: an oval with bays and noses."""
    (cx, cy), (rx, ry) = area["outline"]["centre"], area["outline"]["radius"]
    land: set[Cell] = set()
    for cell in mesh.cells():
        x, y = mesh.centre(cell)
        angle = math.atan2((y - cy) / ry, (x - cx) / rx)
        reach = 1 + 0.06 * math.sin(3 * angle + 0.7) + 0.05 * math.sin(5 * angle + 2.1) + 0.03 * math.sin(9 * angle)
        reach += 0.015 * math.sin(17 * angle + 1.3) + 0.012 * math.sin(29 * angle)
        if math.hypot((x - cx) / rx, (y - cy) / ry) < reach * 0.97:
            land.add(cell)
    return land


def _wards(mesh: Mesh, area: dict[str, Any], land: set[Cell], crossing: Any) -> dict[Cell, int]:
    """Each cell's ward (its number in the file): the towns' wards share the towns, the others the country."""
    built: dict[str, set[Cell]] = {}
    for town in area["towns"]:
        x, y = town["at"]
        cells = set()
        for cell in land:
            dx, dy = (mesh.centre(cell)[0] - x, mesh.centre(cell)[1] - y)
            angle = math.atan2(dy, dx)
            if math.hypot(dx, dy) < town["radius"] * (1 + 0.1 * math.sin(2 * angle + x) + 0.06 * math.sin(5 * angle)):
                cells.add(cell)
        built[town["name"]] = cells
    built[""] = land - set().union(*built.values())
    ward_of: dict[Cell, int] = {}
    for name, cells in built.items():
        among = sorted(cells)
        seeds = {
            mesh.nearest((ward["at"][0], ward["at"][1]), among): number
            for number, ward in enumerate(area["wards"])
            if ward.get("town", "") == name
        }
        ward_of.update(mesh.grow(seeds, cells, crossing))
    return ward_of


def _neighbourhoods(
    mesh: Mesh, area: dict[str, Any], ward_of: dict[Cell, int], crossing: Any
) -> tuple[dict[Cell, int], list[tuple[int, Point]]]:
    """Each cell's LSOA, and for each LSOA its ward and the point it grew from."""
    places: list[Point] = [(place["at"][0], place["at"][1]) for place in area["places"]]
    everywhere = sorted(ward_of)
    villages = [mesh.nearest(point, everywhere) for point in places]
    lsoa_of: dict[Cell, int] = {}
    lsoas: list[tuple[int, Point]] = []
    for number, ward in enumerate(area["wards"]):
        cells = sorted(cell for cell, owner in ward_of.items() if owner == number)
        chosen = [mesh.nearest((ward["at"][0], ward["at"][1]), cells)]
        chosen += [cell for cell in villages if ward_of[cell] == number and cell not in chosen]
        chosen = chosen[: ward["lsoas"]]
        while len(chosen) < ward["lsoas"]:  # then the cell furthest from all chosen before it
            centres = [mesh.centre(cell) for cell in chosen]
            chosen.append(max(cells, key=lambda cell: min(math.dist(mesh.centre(cell), c) for c in centres)))
        first = len(lsoas)
        lsoas += [(number, mesh.centre(cell)) for cell in chosen]
        seeds = {cell: first + index for index, cell in enumerate(chosen)}
        lsoa_of.update(mesh.grow(seeds, set(cells), crossing))
    return lsoa_of, lsoas


def _drawn(
    area: dict[str, Any], arcs: list[Arc], lsoas: list[tuple[int, Point]], random: Random, course: list[Point]
) -> Geography:
    """Turn regions into areas with codes and names, and put postcodes into them."""
    council_code, council_name = area["council"]["code"], area["council"]["name"]
    prefix = council_code[:2]
    shapes: list[AreaShape] = []
    postcodes: list[PostcodePoint] = []

    def degrees(point: Point) -> list[float]:
        latitude = area["origin"]["latitude"] + point[1] / KM_PER_DEGREE
        east = KM_PER_DEGREE * math.cos(math.radians(area["origin"]["latitude"]))
        return [round(area["origin"]["longitude"] + point[0] / east, 6), round(latitude, 6)]

    def shape(code: str, kind: str, name: str, parent: str, regions: set[int], decile: int | None = None) -> AreaShape:
        border = rings(arcs, regions)
        longitude, latitude = degrees(_middle(border))
        drawn = [[degrees(point) for point in ring] for ring in border]
        return AreaShape(code, kind, name, parent, drawn, latitude, longitude, decile)

    shapes.append(shape(council_code, "council", council_name, "", set(range(len(lsoas)))))
    units = {ward["district"]: _units(random) for ward in area["wards"]}
    for number, ward in enumerate(area["wards"]):
        ward_code = f"{prefix}05{number + 1:06d}"
        regions = [index for index, (owner, _seed) in enumerate(lsoas) if owner == number]
        shapes.append(shape(ward_code, "ward", ward["name"], council_code, set(regions)))
        for place, index in enumerate(regions):
            lsoa_code = f"{prefix}01{index + 1:06d}"
            decile = max(1, min(10, ward["decile"] + round((random.random() - 0.5) * 5)))
            name = f"{ward['name']} {chr(ord('A') + place)}"
            shapes.append(shape(lsoa_code, "lsoa", name, ward_code, {index}, decile))
            border = rings(arcs, {index})
            for _each in range(POSTCODES_PER_LSOA):
                longitude, latitude = degrees(_point_in(border, lsoas[index][1], random))
                code = f"{ward['district']}{next(units[ward['district']])}"
                postcodes.append(PostcodePoint(code, latitude, longitude, lsoa_code, ward_code, council_code))
    places = []
    for place in area["places"]:
        longitude, latitude = degrees((place["at"][0], place["at"][1]))
        places.append(PlacePoint(place["name"], latitude, longitude, council_code))
    return Geography(shapes, postcodes, places, [degrees(point) for point in course])


def _units(random: Random) -> Iterator[str]:
    """The ends of a district's postcodes in order, with the gaps that real ones have: 1AA, 1AB, 1AE …"""
    for sector in range(1, 10):
        count = 0
        for first in LETTERS:
            for second in LETTERS:
                if random.random() < 0.7 and count < 2 * POSTCODES_PER_LSOA:
                    count += 1
                    yield f"{sector}{first}{second}"


def _point_in(border: list[list[Point]], seed: Point, random: Random) -> Point:
    """A point inside, more often near the middle of the village or estate than in the fields."""
    west, east = min(x for x, _ in border[0]), max(x for x, _ in border[0])
    south, north = min(y for _, y in border[0]), max(y for _, y in border[0])
    while True:
        if random.random() < 0.65:
            angle, reach = random.random() * math.tau, 0.75 * random.random()
            point = (seed[0] + reach * math.cos(angle), seed[1] + reach * math.sin(angle))
        else:
            point = (west + random.random() * (east - west), south + random.random() * (north - south))
        if inside(point, border):
            return point


def _middle(border: list[list[Point]]) -> Point:
    """A point to label: the mean of the outer ring if it lies inside, else the inside point nearest to it."""
    ring = border[0]
    mean = (sum(x for x, _ in ring[1:]) / (len(ring) - 1), sum(y for _, y in ring[1:]) / (len(ring) - 1))
    if inside(mean, border):
        return mean
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    grid = [(west + (east - west) * i / 24, south + (north - south) * j / 24) for i in range(25) for j in range(25)]
    return min((point for point in grid if inside(point, border)), key=lambda point: math.dist(point, mean))
