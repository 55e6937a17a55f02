"""Whether somebody's words point to danger, and whom to ring then."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import get_language
from rapidfuzz.distance import OSA

from hearth.directory import vocabularies
from hearth.directory.queries.words import little_words, plain, real_words, split

YOUNGEST = 10  # years: whoever is younger hits without being a danger
BEFORE = 6  # words before a harm in which its doer is looked for
SLIP = 8  # letters from which on a word of danger may have two slips of the keys; one from six letters
_AGE = re.compile(r"\b(\d{1,2}) ?(months?|mths?|mo|years?|yrs?|yr|yo|y)\b")


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody to ring at once."""

    name: str
    phone: str
    text: str


@dataclass(frozen=True, slots=True)
class UrgentHelp:
    """What stands above the results when words point to danger."""

    code: str
    title: str
    terms: tuple[str, ...]  # whose services go first
    help: tuple[Help, ...]


def urgent_help(words: str, *others: str) -> list[UrgentHelp]:
    """Help to show above everything else, when the words point to danger, or others in which they may have been meant
    (their right spelling); else nothing."""
    return help_in({code for text in (words, *others) if text for code in _kinds(_bare(text))})


def help_in(codes: Collection[str]) -> list[UrgentHelp]:
    """The help in these kinds of danger (codes of urgent.yaml), in the order of the file."""
    if not codes:
        return []
    data = vocabularies.shipped("urgent.yaml")
    known = {entry["code"]: entry for entry in data["help"]}
    return [
        UrgentHelp(
            kind["code"],
            _said(kind["title"]),
            tuple(kind["terms"]),
            tuple(Help(known[c]["name"], known[c]["phone"], _said(known[c]["text"])) for c in kind["help"]),
        )
        for kind in data["kinds"]
        if kind["code"] in codes
    ]


def _said(words: dict[str, str]) -> str:
    """In the reader's language, or in English."""
    return words.get(get_language() or "en") or words["en"]


def _bare(text: str) -> str:
    """Plain, without accents in Latin letters, and without what stands between words."""
    letters = unicodedata.normalize("NFD", plain(text).replace("ł", "l"))
    latin = "".join(c for at, c in enumerate(letters) if not unicodedata.combining(c) or not _after_latin(letters, at))
    return " ".join(split(unicodedata.normalize("NFC", latin)))


def _after_latin(letters: str, at: int) -> bool:
    base = next((c for c in reversed(letters[:at]) if not unicodedata.combining(c)), "")
    return base.isascii()


def _kinds(text: str) -> set[str]:
    """The codes of the kinds of danger in a bare text."""
    patterns = _patterns()
    text = patterns.harmless.sub(" … ", text)
    found = {code for code, pattern in patterns.words if pattern.search(text)}
    for code, pattern in patterns.harm:
        if any(not _by_the_little(text[: match.start()]) for match in pattern.finditer(text)):
            found.add(code)
    return found | _misspelt(text)


def _by_the_little(before: str) -> bool:
    """Whether the words before a harm say that somebody little does it: a toddler hits, a tooth hurts."""
    near = " ".join(before.split()[-BEFORE:])
    if _patterns().little.search(near):
        return True
    ages = [int(age) if unit.startswith("y") else 0 for age, unit in _AGE.findall(near)]
    return any(age < YOUNGEST for age in ages)


def _misspelt(text: str) -> set[str]:
    """Kinds whose words somebody may have meant. Real words are never taken for others."""
    found = set()
    for word in split(text):
        if len(word) < SLIP - 2 or word in real_words() or little_words().carries(word):
            continue
        for code, meant in _patterns().misspelt:
            slips = 2 if len(meant) >= SLIP else 1
            if word[0] == meant[0] and OSA.distance(word, meant, score_cutoff=slips) <= slips:
                found.add(code)
    return found


# The patterns --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Patterns:
    """data/urgent.yaml, ready to be looked for in bare text."""

    words: list[tuple[str, re.Pattern[str]]]
    harm: list[tuple[str, re.Pattern[str]]]
    harmless: re.Pattern[str]
    little: re.Pattern[str]
    misspelt: list[tuple[str, str]]


@cache
def _patterns() -> _Patterns:
    data: dict[str, Any] = vocabularies.shipped("urgent.yaml")
    harm = data["harm"]
    does, not_before = _any_of(harm["does"]), _any_of(harm["not_before"])
    return _Patterns(
        words=[
            (kind["code"], re.compile(r"\b(?:" + "|".join(_beginning(word) for word in kind["words"]) + ")"))
            for kind in data["kinds"]
        ],
        harm=[
            (code, re.compile(rf"\b(?:{does})\b(?: \w+){{0,2}}? (?:{_any_of(harm[whom])})\b(?! (?:{not_before})\b)"))
            for code, whom in (("abuse", "whom"), ("child", "children"))
        ],
        harmless=re.compile(rf"\b(?:{_any_of(phrase for line in data['harmless'] for phrase in line)})\b"),
        little=re.compile(rf"\b(?:{_any_of(data['little'])})\b"),
        misspelt=[(code, word) for code, words in data["misspelt"].items() for word in words],
    )


def _any_of(phrases: Iterable[str]) -> str:
    """The longest first, so that none hides behind its own beginning."""
    return "|".join(re.escape(_bare(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


def _beginning(word: str) -> str:
    """The pattern of a word's beginning, or of the whole word where the file ends it with "!"."""
    return re.escape(_bare(word.removesuffix("!"))) + (r"\b" if word.endswith("!") else "")
