"""How this network looks: the current brand, its colours as a stylesheet, and whether colours can be read."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.core.models import Brand

HEX = re.compile(r"^#[0-9a-f]{6}$")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA) for text
COLOURS = ("ink", "paper", "sand", "primary", "accent", "highlight", "done", "line")


class Pair(NamedTuple):
    """Two colours that meet on a page, one to be read on the other."""

    text: str
    ground: str
    words: StrOrPromise


PAIRS = (
    Pair("ink", "paper", _("Text on the page")),
    Pair("ink", "sand", _("Text on panels")),
    Pair("ink", "highlight", _("Text on the highlight")),
    Pair("primary", "paper", _("Links on the page")),
    Pair("primary", "sand", _("Links on panels")),
    Pair("paper", "primary", _("Words in the header and on buttons")),
    Pair("accent", "paper", _("Urgent words on the page")),
    Pair("accent", "sand", _("Urgent words on panels")),
    Pair("done", "paper", _("“Done” words on the page")),
)


def saved() -> Brand | None:
    """The brand as it stands in the database, logo included; None where nobody has set one."""
    return Brand.objects.first()


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 (black) to 1 (white): WCAG 2.2's definition."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21: WCAG 2.2's definition."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def too_faint(colours: dict[str, str]) -> list[tuple[Pair, float]]:
    """The pairs of `PAIRS` that cannot be read well enough, each with its ratio."""
    ratios = [(pair, contrast(colours[pair.text], colours[pair.ground])) for pair in PAIRS]
    return [(pair, ratio) for pair, ratio in ratios if ratio < LEAST_CONTRAST]


def shade(colour: str, part: float) -> str:
    """The colour with `part` (0 to 1) of black mixed in: for hover and pressed states."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * (1 - part)):02x}" for i in (1, 3, 5))


def stylesheet(brand: Brand) -> str:
    """The brand's colours as custom properties; the compiled styles refer to nothing else."""
    lines = [f"--hearth-{name}:{getattr(brand, name)}" for name in COLOURS if HEX.match(getattr(brand, name))]
    if HEX.match(brand.primary):
        lines.append(f"--hearth-primary-dark:{shade(brand.primary, 0.25)}")
    return ":root{" + ";".join(lines) + "}\n"


_kept: tuple[float, Brand] | None = None


def current() -> Brand:
    """The network's brand; the default one while the database is away. Kept for a few seconds in each process."""
    global _kept
    seconds = getattr(settings, "BRAND_KEPT_SECONDS", 5)
    if _kept and time.monotonic() - _kept[0] < seconds:
        return _kept[1]
    if connection.needs_rollback:  # a failed transaction answers nothing: the error page must still come
        return _kept[1] if _kept else Brand()
    try:
        found = Brand.objects.defer("logo").first() or Brand()
    except DatabaseError:
        return _kept[1] if _kept else Brand()
    _kept = (time.monotonic(), found)
    return found


def forget() -> None:
    """Read the brand again at the next page: called when it is saved."""
    global _kept
    _kept = None
