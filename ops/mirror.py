"""A stylesheet turned round for languages that are written from right to left.

GOV.UK's styles name left and right; our own name the start and the end of a line, which turn by themselves. This
swaps the former: `margin-left` and `margin-right`, `left` and `right`, `text-align: left`, corners, and the second and
fourth of four lengths. Positions of backgrounds and transforms stay: what needs them turned says so in the styles.
"""

from __future__ import annotations

import re

_SIDE = re.compile(
    r"(?<![\w-])((?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(left|right)(?=-|\s*:)(?![\w-]*\()"
)
_CORNER = re.compile(r"(border-(?:top|bottom)-)(left|right)(-radius)")
_VALUE = re.compile(r"(?<![\w-])((?:text-align|float|clear)\s*:\s*)(left|right)\b")
_FOUR = re.compile(
    r"(?<![\w-])((?:margin|padding|border-width|border-color|border-style|inset)\s*:\s*)([^;}()]+)(?=[;}]|$)"
)
_DECLARATIONS = re.compile(r"\{([^{}]*)\}")
_OTHER = {"left": "right", "right": "left"}


def _four(match: re.Match[str]) -> str:
    parts = match[2].split()
    flag = parts.pop() if parts and parts[-1] == "!important" else ""
    if len(parts) != 4:
        return match[0]
    top, right, bottom, left = parts
    return f"{match[1]}{top} {left} {bottom} {right}{' ' + flag if flag else ''}"


def _turn(block: re.Match[str]) -> str:
    inside = _CORNER.sub(lambda m: f"{m[1]}{_OTHER[m[2]]}{m[3]}", block[1])
    inside = _SIDE.sub(lambda m: f"{m[1] or ''}{_OTHER[m[2]]}", inside)
    inside = _VALUE.sub(lambda m: f"{m[1]}{_OTHER[m[2]]}", inside)
    return "{" + _FOUR.sub(_four, inside) + "}"


def mirror(css: str) -> str:
    """The same rules for a page that runs from right to left."""
    return _DECLARATIONS.sub(_turn, css)
