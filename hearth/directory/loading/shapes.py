"""Outlines: rings of [longitude, latitude] out of GeoJSON, whether a point lies in one, and how far it is from it."""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

Point = tuple[float, float]
Ring = list[list[float]]
METRES_IN_DEGREE = 111_320.0
DECIMALS = 6  # about 10 centimetres


def rings(geometry: dict[str, Any]) -> list[Ring]:
    """The outer rings of a Polygon or MultiPolygon, rounded. Raises ValueError for anything else.

    Holes are left out: wards and neighbourhoods have none of their own, and a page draws the outline only.
    """
    polygons = geometry["coordinates"] if geometry.get("type") == "MultiPolygon" else [geometry["coordinates"]]
    if geometry.get("type") not in {"Polygon", "MultiPolygon"} or not polygons:
        raise ValueError("not an area")
    found = []
    for polygon in polygons:
        ring = [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y, *_ in polygon[0]]
        if len(ring) < 4:
            raise ValueError("fewer than three corners")
        found.append(ring)
    return found


def middle(shape: list[Ring]) -> Point:
    """The centre of gravity of the outlines, as longitude and latitude."""
    total = sum_x = sum_y = 0.0
    for ring in shape:
        for (x1, y1), (x2, y2) in pairwise(ring):
            cross = x1 * y2 - x2 * y1
            total += cross
            sum_x += (x1 + x2) * cross
            sum_y += (y1 + y2) * cross
    if abs(total) < 1e-12:
        return shape[0][0][0], shape[0][0][1]
    return round(sum_x / (3 * total), DECIMALS), round(sum_y / (3 * total), DECIMALS)


def contains(shape: list[Ring], point: Point) -> bool:
    """Whether the point lies within the outlines (even-odd rule)."""
    x, y = point
    inside = False
    for ring in shape:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def distance(shape: list[Ring], point: Point) -> float:
    """Metres from the point to the area; 0 within it."""
    if contains(shape, point):
        return 0.0
    east = cos(radians(point[1])) * METRES_IN_DEGREE
    best = float("inf")
    for ring in shape:
        flat = [((x - point[0]) * east, (y - point[1]) * METRES_IN_DEGREE) for x, y in ring]
        for (x1, y1), (x2, y2) in pairwise(flat):
            length = (x2 - x1) ** 2 + (y2 - y1) ** 2
            along = 0.0 if length == 0 else max(0.0, min(1.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
            best = min(best, hypot(x1 + along * (x2 - x1), y1 + along * (y2 - y1)))
    return best


def metres_between(one: Point, other: Point) -> float:
    """Metres between two points (longitude, latitude), good to a fraction of a per cent within a county."""
    east = cos(radians((one[1] + other[1]) / 2)) * METRES_IN_DEGREE
    return hypot((one[0] - other[0]) * east, (one[1] - other[1]) * METRES_IN_DEGREE)
