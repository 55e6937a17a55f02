"""Languages, areas, and facts of accessibility by their names."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from hearth.directory import vocabularies
from hearth.directory.feeds.shape import Record
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.text import first_sentence

AREA_WORDS = 120
_CODE = re.compile(r"\b([EWSNK]\d{8})\b")
# Councils, wards and neighbourhoods: what a postcode is known to lie in. Wider ones (a region, England) exclude nobody.
_NEAR = ("E06", "E07", "E08", "E09", "E05", "E01", "W06", "W05", "W01", "S12", "S13", "S01", "N09", "N08")
_ALSO = {
    "bsl": "bfi", "british sign language": "bfi", "sign language": "bfi", "farsi": "fa", "panjabi": "pa",
    "mandarin": "zh", "cantonese": "yue", "sylheti": "syl", "kurdish sorani": "ckb", "sorani": "ckb", "pushto": "ps",
    "tigrigna": "ti", "dari": "prs", "roma": "rom", "romani": "rom", "patois": "jam", "filipino": "fil",
}  # fmt: skip
_FACTS = (
    ("step-free", r"\b(?:step[- ]free|level access|no steps|wheelchair (?:access|users?)|ramp(?:ed)?)\b"),
    ("accessible-toilet", r"\b(?:accessible|disabled|wheelchair) (?:toilets?|wc|loos?)\b"),
    ("changing-place", r"\bchanging places?\b(?! (?:for|mat))"),
    ("baby-change", r"\bbaby[- ]chang"),
    ("hearing-loop", r"\b(?:hearing|induction) loops?\b"),
    ("lift", r"\blift\b"),
    ("blue-badge-parking", r"\b(?:blue badge|disabled) (?:parking|bays?|spaces?)\b"),
    ("sign-language", r"\b(?:bsl|sign language)\b"),
    ("interpreter", r"\binterpret(?:er|ing)"),
    ("large-print", r"\b(?:large print|easy read)\b"),
    ("assistance-dogs", r"\b(?:assistance|guide) dogs?\b"),
)


@cache
def _languages() -> dict[str, str]:
    """Codes by English names in small letters."""
    names = Locale.parse("en").languages
    return {str(name).lower(): code.replace("_", "-") for code, name in names.items()} | _ALSO


def languages(record: Record, notes: Notes) -> list[str]:
    """Codes. What the record says of a language besides, and those nobody knows, stay in it."""
    found: list[str] = []
    kept: list[Record] = []
    for one in record.get("languages", []):
        code = _language(one)
        if code and code not in found:
            found.append(code)
        if not code and (one.get("name") or one.get("code")):
            notes.add("language-unknown", "languages.name", one.get("name") or one["code"])
        if not code or set(one) - {"id", "service_id", "name", "code"}:
            kept.append(one)
    if kept:
        record["languages"] = kept
    else:
        record.pop("languages", None)
    return found


def _language(one: Record) -> str:
    code = one.get("code", "").replace("_", "-").strip()
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?", code):
        parts = code.split("-")
        return "-".join([parts[0].lower(), *parts[1:]])
    for said in (one.get("name", ""), code):
        name = re.sub(r"\s*\(.*?\)", "", said).strip().lower()
        if name in _languages():
            return _languages()[name]
        if re.fullmatch(r"[a-z]{2}", name) and name in set(_languages().values()):
            return name
    return ""


def areas(record: Record, council_codes: dict[str, str], notes: Notes) -> tuple[str, list[str]]:
    """Whom it serves by where they live: words, and official codes. `council_codes` are by name in small letters.

    What says more stays in the record.
    """
    words = ""
    codes: list[str] = []
    kept: list[Record] = []
    for one in record.get("service_areas", []):
        said = one.get("name") or one.get("service_area") or one.get("description") or ""
        text = " ".join(str(one.get(name, "")) for name in ("uri", "extent", "name", "service_area"))
        every = _CODE.findall(text)
        found = [code for code in every if code.startswith(_NEAR)]
        if not every and said.lower().removesuffix(" council").strip() in council_codes:
            found = [council_codes[said.lower().removesuffix(" council").strip()]]
        codes += [code for code in found if code not in codes]
        if said and not words and not _CODE.fullmatch(said):
            words = said
        if _says_more(one, said) or len(found) < len(every):
            kept.append(one)
    if len(words) > AREA_WORDS:
        notes.add("too-long", "service_areas.name", words)
        words = first_sentence(words, AREA_WORDS)
    if kept:
        record["service_areas"] = kept
    else:
        record.pop("service_areas", None)
    return words, codes[:200]


def _says_more(one: Record, said: str) -> bool:
    rest = set(one) - {"id", "service_id", "name", "service_area"}
    return bool(rest) or one.get("service_area", said) != said or len(said) > AREA_WORDS


def accessibility(text: str) -> list[str]:
    """Facts that a text states for certain, by code. A text that denies something states nothing."""
    if re.search(r"\b(?:no|not|without|un|limited|isn't|aren't)\b(?! steps)", text, re.IGNORECASE):
        return []
    known = vocabularies.accessibility()
    named = [code for code, names in known.items() if names["en"].lower() == text.strip().lower().rstrip(".")]
    return named or [code for code, words in _FACTS if code in known and re.search(words, text, re.IGNORECASE)]
