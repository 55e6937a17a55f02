"""The words somebody typed: whether they point to danger, and how they may have been meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from django.db import connection
from django.utils.translation import get_language

from hearth.directory import vocabularies

LONGEST = 120  # characters of a search that are looked at
LIKE_ENOUGH = 0.6  # of difflib: "brest" and "breast" have 0.91, "sleap" and "sleep" 0.8
# Words that say what sort of help, or only carry the sentence: a listing need not have them ("dads group" is answered
# by "Being Dad"). Those that a listing has still count.
SOFT = frozenset(
    """
    group groups club clubs class classes course courses session sessions support help helping service services advice
    near nearby local area around find finding looking look need needs want wants wanted get gets getting got give go
    goes going keep keeps pay paying afford im ive id hes shes theyre wont cant dont doesnt didnt isnt arent wasnt
    wouldnt couldnt always anymore any time all really very too much many lot lots bad badly please someone somebody
    anyone something anything somewhere thing things stuff place places free cheap good best new old year years month
    months day days today tonight tomorrow still yet since think feel feels feeling like know way kids kid child
    children family families my our us hello hi problem problems issue issues trouble info information
    """.split()  # noqa: SIM905 (a list of 130 quoted words would not be easier to read)
)
_DROPPED = str.maketrans("-–—/", "    ", "'’‘`´ʼ")


def plain(text: str) -> str:
    """As the database keeps words: no capitals or apostrophes, dashes are spaces (`directory_plain` in SQL)."""
    return " ".join(text.lower().translate(_DROPPED).split())


def tidy(typed: str) -> str:
    """What was typed, without what no database takes, and not too long."""
    return " ".join(typed.replace("\x00", " ").split())[:LONGEST]


def needed(words: str) -> str:
    """Those of the words that a listing must have: not the soft ones, not bare numbers. May be empty."""
    return " ".join(word for word in plain(words).split() if word not in SOFT and not word.isdecimal())


# Danger --------------------------------------------------------------------------------------------------------------
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


@cache
def _danger() -> list[tuple[str, re.Pattern[str]]]:
    """Each kind with the pattern of its words: at the start of a word, as they stand in data/urgent.yaml."""
    kinds = vocabularies.shipped("urgent.yaml")["kinds"]
    return [
        (kind["code"], re.compile(r"\b(?:" + "|".join(_beginning(word) for word in kind["words"]) + ")"))
        for kind in kinds
    ]


def _beginning(word: str) -> str:
    """The pattern of a word's beginning, or of the whole word where the file ends it with "!"."""
    return re.escape(plain(word.removesuffix("!"))) + (r"\b" if word.endswith("!") else "")


def _said(words: dict[str, str]) -> str:
    """In the reader's language, or in English."""
    return words.get(get_language() or "en") or words["en"]


def urgent_help(words: str) -> list[UrgentHelp]:
    """Help to show above everything else, when the words point to danger; else nothing."""
    text = plain(words)
    codes = [code for code, pattern in _danger() if pattern.search(text)]
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


# Spelling ------------------------------------------------------------------------------------------------------------
KNOWN = """
select typed.word,
       numnode(plainto_tsquery('public.hearth', typed.word)) = 0
       or exists (select from directory_searchrow r where r.search @@ plainto_tsquery('public.hearth', typed.word)),
       array(select w.word from directory_word w where w.word %% typed.word
             order by similarity(w.word, typed.word) desc, w.word limit 12)
from unnest(%s::text[]) with ordinality as typed (word, place) order by typed.place
"""


def respelled(words: str) -> str:
    """The words with every one that no listing has changed for the likest that some listing has.

    The same words where nothing is to be changed. Costs one query; asked only when a search found nothing.
    """
    typed = plain(words).split()
    if not typed:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [typed])
        rows = cursor.fetchall()
    return " ".join(word if known else _likest(word, choices) for word, known, choices in rows)


def _likest(word: str, choices: list[str]) -> str:
    """The choice that is nearest in letters; the word itself where none is near enough."""
    scored = [(SequenceMatcher(None, word, choice).ratio(), choice) for choice in choices]
    best = max(scored, default=(0.0, word))
    return best[1] if best[0] >= LIKE_ENOUGH else word
