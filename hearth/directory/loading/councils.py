"""Official codes and names of councils."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Area, AreaKind


@cache
def shipped() -> dict[str, str]:
    """Codes and names that come with the product."""
    found: dict[str, str] = read_yaml(Path(__file__).parent / "councils.yaml")
    return found


def council_name(code: str) -> str:
    """The name of a council by its code, from the loaded areas or the shipped list; "" where nobody knows it."""
    loaded = Area.objects.filter(code=code, kind=AreaKind.COUNCIL).values_list("name", flat=True).first()
    return loaded if loaded and loaded != code else shipped().get(code, "")


def council_code(name: str) -> str:
    """The code of a council by its name ("Stockport", "Stockport Council"); "" where nobody knows it."""
    wanted = short_name(name).lower()
    for code, known in shipped().items():
        if known.lower() == wanted:
            return code
    for code, known in Area.objects.filter(kind=AreaKind.COUNCIL).values_list("code", "name"):
        if known.lower() == wanted:
            return str(code)
    return ""


def short_name(name: str) -> str:
    """Make "Stockport" of "Stockport Metropolitan Borough Council"."""
    words = name.split()
    while len(words) > 1 and words[-1].lower() in {"council", "borough", "metropolitan", "city", "county", "district"}:
        words.pop()
    return " ".join(words)
