"""Leaflets as PDF that a screen reader can read (PDF/UA), in the network's colours and the reader's language."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language, get_language_bidi
from PIL import Image

from hearth.core import brand as brands
from hearth.core.models import Brand

TEMPLATES = Path(__file__).parent / "typst"
# As ops/printfonts.py names them, in the order in which a letter is looked for.
FAMILIES = (
    *("atkinson-hyperlegible-next latin", "atkinson-hyperlegible-next latin-ext", "noto-naskh-arabic arabic"),
    *("noto-sans cyrillic", "noto-sans greek", "noto-sans vietnamese", "noto-sans latin-ext", "noto-sans latin"),
)
COLOURS = ("ink", "paper", "sand", "primary", "accent", "highlight", "line")
QUIET = "#4b5563"
LOGO_PIXELS = 240  # high: sharp enough on paper
ARCH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path fill="{paper}" d="M5 29V14a11 11 0 0 1 22 0v15z"/>'
    '<path fill="{highlight}" d="M10.5 29V15a5.5 5.5 0 0 1 11 0v14zM10.5 29h11l5.5 3H5z"/></svg>'
)
AT_ONCE = 2  # typesettings in one process: the others wait
WAIT_SECONDS = 10
# What no font is expected to draw and no sentence needs: private signs, halves of characters, and emoji.
NEVER_PRINTED = {"Co", "Cs", "Cn", "Cc"}
FIRST_STRONG, END_OF_ISOLATE = "\u2068", "\u2069"
AS_IT_IS = {"document", "fonts", "svg", "png", "colours"}  # parts of the content that nobody reads
PICTURES_FROM = "\u2190"  # below it stand the signs of ordinary text, such as ° and №
_presses = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """So many leaflets are being made that this one would have to wait for too long."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where the fonts are, and the names by which a leaflet asks for them."""

    folder: Path
    families: tuple[str, ...]


def fonts() -> Fonts:
    return Fonts(settings.PRINT_FONTS, tuple(f"Hearth {family}" for family in FAMILIES))


def pdf(template: str, content: dict[str, Any], *, paper: str = "a4") -> bytes:
    """A leaflet from one of the templates and what it shows. Raises Busy.

    It is made after PDF/UA-1. Where the words hold a letter of which we have no font (a name in another script), the
    machine's own fonts help out; where those do not have it either, the file is tagged all the same, and lacks it.
    """
    known = fonts()
    brand = brands.current()
    data = content | {
        "document": content["title"],
        "paper": paper,
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "fonts": list(known.families),
        "brand": {"name": brand.name, "council": brand.council_name},
        "colours": {name: getattr(brand, name) for name in COLOURS} | {"quiet": QUIET},
        "logo": _logo(brand),
    }
    inputs = {"data": json.dumps(_printable(data, isolated=data["dir"] == "rtl"))}
    if not _presses.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        for ours_alone, accessible in ((True, True), (False, True), (False, False)):
            try:
                made: bytes = typst.compile(
                    str(TEMPLATES / f"{template}.typ"),
                    root=str(TEMPLATES),
                    font_paths=[str(known.folder)],
                    ignore_system_fonts=ours_alone,
                    sys_inputs=inputs,
                    pdf_standards=["ua-1"] if accessible else [],
                )
            except typst.TypstError as error:
                if "could not be displayed" not in str(error):
                    raise
            else:
                return made
        raise RuntimeError("unreachable: without a standard a missing letter is no error")
    finally:
        _presses.release()


def _printable(value: Any, *, isolated: bool) -> Any:
    """The same without emoji and the like, for which a font may be missing. `isolated` keeps the direction of every
    text its own: an English sentence on an Urdu page ends with its full stop, not with its first word."""
    if isinstance(value, str):
        kept = "".join(c for c in value if _is_printed(c))
        return f"{FIRST_STRONG}{kept}{END_OF_ISOLATE}" if isolated and any(map(str.isspace, kept)) else kept
    if isinstance(value, dict):
        return {key: part if key in AS_IT_IS else _printable(part, isolated=isolated) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(part, isolated=isolated) for part in value]
    return value


def _is_printed(character: str) -> bool:
    kind = unicodedata.category(character)
    is_picture = kind in {"So", "Sk"} and character >= PICTURES_FROM
    return character == "\n" or not (is_picture or kind in NEVER_PRINTED or character == "\ufe0f")


def _logo(brand: Brand) -> dict[str, Any]:
    """The network's own logo, or the arch of the site's header."""
    arch = ARCH.format(paper=brand.paper, highlight=brand.highlight)
    png = _small_logo() if brand.logo_alt else b""
    return {"svg": arch, "png": list(png), "alt": brand.logo_alt}


def _small_logo() -> bytes:
    saved = brands.saved()
    if saved is None or not saved.logo:
        return b""
    with Image.open(BytesIO(bytes(saved.logo))) as picture:
        picture.thumbnail((LOGO_PIXELS * 4, LOGO_PIXELS))
        made = BytesIO()
        picture.convert("RGBA").save(made, "PNG", optimize=True)
        return made.getvalue()
