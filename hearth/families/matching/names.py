"""Names as they are compared: one alphabet, one spelling of a sound, nicknames known, a placeholder is no name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data" / "names.yaml"

# Letters that do not fall apart into a Latin letter and an accent.
_LETTERS = {
    "ł": "l", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "yi", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
    "ь": "", "ъ": "", "ы": "y", "э": "e", "ё": "yo",
}  # fmt: skip
_APART = re.compile(r"[\s\-–—_./,]+")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "master"})
# One sound, many spellings: transliterations differ in these. The order counts.
_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ph", "f"),
        (r"kh|gh", "h"),
        (r"sch|sz|sh", "sh"),
        (r"cz|tch", "ch"),
        (r"ks|cs", "x"),
        (r"ck|q|c(?!h|i|e|y)", "k"),
        (r"ow(?![aeiou])|ou|oo", "u"),
        (r"w", "v"),
        (r"o", "u"),
        (r"ie|ee|iy|yi|ii|y|j", "i"),
        (r"e", "a"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[a-z])h$", ""),
    )
)


def plain(text: str) -> str:
    """Lower-case Latin letters, with one space between the parts of a name. Arabic letters are left as they are."""
    lowered = "".join(_LETTERS.get(letter, letter) for letter in text.strip().lower())
    parts = unicodedata.normalize("NFKD", lowered)
    kept = "".join(letter for letter in parts if letter.isalpha() or _APART.match(letter))
    words = [word for word in _APART.split(kept) if word]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)


@cache
def _known() -> tuple[dict[str, str], frozenset[str]]:
    read = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    groups: dict[str, str] = {}
    for group in read["given"]:
        for name in group:
            groups.setdefault(plain(name).replace(" ", ""), plain(group[0]))
    return groups, frozenset(read["unnamed"])


def given(text: str) -> str:
    """A given name as it is compared, or "" where none is known: "Baby" and "Not known" are no names."""
    name = plain(text)
    joined = name.replace(" ", "")
    unnamed = _known()[1]
    if not name or joined in unnamed or name.split(" ")[0] in {"baby", "infant", "unborn", "twin", "triplet"}:
        return ""
    return name


def sound(name: str) -> str:
    """A spelling that transliterations of one name share: "mohamoud" and "mohamud", "oksana" and "oxana"."""
    folded = name.replace(" ", "")
    for pattern, to in _SOUNDS:
        folded = pattern.sub(to, folded)
    return folded


def given_key(name: str) -> str:
    """What the forms of one given name share: the sound of the name that a nickname stands for. "" for no name."""
    groups = _known()[0]
    found = groups.get(name.replace(" ", ""))
    if found is None and " " in name:
        found = groups.get(name.split(" ")[0], name.split(" ")[0])
    return sound(found if found is not None else name)


def family(text: str) -> str:
    """A family name as it is compared: parts with a space between, no apostrophe; "" where none is known."""
    name = plain(text)
    return "" if name.replace(" ", "") in {"unknown", "notknown", "nk", "na", "none", "tbc"} else name


def ends(name: str) -> tuple[str, str]:
    """First and last part of a family name: the same for a single one, so that a double name meets either half."""
    parts = name.split(" ")
    return parts[0], parts[-1]
