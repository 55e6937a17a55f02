"""The moves as a drawing: SVG made from the machine, so that it cannot differ from what the program does.

Three lanes. In the middle the states of the live moves, in the order in which a request reaches them; above them the
open states that only agreed moves reach; below, the ends. Within the outer lanes a state stands near the states from
which arrows come. Moves between the same two states share one arrow.
"""

from __future__ import annotations

from collections import defaultdict

from markupsafe import Markup, escape

from hearth.referrals.machine import DRAFT, Machine
from hearth.referrals.staff import wording

WIDTH, HEIGHT = 166, 44  # of a box, in px
GAP = 96  # between boxes of a lane
LANES = (40, 190, 380)  # the top of each lane


def lanes(machine: Machine) -> tuple[list[str], list[str], list[str]]:
    """The states of the upper, the middle and the lower lane, each in order from left to right."""
    reached = {DRAFT: 0}
    for _round in machine.states:
        for move in machine.moves.values():
            for origin in move.origins & set(reached):
                if move.to and move.live and machine.is_open(move.to) and move.to not in reached:
                    reached[move.to] = reached[origin] + 1
    middle = sorted(reached, key=lambda code: reached[code])
    upper = [code for code in machine.states if machine.is_open(code) and code not in reached]
    lower = [code for code in machine.states if not machine.is_open(code)]
    place = {code: float(n) for n, code in enumerate(middle)}
    for lane in (upper, lower):
        lane.sort(key=lambda code: _weight(machine, code, place))
        place |= {code: _weight(machine, code, place) for code in lane}
    return upper, middle, lower


def _weight(machine: Machine, code: str, place: dict[str, float]) -> float:
    """The mean place of the states from which arrows come."""
    sources = [place[o] for m in machine.moves.values() if m.to == code for o in m.origins if o in place]
    return sum(sources) / len(sources) if sources else 0.0


def draw(machine: Machine, title: str) -> Markup:
    """The whole picture. Solid arrows are live; broken ones are agreed and not built yet."""
    upper, middle, lower = lanes(machine)
    widest = max(len(lane) for lane in (upper, middle, lower))
    width = widest * WIDTH + (widest - 1) * GAP / 2 + 2
    height = LANES[-1] + HEIGHT + 10
    at: dict[str, tuple[float, float]] = {}
    for lane, top in zip((upper, middle, lower), LANES, strict=True):
        step = (width - 2 - WIDTH) / max(1, len(lane) - 1)
        # The upper lane stands between the boxes of the middle one.
        inset = step / 2 if lane is upper and len(lane) < len(middle) else 0
        step = (width - 2 - WIDTH - 2 * inset) / max(1, len(lane) - 1)
        for n, code in enumerate(lane):
            at[code] = (1 + inset + n * step, top)
    parts = [
        Markup('<svg class="hearth-machine" viewBox="0 0 {} {}" role="img" aria-label="{}" '
               'xmlns="http://www.w3.org/2000/svg">').format(round(width), height, title),
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
        round(x), round(y), WIDTH, HEIGHT, 8 if is_open else 22, "#fffdf9" if is_open else "#f6efe4",
        round(x + WIDTH / 2), round(y + HEIGHT / 2 + 5), wording.state_words(code),
    )  # fmt: skip


def _arrows(machine: Machine, at: dict[str, tuple[float, float]]) -> list[Markup]:
    grouped: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for move in machine.moves.values():
        for origin in machine.states:
            if move.to and origin in move.origins:
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
                Markup('<text x="{:.0f}" y="{:.0f}" text-anchor="middle" font-size="12" fill="currentColor" '
                       'paint-order="stroke" stroke="#fffdf9" stroke-width="4">{}</text>').format(tx, ty, words)
            )  # fmt: skip
    return found


def _path(start: tuple[float, float], end: tuple[float, float]) -> tuple[str, tuple[float, float]]:
    """A curve from box to box, and where its words stand."""
    (x1, y1), (x2, y2) = start, end
    if start == end:
        left, right = x1 + WIDTH * 0.3, x1 + WIDTH * 0.5
        return f"M{left:.0f} {y1}C{left:.0f} {y1 - 30} {right:.0f} {y1 - 30} {right:.0f} {y1}", (left - 26, y1 - 12)
    if y1 == y2:  # in one lane
        sx, ex = (x1 + WIDTH, x2) if x2 > x1 else (x1, x2 + WIDTH)
        y = y1 + HEIGHT / 2
        return f"M{sx:.0f} {y:.0f}L{ex:.0f} {y:.0f}", ((sx + ex) / 2, y - 8)
    # Where an arrow leaves and arrives follows from where it goes, so that few of them lie on each other.
    lean = max(-0.3, min(0.3, (x2 - x1) / 1600))
    sx, ex = x1 + WIDTH * (0.5 + lean), x2 + WIDTH * (0.5 - lean)
    sy, ey = (y1 + HEIGHT, y2) if y2 > y1 else (y1, y2 + HEIGHT)
    half = (sy + ey) / 2
    aside = 0 if y2 >= LANES[-1] else 18 if y2 > y1 else -18  # there and back are two arrows
    sx, ex = sx + aside, ex + aside
    path = f"M{sx:.0f} {sy:.0f}C{sx:.0f} {half:.0f} {ex:.0f} {half:.0f} {ex:.0f} {ey:.0f}"
    nearer = 0.5 if y2 < LANES[-1] else 0.8
    return path, (sx + (ex - sx) * nearer, sy + (ey - sy) * nearer + aside * 0.8)
