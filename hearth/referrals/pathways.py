"""Who may refer to a service, as data (data/pathways.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "pathways.yaml"
FAMILY, ANY = "family", "any"


@cache
def referrers() -> dict[str, dict[str, str]]:
    """Code to its name in each language, in the order of the file."""
    return {row["code"]: row["name"] for row in read_yaml(FILE)["who"]}


def referrer_words(code: str) -> str:
    """In the language of the page, else in English; the code itself when the data no longer has it."""
    name = referrers().get(code, {"en": code})
    return name.get(get_language() or "en", name["en"])
