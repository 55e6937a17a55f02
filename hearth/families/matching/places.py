"""Postcodes and addresses as they are compared."""

from __future__ import annotations

import re

_NOT_POSTCODE = re.compile(r"[^A-Z0-9]")
_NOT_WORD = re.compile(r"[^a-z0-9 ]+")
_NOT_DIGIT = re.compile(r"\D")
_NOT_LETTER = re.compile(r"[^a-z]")
_NUMBER_AND_WORD = re.compile(r"\d\S*\s+[a-z]{2,}")
_FLAT = re.compile(r"^(?:flat|apartment|apt|unit|room|rm|suite|fl)\s+[a-z0-9]+\s+(?=.*\d)")
_WORDS = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "dr": "drive",
    "ln": "lane", "ct": "court", "crt": "court", "cres": "crescent", "cresc": "crescent", "gr": "grove",
    "gdns": "gardens", "gdn": "garden",
    "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace", "tce": "terrace", "wy": "way",
    "pk": "park", "est": "estate", "mt": "mount",
}  # fmt: skip
# Postcodes that stand for "no fixed abode" and "not known" in health records.
_NOWHERE = frozenset({"ZZ993VZ", "ZZ993WZ", "ZZ993CZ", "ZZ993GZ"})


def postcode(text: str) -> str:
    """A postcode without its space, in capitals; "" for none and for those that say that none is known."""
    joined = _NOT_POSTCODE.sub("", text.upper())
    return "" if joined in _NOWHERE or joined.startswith("ZZ99") or len(joined) < 3 else joined


def parts(text: str) -> tuple[str, str]:
    """House and street, and what follows: "Flat 5, 84 Hall Gr., Oldham" is "84hallgrove" and "oldham".

    Both without spaces. A household is looked for, so the flat is left out: sources give it or do not.
    """
    pieces = [_NOT_WORD.sub(" ", piece).split() for piece in text.lower().replace("\n", ",").split(",")]
    words: list[str] = []
    rest: list[str] = []
    for number, piece in enumerate(pieces):
        words += piece
        house = _FLAT.sub("", " ".join(words) + " ")
        # Enough once there is a number and a word after it; what follows is the locality.
        if _NUMBER_AND_WORD.search(house):
            rest = [word for later in pieces[number + 1 :] for word in later]
            break
    else:
        # No number: the first part is the street all the same.
        words, rest = pieces[0], [word for later in pieces[1:] for word in later]
    joined = _FLAT.sub("", " ".join(words))
    spelt = [_WORDS.get(word, word) if number else word for number, word in enumerate(joined.split())]
    return "".join(spelt), "".join(rest)


def postcode_key(joined: str) -> str:
    """A postcode's letters and digits in order of the alphabet: two that changed places do not matter."""
    return "".join(sorted(joined))


def house(joined: str) -> str:
    """The digits of a house and street: neighbours differ in them, a slip of the hand in the street does not."""
    return _NOT_DIGIT.sub("", joined)


def street(joined: str) -> str:
    """The first four letters of a house and street."""
    return _NOT_LETTER.sub("", joined)[:4]
