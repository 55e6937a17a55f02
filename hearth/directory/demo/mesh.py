"""Irregular cells and the regions drawn from them: how an invented map gets borders that fit without gaps.

A lattice of shaken corners makes cells that tile by construction. Regions grow over the cells from seeds; the lines
between two regions are traced once, smoothed once, and used by both, so that neighbours share every point.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

Point = tuple[float, float]
Node = tuple[int, int]
Cell = tuple[int, int]
OUTSIDE = -1


@dataclass(frozen=True)
class Arc:
    """A line between two junctions, with the region on its left and on its right."""

    nodes: tuple[Node, ...]
    points: tuple[Point, ...]
    left: int
    right: int


class Mesh:
    """Cells of about `size` kilometres over `east` x `north` kilometres, corners shaken by `random`."""

    def __init__(self, *, east: float, north: float, size: float, random: Random) -> None:
        self.columns, self.rows = int(east / size), int(north / size)
        self.corners: dict[Node, Point] = {}
        for i in range(self.columns + 1):
            for j in range(self.rows + 1):
                shake = ((random.random() - 0.5) * 0.6 * size, (random.random() - 0.5) * 0.6 * size)
                self.corners[i, j] = (i * size + shake[0], j * size + shake[1])
        self.centres: dict[Cell, Point] = {}
        self.friction: dict[Cell, float] = {}  # uneven ground: borders wander instead of running straight
        for cell in self.cells():
            points = [self.corners[node] for node in self.corners_of(cell)]
            self.friction[cell] = 0.4 + 1.2 * random.random()
            self.centres[cell] = (sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4)

    def corners_of(self, cell: Cell) -> list[Node]:
        """The four corners, anticlockwise."""
        i, j = cell
        return [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]

    def centre(self, cell: Cell) -> Point:
        """The middle of a cell."""
        return self.centres[cell]

    def cells(self) -> list[Cell]:
        return [(i, j) for i in range(self.columns) for j in range(self.rows)]

    def nearest(self, point: Point, among: Sequence[Cell]) -> Cell:
        """The cell among these whose centre lies nearest to the point."""
        return min(among, key=lambda cell: _squared(self.centre(cell), point))

    def grow(
        self, seeds: Mapping[Cell, int], allowed: set[Cell], crossing: Callable[[Point, Point], float]
    ) -> dict[Cell, int]:
        """Give each allowed cell to the seed that reaches it over the shortest way; regions stay in one piece.

        `crossing` adds kilometres to a step between two centres (a river costs).
        """
        owner: dict[Cell, int] = {}
        queue = [(0.0, cell, label) for cell, label in seeds.items()]
        heapq.heapify(queue)
        while queue:
            cost, cell, label = heapq.heappop(queue)
            if cell in owner or cell not in allowed:
                continue
            owner[cell] = label
            here = self.centre(cell)
            i, j = cell
            for beside in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if beside in allowed and beside not in owner:
                    there = self.centre(beside)
                    step = math.dist(here, there) * self.friction[beside] + crossing(here, there)
                    heapq.heappush(queue, (cost + step, beside, label))
        return owner

    def arcs(self, owner: Mapping[Cell, int]) -> list[Arc]:
        """Every line between two regions (or a region and the outside), smoothed between its fixed ends."""
        sides: dict[tuple[Node, Node], tuple[int, int]] = {}  # from, to -> left, right
        for cell in self.cells():
            mine = owner.get(cell, OUTSIDE)
            around = self.corners_of(cell)
            i, j = cell
            for index, beside in enumerate(((i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j))):
                theirs = owner.get(beside, OUTSIDE)
                if mine != theirs and mine != OUTSIDE:
                    sides[around[index], around[(index + 1) % 4]] = (mine, theirs)
        links: dict[Node, set[Node]] = {}
        for start, end in sides:
            links.setdefault(start, set()).add(end)
            links.setdefault(end, set()).add(start)
        junctions = sorted(node for node, ends in links.items() if len(ends) != 2)
        arcs: list[Arc] = []
        seen: set[frozenset[Node]] = set()
        for first in [*junctions, *sorted(links)]:
            for second in sorted(links[first]):
                if frozenset((first, second)) in seen:
                    continue
                nodes = [first, second]
                seen.add(frozenset((first, second)))
                while nodes[-1] != first and len(links[nodes[-1]]) == 2:
                    onward = next(node for node in links[nodes[-1]] if node != nodes[-2])
                    seen.add(frozenset((nodes[-1], onward)))
                    nodes.append(onward)
                if (nodes[0], nodes[1]) in sides:
                    left, right = sides[nodes[0], nodes[1]]
                else:
                    right, left = sides[nodes[1], nodes[0]]
                points = smooth([self.corners[node] for node in nodes])
                arcs.append(Arc(tuple(nodes), tuple(points), left, right))
        return arcs


def smooth(points: list[Point]) -> list[Point]:
    """Round a staircase off and thin it out; both ends stay where they are."""
    for _round in range(2):
        middle = [
            ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
            for a, b, c in zip(points, points[1:], points[2:], strict=False)
        ]
        points = [points[0], *middle, points[-1]]
    return thin(points, 0.03)


def thin(points: list[Point], tolerance: float) -> list[Point]:
    """Leave out points that lie within `tolerance` kilometres of the line without them (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    if points[0] == points[-1]:  # a closed line: hold it at two places
        half = len(points) // 2
        return [*thin(points[: half + 1], tolerance)[:-1], *thin(points[half:], tolerance)]
    far, index = max((_from_line(points[k], points[0], points[-1]), k) for k in range(1, len(points) - 1))
    if far <= tolerance:
        return [points[0], points[-1]]
    return [*thin(points[: index + 1], tolerance)[:-1], *thin(points[index:], tolerance)]


def rounded(points: list[Point]) -> list[Point]:
    """A line with its corners cut twice (Chaikin), for a river drawn by hand."""
    for _round in range(2):
        cut = [points[0]]
        for a, b in itertools.pairwise(points):
            cut.append((0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]))
            cut.append((0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]))
        points = [*cut, points[-1]]
    return points


def rings(arcs: Sequence[Arc], regions: set[int]) -> list[list[Point]]:
    """The border of these regions together: outer rings anticlockwise, holes clockwise, the largest first."""
    forward: dict[Node, list[tuple[Node, tuple[Point, ...]]]] = {}
    for arc in arcs:
        if (arc.left in regions) == (arc.right in regions):
            continue
        if arc.left in regions:
            forward.setdefault(arc.nodes[0], []).append((arc.nodes[-1], arc.points))
        else:
            forward.setdefault(arc.nodes[-1], []).append((arc.nodes[0], arc.points[::-1]))
    found: list[list[Point]] = []
    while forward:
        start = node = min(forward)
        ring: list[Point] = []
        while True:
            node_after, points = forward[node].pop()
            if not forward[node]:
                del forward[node]
            ring.extend(points[:-1])
            node = node_after
            if node == start:
                break
        ring.append(ring[0])
        found.append(ring)
    return sorted(found, key=lambda ring: -abs(signed_area(ring)))


def signed_area(ring: Sequence[Point]) -> float:
    """The area inside a closed ring, positive when it runs anticlockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def inside(point: Point, shape: Sequence[Sequence[Point]]) -> bool:
    """Whether a point lies in a shape of rings (a hole is not inside)."""
    x, y = point
    within = False
    for ring in shape:
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
    return within


def crosses(a: Point, b: Point, line: Sequence[Point]) -> bool:
    """Whether the step from a to b crosses a line."""
    return any(
        _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b) for c, d in itertools.pairwise(line)
    )


def _turn(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])


def _squared(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _from_line(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from a straight piece."""
    length = _squared(start, end)
    if length == 0:
        return math.dist(point, start)
    along = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length
    along = max(0.0, min(1.0, along))
    foot = (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1]))
    return math.dist(point, foot)
