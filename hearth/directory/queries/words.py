"""The words somebody typed, one by one: made plain, and told apart by what they do in a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from hearth.directory import vocabularies

LONGEST = 120  # characters of a search that are looked at
MOST = 24  # words of it
_DROPPED = str.maketrans("-–—/", "    ", "'’‘`´ʼ\u200c\u200d\u200e\u200f")
# Vowel signs of Arabic and accents typed apart belong to their word, though they are no letters.
_APART = re.compile(r"[^\w\u0300-\u036f\u064b-\u065f\u0670]+")
NOT = "¬"  # stands for every word that says that something is not so


def plain(text: str) -> str:
    """As the database keeps words: no capitals or apostrophes, dashes are spaces (`directory_plain` in SQL)."""
    return " ".join(text.lower().translate(_DROPPED).split())


def tidy(typed: str) -> str:
    """What was typed, without what no database takes, and not too long."""
    return " ".join(unicodedata.normalize("NFC", typed).replace("\x00", " ").split())[:LONGEST]


def split(text: str) -> list[str]:
    """The plain words of a text, in order."""
    return [word for word in _APART.split(plain(text)) if word]


@dataclass(frozen=True)
class LittleWords:
    """Words that carry a sentence or say whom it is about: data/little_words.yaml."""

    soft: frozenset[str]
    people: frozenset[str]
    nothing: frozenset[str]
    negations: frozenset[str]
    particles: frozenset[str]
    polish: frozenset[str]

    @cached_property
    def every(self) -> frozenset[str]:
        """All but the particles."""
        return self.soft | self.people | self.nothing | self.negations

    def carries(self, word: str) -> bool:
        """Whether a listing need not have this word."""
        return word in self.every or word[0].isdecimal()


@cache
def little_words() -> LittleWords:
    """As shipped."""
    data = vocabularies.shipped("little_words.yaml")
    names = ("soft", "people", "nothing", "not", "particles", "polish")
    return LittleWords(*(frozenset(str(data[name]).split()) for name in names))


@cache
def real_words() -> frozenset[str]:
    """Words of everyday English that stay as they are typed: data/real_words.txt."""
    return frozenset((vocabularies.DATA / "real_words.txt").read_text(encoding="utf-8").split())
