"""A family as a drawing: who belongs to whom, in rows by generation. The page says the same in a list beside it.

Children stand below their parents and carers, grandparents above them. A baby that is expected has a round box with a
broken line. A broken line to somebody means: lives elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from markupsafe import Markup

from hearth.families.queries.single_view import Tie

WIDTH, HEIGHT, GAP, DROP = 168, 58, 28, 74
DOWN = {"parent": 1, "step-parent": 1, "carer": 1, "expecting": 1, "grandparent": 2}
BESIDE = {"sibling", "partner", "former-partner", "other"}


def generations(start: UUID, ties: Sequence[Tie]) -> dict[UUID, int]:
    """How many rows below the first each person stands; the topmost is 0."""
    row = {start: 0}
    waiting = [start]
    while waiting:
        one = waiting.pop(0)
        for tie in ties:
            step = DOWN.get(tie.kind, 0)
            for near, far, way in ((tie.person, tie.to_person, step), (tie.to_person, tie.person, -step)):
                if near == one and far not in row:
                    row[far] = row[one] + way
                    waiting.append(far)
    top = min(row.values())
    return {person: place - top for person, place in row.items()}


def draw(
    start: UUID, ties: Sequence[Tie], names: Mapping[UUID, tuple[str, str]], unborn: set[UUID], title: str
) -> Markup:
    """The picture: `names` has two lines for each person (who, and born when)."""
    rows = generations(start, ties)
    by_row: dict[int, list[UUID]] = defaultdict(list)
    for person in names:
        if person in rows:
            by_row[rows[person]].append(person)
    levels = sorted(by_row)
    widest = max(len(people) for people in by_row.values())
    width = widest * WIDTH + (widest - 1) * GAP + 4
    height = len(levels) * HEIGHT + (len(levels) - 1) * DROP + 4
    at: dict[UUID, tuple[float, float]] = {}
    for number, level in enumerate(levels):
        people = by_row[level]
        left = (width - len(people) * WIDTH - (len(people) - 1) * GAP) / 2
        for place, person in enumerate(people):
            at[person] = (left + place * (WIDTH + GAP), 2 + number * (HEIGHT + DROP))
    parts = [
        Markup(
            '<svg class="hearth-family" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}" '
            'xmlns="http://www.w3.org/2000/svg">'
        ).format(round(width), round(height), round(width), title)
    ]
    parts += [_line(tie, at) for tie in ties if tie.person in at and tie.to_person in at]
    parts += [_box(names[one], place, here=one == start, unborn=one in unborn) for one, place in at.items()]
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _line(tie: Tie, at: Mapping[UUID, tuple[float, float]]) -> Markup:
    (x1, y1), (x2, y2) = at[tie.person], at[tie.to_person]
    dash = "6 5" if tie.lives_with is False or tie.kind == "former-partner" else "none"
    if y1 == y2:
        if x1 > x2:
            x1, x2 = x2, x1
        across = y1 + HEIGHT / 2
        path = f"M{x1 + WIDTH:.0f} {across:.0f}H{x2:.0f}"
    else:
        (ax, ay), (bx, by) = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
        ax, bx, ay = ax + WIDTH / 2, bx + WIDTH / 2, ay + HEIGHT
        middle = (ay + by) / 2
        path = f"M{ax:.0f} {ay:.0f}V{middle:.0f}H{bx:.0f}V{by:.0f}"
    return Markup('<path d="{}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="{}"/>').format(
        path, dash
    )


def _box(words: tuple[str, str], place: tuple[float, float], *, here: bool, unborn: bool) -> Markup:
    x, y = place
    return Markup(
        '<g><rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="currentColor" stroke-width="{}" '
        'stroke-dasharray="{}"/><text x="{}" y="{}" text-anchor="middle" font-size="15" font-weight="700" '
        'fill="currentColor">{}</text><text x="{}" y="{}" text-anchor="middle" font-size="13" '
        'fill="currentColor">{}</text></g>'
    ).format(
        round(x), round(y), WIDTH, HEIGHT, HEIGHT // 2 if unborn else 8, "#f6efe4" if here else "#fffdf9",
        3 if here else 1.5, "4 4" if unborn else "none", round(x + WIDTH / 2), round(y + 25), _short(words[0]),
        round(x + WIDTH / 2), round(y + 44), words[1],
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 20 else f"{name[:19]}…"
