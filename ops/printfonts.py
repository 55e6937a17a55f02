"""Fonts for leaflets and posters: the web's fonts unpacked, because the typesetter reads no web fonts.

A web font comes in subsets (Latin, Polish letters, Cyrillic …) that all bear one family name, of which the typesetter
would use one alone. So each subset gets a family name of its own; a leaflet names them all, one after the other.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

# The package and its subsets, in the order in which a leaflet looks for a letter: `hearth.directory.leaflets.press`.
FAMILIES = (
    ("atkinson-hyperlegible-next", "latin"),
    ("atkinson-hyperlegible-next", "latin-ext"),
    ("noto-naskh-arabic", "arabic"),
    ("noto-sans", "cyrillic"),
    ("noto-sans", "greek"),
    ("noto-sans", "vietnamese"),
    ("noto-sans", "latin-ext"),
    ("noto-sans", "latin"),
)
WEIGHTS = {400: "Regular", 700: "Bold"}
WINDOWS, UNICODE, ENGLISH = 3, 1, 0x409  # platform, encoding and language of a name's record
FAMILY, STYLE, FULL, POSTSCRIPT = 1, 2, 4, 6  # which name it is


def unpack(web_font: bytes, family: str, style: str) -> bytes:
    """A WOFF file (version 1) as the OpenType file that it holds, under another family name.

    Raises ValueError for anything else. The layout is that of the W3C's WOFF File Format 1.0.
    """
    signature, flavour, _length, count = struct.unpack(">4sIIH", web_font[:14])
    if signature != b"wOFF":
        raise ValueError("This is not a WOFF file.")
    tables: dict[bytes, bytes] = {}
    for number in range(count):
        at = 44 + 20 * number
        tag, offset, packed, whole, _sum = struct.unpack(">4sIIII", web_font[at : at + 20])
        data = web_font[offset : offset + packed]
        tables[tag] = zlib.decompress(data) if packed < whole else data
    tables[b"name"] = _names(family, style)
    return _join(flavour, tables)


def _names(family: str, style: str) -> bytes:
    names = {FAMILY: family, STYLE: style, FULL: f"{family} {style}", POSTSCRIPT: f"{family}-{style}".replace(" ", "")}
    texts = {number: text.encode("utf-16-be") for number, text in names.items()}
    records, offset = b"", 0
    for number, text in texts.items():
        records += struct.pack(">HHHHHH", WINDOWS, UNICODE, ENGLISH, number, len(text), offset)
        offset += len(text)
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + b"".join(texts.values())


def _join(flavour: int, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", flavour, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    rows, body, start = b"", b"", 12 + 16 * count
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        words = struct.unpack(f">{len(padded) // 4}I", padded)
        rows += struct.pack(">4sIII", tag, sum(words) & 0xFFFFFFFF, start + len(body), len(data))
        body += padded
    return head + rows + body


def build(packages: Path, target: Path) -> None:
    """Unpack the fonts of the npm packages under `packages` into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for package, subset in FAMILIES:
        for weight, style in WEIGHTS.items():
            name = f"{package}-{subset}-{weight}-normal"
            web_font = (packages / "@fontsource" / package / "files" / f"{name}.woff").read_bytes()
            (target / f"{name}.ttf").write_bytes(unpack(web_font, f"Hearth {package} {subset}", style))
