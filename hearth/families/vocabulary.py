"""What a registration asks, as codes with words in the reader's language: rules over data/registration.yaml."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "registration.yaml"
PARENTS = {"mother", "father", "step-parent", "carer"}  # of the relations: who looks after a child


@cache
def shipped() -> dict[str, Any]:
    """The file as it stands."""
    content: dict[str, Any] = read_yaml(FILE)
    return content


def in_language(words: dict[str, str]) -> str:
    """A text of several languages in the reader's, else in English."""
    return words.get(get_language() or "en") or words["en"]


def choices(kind: str) -> list[tuple[str, str]]:
    """The choices of one list (access, dietary, relations, bands), in order, for a form."""
    return [(row["code"], in_language(row)) for row in shipped()[kind]]


def words(kind: str, code: str) -> str:
    """The words of a code; the code itself where this version does not have it."""
    return dict(choices(kind)).get(code, code)


def known(kind: str, codes: Iterable[str]) -> list[str]:
    """The codes among these that the list has, each once, in the order of the list."""
    wanted = set(codes)
    return [row["code"] for row in shipped()[kind] if row["code"] in wanted]


def in_english(kind: str, chosen: Iterable[str], field: str = "") -> str:
    """The words of these codes as members read them, those of one `field` of a family's needs where it is named."""
    wanted = set(chosen)
    rows = [row for row in shipped()[kind] if row["code"] in wanted and row.get("field", "") == field]
    return "; ".join(row["en"] for row in rows)


def codes_of(kind: str, text: str) -> list[str]:
    """The codes of which a text was made (`in_english`)."""
    parts = set(text.split("; "))
    return [row["code"] for row in shipped()[kind] if row["en"] in parts]


def as_read(text: str) -> str:
    """What members read, in the reader's language as far as it is made of our words."""
    known_words = {row["en"]: in_language(row) for kind in ("access", "dietary") for row in shipped()[kind]}
    return "; ".join(known_words.get(part, part) for part in text.split("; ") if part)


def codes(kind: str) -> list[str]:
    return [row["code"] for row in shipped()[kind]]


def new_tag() -> str:
    """A tag by which a family may be counted without a name: "walnut-417". It is drawn, and says nothing of anybody."""
    return f"{secrets.choice(shipped()['tags'])}-{secrets.randbelow(900) + 100}"


def tidy_tag(typed: str) -> str:
    """A tag as it is kept, from how somebody types it ("Walnut 417"); empty for what is none."""
    letters = "".join(sign for sign in typed.lower() if sign.isalpha())
    digits = "".join(sign for sign in typed if sign in "0123456789")
    return f"{letters}-{digits}" if letters in shipped()["tags"] and len(digits) == 3 else ""
