"""A map drawn on the server: outlines and numbered points as one SVG, with no outside tiles. The list beside it says
the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

from hearth.core.cards import MapPoint, MapShape

WIDTH, HEIGHT, EDGE = 640.0, 520.0, 26.0
METRES_IN_DEGREE = 111_320.0
METRES_IN_MILE = 1609.344
NICE_MILES = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20)
LEAST_SPAN = 0.012  # degrees of latitude: about 1.3 km, so that one point is not shown as if from a rooftop
APART = 30.0  # pixels: points closer than this are moved apart so that each can be touched


@dataclass(frozen=True, slots=True)
class PlacedPoint:
    """A point in the drawing's own units."""

    x: float
    y: float
    point: MapPoint


@dataclass(frozen=True, slots=True)
class Ring:
    """A distance around the reader's own place."""

    x: float
    y: float
    radius: float
    miles: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What `core/map.html` draws: paths, points and a scale bar of `scale_miles` that is `scale_width` long."""

    width: float
    height: float
    paths: list[tuple[str, str]]
    points: list[PlacedPoint]
    scale_miles: float
    scale_width: float
    rings: list[Ring]


def _bounds(points: Sequence[MapPoint], shapes: Sequence[MapShape]) -> tuple[float, float, float, float]:
    """West, south, east, north of the points, or of the shapes where there is no point."""
    xs = [p.x for p in points] or [x for s in shapes for ring in s.polygons for x, _ in ring] or [-2.2, -2.1]
    ys = [p.y for p in points] or [y for s in shapes for ring in s.polygons for _, y in ring] or [53.3, 53.4]
    return min(xs), min(ys), max(xs), max(ys)


def draw_map(points: Sequence[MapPoint], shapes: Sequence[MapShape] = ()) -> Drawing:
    """Place points and outlines so that all points fit. A plate projection true at the middle latitude: right to
    within a pixel over a county."""
    west, south, east, north = _bounds(points, shapes)
    you = next(((p.x, p.y) for p in points if p.kind == "you"), None)
    middle_x, middle_y = you or ((west + east) / 2, (south + north) / 2)
    squeeze = cos(radians(middle_y))
    # The reader's own place stands in the middle, so the span is twice the way to the farthest point.
    span_x = max(2 * max(east - middle_x, middle_x - west) * squeeze, LEAST_SPAN)
    span_y = max(2 * max(north - middle_y, middle_y - south), LEAST_SPAN)
    scale = min((WIDTH - 2 * EDGE) / span_x, (HEIGHT - 2 * EDGE) / span_y)

    def place(x: float, y: float) -> tuple[float, float]:
        return (WIDTH / 2 + (x - middle_x) * squeeze * scale, HEIGHT / 2 - (y - middle_y) * scale)

    paths = []
    for shape in shapes:
        parts = []
        for ring in shape.polygons:
            parts.append(_path([place(x, y) for x, y in ring]))
        paths.append(("".join(parts), shape.label))
    placed = _moved_apart([(*place(p.x, p.y), p) for p in points])
    pixels_in_mile = scale / METRES_IN_DEGREE * METRES_IN_MILE
    fitting = [miles for miles in NICE_MILES if miles * pixels_in_mile <= WIDTH / 3]
    miles = fitting[-1] if fitting else NICE_MILES[0]
    rings = [_rings(place(p.x, p.y), pixels_in_mile) for p in points if p.kind == "you"][:1]
    width = round(miles * pixels_in_mile, 1)
    return Drawing(WIDTH, HEIGHT, paths, placed, miles, width, rings[0] if rings else [])


def _rings(centre: tuple[float, float], pixels_in_mile: float) -> list[Ring]:
    """Up to three distances whose tops are on the map and not crowded."""
    x, y = centre
    rings: list[Ring] = []
    for miles in (0.5, 1, 2, 5, 10, 20):
        radius = miles * pixels_in_mile
        apart = radius - (rings[-1].radius if rings else 0)
        if apart >= 70 and y - radius > 10:
            rings.append(Ring(round(x, 1), round(y, 1), round(radius, 1), miles))
    return rings[:3]


def _path(ring: Sequence[tuple[float, float]]) -> str:
    """One closed outline; steps under a pixel are left out to keep the page light."""
    kept: list[tuple[int, int]] = []
    for x, y in ring:
        spot = (round(x), round(y))
        if not kept or abs(spot[0] - kept[-1][0]) + abs(spot[1] - kept[-1][1]) >= 3:
            kept.append(spot)
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "z" if len(kept) > 2 else ""


def _moved_apart(spots: list[tuple[float, float, MapPoint]]) -> list[PlacedPoint]:
    """Points on the same doorstep, moved onto a small ring around it, in their own order."""
    taken: list[tuple[float, float]] = []
    placed = []
    for x, y, point in spots:
        for step_x, step_y in _ring():
            spot = (min(max(x + step_x, EDGE / 2), WIDTH - EDGE / 2), min(max(y + step_y, EDGE / 2), HEIGHT - EDGE / 2))
            if all((spot[0] - a) ** 2 + (spot[1] - b) ** 2 >= APART**2 for a, b in taken):
                break
        taken.append(spot)
        placed.append(PlacedPoint(round(spot[0], 1), round(spot[1], 1), point))
    return placed


def _ring() -> list[tuple[float, float]]:
    """The spot itself, then rings of 6, 12 and 18 around it."""
    spots = [(0.0, 0.0)]
    for circle, count in ((1, 6), (2, 12), (3, 18)):
        spots += [
            (APART * 1.05 * circle * cos(2 * pi * i / count), APART * 1.05 * circle * sin(2 * pi * i / count))
            for i in range(count)
        ]
    return spots
