"""Draws the demo's pictures of members: a face of a few circles and lines, so that no living person is shown."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from hearth.access.demo.cast import person
from hearth.access.models import Portrait
from hearth.access.portraits import drawn_anew
from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "pictures.yaml"
SIDE = 640
INK, LANYARD, WHITE = "#2a211c", "#ffc247", "#fffdf9"
FACE = (210, 150, 430, 420)  # left, top, right, bottom


def load_pictures() -> int:
    """Give everybody of pictures.yaml theirs, where they have none. How many are new."""
    new = 0
    for row in read_yaml(FILE):
        whose = person(row["email"])
        assert whose is not None, row["email"]
        if not Portrait.objects.filter(user_id=whose.id).exists():
            Portrait.objects.create(user_id=whose.id, words=row["words"], content=drawn_anew(drawn(row)))
            new += 1
    return new


def drawn(row: dict[str, Any]) -> bytes:
    """One row's picture as a PNG."""
    sheet = Image.new("RGB", (SIDE, SIDE), row["ground"])
    pen = ImageDraw.Draw(sheet)
    _behind(pen, row)
    covered = row["style"] == "scarf"
    pen.rounded_rectangle((275, 390, 365, 520), 40, fill=row["hair" if covered else "skin"])
    pen.ellipse((110, 470, 530, 900), fill=row["top"])
    if not covered:
        pen.polygon([(275, 478), (365, 478), (320, 530)], fill=row["skin"])
    pen.line([(262, 482), (318, 610), (320, 640)], fill=LANYARD, width=12)
    pen.line([(378, 482), (322, 610), (320, 640)], fill=LANYARD, width=12)
    pen.ellipse(FACE, fill=row["skin"])
    if row.get("beard"):
        pen.chord(FACE, 35, 145, fill=row["hair"])
    _in_front(pen, row)
    _look(pen, row)
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _behind(pen: ImageDraw.ImageDraw, row: dict[str, Any]) -> None:
    """Hair, or a scarf, behind the face."""
    hair = row["hair"]
    if row["style"] == "long":
        pen.rounded_rectangle((185, 120, 455, 560), 130, fill=hair)
    elif row["style"] == "scarf":
        pen.ellipse((170, 100, 470, 500), fill=hair)
        pen.rounded_rectangle((200, 380, 440, 560), 70, fill=hair)
    elif row["style"] == "bun":
        pen.ellipse((265, 55, 375, 165), fill=hair)
        pen.ellipse((192, 118, 448, 400), fill=hair)
    elif row["style"] == "curls":
        for left, top in ((180, 150), (205, 105), (265, 80), (325, 85), (375, 120), (390, 170)):
            pen.ellipse((left, top, left + 95, top + 95), fill=hair)
    elif row["style"] == "short":
        pen.ellipse((196, 112, 444, 360), fill=hair)


def _in_front(pen: ImageDraw.ImageDraw, row: dict[str, Any]) -> None:
    """The fringe, or the edge of a scarf around face and neck."""
    if row["style"] == "scarf":
        pen.arc((190, 128, 450, 440), 0, 360, fill=row["hair"], width=34)
        pen.chord((215, 385, 425, 535), 0, 180, fill=row["hair"])
    elif row["style"] != "bald":
        pen.chord((204, 128, 436, 330), 200, 340, fill=row["hair"])


def _look(pen: ImageDraw.ImageDraw, row: dict[str, Any]) -> None:
    """Eyes, nose and a smile."""
    for x in (275, 365):
        pen.ellipse((x - 11, 268, x + 11, 292), fill=INK)
        pen.arc((x - 24, 238, x + 24, 268), 200, 340, fill=INK, width=6)
        if row.get("glasses"):
            pen.ellipse((x - 36, 246, x + 36, 314), outline=INK, width=6)
    if row.get("glasses"):
        pen.line([(311, 276), (329, 276)], fill=INK, width=6)
    pen.arc((306, 285, 334, 330), 20, 160, fill=INK, width=4)
    pen.chord((275, 320, 365, 390), 15, 165, fill=WHITE)
    pen.arc((275, 320, 365, 390), 15, 165, fill=INK, width=5)
