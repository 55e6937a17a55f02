"""What may be shared, on what lawful ground and in which tier, as data: reads data/sharing.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.words import label_list_words
from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "sharing.yaml"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of data. `tier` is a (involvement), b (summary) or c (notes); d, the sealed one, is never shared."""

    code: str
    tier: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Basis:
    """One lawful ground. `article` is of the UK GDPR."""

    code: str
    article: str
    name: str
    words: str

    @property
    def full_name(self) -> str:
        """ "Public task (article 6(1)(e))"."""
        return f"{self.name} (article {self.article})"


def version() -> int:
    """Of the file."""
    return int(_read()["version"])


@cache
def categories() -> dict[str, Category]:
    """All of them by code, in order."""
    return {row["code"]: Category(**row) for row in _read()["categories"]}


@cache
def lawful_bases() -> dict[str, Basis]:
    """Article 6 by code."""
    return {row["code"]: Basis(**row) for row in _read()["lawful_bases"]}


@cache
def special_bases() -> dict[str, Basis]:
    """Article 9 by code."""
    return {row["code"]: Basis(**row) for row in _read()["special_bases"]}


def category_words(codes: Iterable[str]) -> str:
    """ "Who is involved and attendance", in the file's order; a code that left the file stands for itself."""
    wanted = list(codes)
    known = [one.name for one in categories().values() if one.code in wanted]
    return label_list_words(known, [code for code in wanted if code not in categories()])


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(FILE)
    return data
