"""The moves as a drawing: SVG made from the machine, so that it cannot differ from what the program does.

A simple layered layout: a state's column is its longest way from the start, ends stand in the last column, and states
of a column are ordered by where their arrows come from. Moves between the same two states share one arrow.
"""

from __future__ import annotations

from collections import defaultdict

from markupsafe import Markup, escape

from hearth.referrals.machine import DRAFT, Machine
from hearth.referrals.staff import wording

WIDTH, HEIGHT = 158, 44  # of a box, in px
GAP_X, GAP_Y = 132, 34


def layers(machine: Machine) -> list[list[str]]:
    """The states in columns."""
    depth = {DRAFT: 0}
    open_states = [code for code, state in machine.states.items() if state.is_open]
    # Longest way without going round in circles: an arrow back to an earlier state of the file does not count.
    for code in open_states:
        for move in machine.moves.values():
            if (
                code in move.origins
                and machine.is_open(move.to)
                and open_states.index(move.to) > open_states.index(code)
            ):
                depth[move.to] = max(depth.get(move.to, 0), depth[code] + 1)
    last = max(depth.values()) + 1
    depth |= {code: last for code in machine.states if not machine.is_open(code)}
    columns: list[list[str]] = [[] for _ in range(last + 1)]
    for code in machine.states:
        columns[depth[code]].append(code)
    place: dict[str, float] = {}
    for column in columns:
        column.sort(key=lambda code: _weight(machine, code, place))
        for row, code in enumerate(column):
            place[code] = row - (len(column) - 1) / 2
    return columns


def _weight(machine: Machine, code: str, place: dict[str, float]) -> float:
    """The mean height of the states from which arrows come."""
    sources = [place[o] for m in machine.moves.values() if m.to == code for o in m.origins if o in place]
    return sum(sources) / len(sources) if sources else 0.0


def draw(machine: Machine, title: str) -> Markup:
    """The whole picture. Solid arrows are live; broken ones are agreed and not built yet."""
    columns = layers(machine)
    tallest = max(len(column) for column in columns)
    height = tallest * (HEIGHT + GAP_Y) + GAP_Y
    width = len(columns) * WIDTH + (len(columns) - 1) * GAP_X + 2
    at: dict[str, tuple[float, float]] = {}
    for x, column in enumerate(columns):
        top = (height - len(column) * (HEIGHT + GAP_Y) + GAP_Y) / 2
        for y, code in enumerate(column):
            at[code] = (1 + x * (WIDTH + GAP_X), top + y * (HEIGHT + GAP_Y))
    parts = [
        Markup('<svg class="hearth-machine" viewBox="0 0 {} {}" role="img" aria-label="{}" '
               'xmlns="http://www.w3.org/2000/svg">').format(width, round(height), title),
        Markup('<defs><marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
               'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'),
    ]  # fmt: skip
    parts += _arrows(machine, at)
    parts += [_box(code, at[code], is_open=machine.is_open(code)) for code in machine.states]
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _box(code: str, place: tuple[float, float], *, is_open: bool) -> Markup:
    x, y = place
    return Markup(
        '<g><rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="currentColor" stroke-width="1.5"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="14" fill="currentColor">{}</text></g>'
    ).format(
        x, round(y), WIDTH, HEIGHT, 8 if is_open else 22, "#fffdf9" if is_open else "#f6efe4",
        x + WIDTH / 2, round(y + HEIGHT / 2 + 5), wording.state_words(code),
    )  # fmt: skip


def _arrows(machine: Machine, at: dict[str, tuple[float, float]]) -> list[Markup]:
    grouped: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for move in machine.moves.values():
        for origin in machine.states:
            if origin in move.origins:
                grouped[(origin, move.to)].append((wording.move_words(move.code), move.live))
    found = []
    for (origin, to), moves in grouped.items():
        live = any(is_live for _words, is_live in moves)
        path, (tx, ty) = _path(at[origin], at[to])
        dash = "" if live else ' stroke-dasharray="5 4"'
        found.append(
            Markup('<path d="{}" fill="none" stroke="currentColor" stroke-width="{}" opacity="{}"{} '
                   'marker-end="url(#arrow-head)"/>').format(
                path, 1.6 if live else 1.2, 1 if live else 0.55, Markup(dash))  # noqa: S704 (ours, see above)
        )  # fmt: skip
        # Labels of many arrows into one end would lie on each other: those say their words in the table only.
        ends_many = not machine.is_open(to) and sum(key[1] == to for key in grouped) > 1
        if not ends_many:
            words = escape(", ".join(words for words, _live in moves))
            found.append(
                Markup('<text x="{}" y="{}" text-anchor="middle" font-size="12" fill="currentColor" '
                       'paint-order="stroke" stroke="#fffdf9" stroke-width="4">{}</text>').format(tx, ty, words)
            )  # fmt: skip
    return found


def _path(start: tuple[float, float], end: tuple[float, float]) -> tuple[str, tuple[float, float]]:
    """A curve from box to box, and where its words stand."""
    (x1, y1), (x2, y2) = start, end
    if start == end:
        left, right = x1 + WIDTH * 0.35, x1 + WIDTH * 0.65
        return f"M{left} {y1}C{left} {y1 - 30} {right} {y1 - 30} {right} {y1}", (x1 + WIDTH / 2, y1 - 26)
    if x1 == x2:  # one above the other
        side = x1 + WIDTH * 0.3 if y2 > y1 else x1 + WIDTH * 0.7
        a, b = (y1 + HEIGHT, y2) if y2 > y1 else (y1, y2 + HEIGHT)
        return f"M{side} {a}L{side} {b}", (side, (a + b) / 2 + 4)
    forward = x2 > x1
    sx, ex = (x1 + WIDTH, x2) if forward else (x1, x2 + WIDTH)
    shift = -8 if forward else 8
    sy, ey = y1 + HEIGHT / 2 + shift, y2 + HEIGHT / 2 + shift
    bend = abs(ex - sx) * 0.45 * (1 if forward else -1)
    return (
        f"M{sx:.0f} {sy:.0f}C{sx + bend:.0f} {sy:.0f} {ex - bend:.0f} {ey:.0f} {ex:.0f} {ey:.0f}",
        ((sx + ex) / 2, (sy + ey) / 2 - 6 if forward else (sy + ey) / 2 + 16),
    )
