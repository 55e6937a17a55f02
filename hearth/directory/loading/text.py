"""Tidies what any column may carry: web codes, spare spaces, ways of saying nothing, decimals, odd letters."""

from __future__ import annotations

import html
import re
import unicodedata

from hearth.directory.loading.reasons import Notes

_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9.:/-]*[A-Za-z0-9](?: [A-Za-z0-9.:/-]*[A-Za-z0-9])*")
_SPACES = re.compile(r"[^\S\n]+")
_NOTHING = {
    "not known", "unknown", "none", "n/a", "na", "null", "nan", "nil", "-", "--", "?", "tbc", "tba", "not relevant",
    "not applicable", "not available", "no data", "test", "see above", ".", "information will be posted asap",
}  # fmt: skip
_DECIMAL = re.compile(r"^-?\d+\.0+$")


def tidy(value: str, column: str, notes: Notes) -> str:
    """One value as it should be: letters for web codes, single spaces, line ends kept, nothing for "Not known"."""
    if _PLAIN.fullmatch(value) and value.lower() not in _NOTHING:
        return value  # the most of them, by far
    text = value
    if _ENTITY.search(text):
        text = html.unescape(html.unescape(text))
        notes.add("entities", column, value, text)
    text = seen_letters(text)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    spaced = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if spaced != text:
        notes.add("spaces", column, value, spaced)
    if spaced.lower().rstrip(".") in _NOTHING or spaced == ".":
        notes.add("placeholder", column, value)
        return ""
    return spaced


def seen_letters(text: str) -> str:
    """The text with one way of writing each letter and each line end, and without signs that nobody sees."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").isprintable():
        return text  # the most of them
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C" or letter == "\t"
    )


def whole_number(value: str, column: str, notes: Notes) -> str:
    """A number that is a name ("1617903377.0") without the decimal that a spreadsheet gave it."""
    if _DECIMAL.match(value):
        found = value.split(".")[0]
        notes.add("decimal", column, value, found)
        return found
    return value


def one_line(value: str) -> str:
    """Line ends become commas, for names and addresses."""
    return re.sub(r"\s*,?\s*\n\s*", ", ", value).strip(" ,")


def first_sentence(text: str, limit: int = 255) -> str:
    """The beginning of a text, cut at the end of a sentence or of a word, never longer than `limit`."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)", head)]
    if ends and ends[-1] >= 40:
        return head[: ends[-1]]
    return head.rsplit(" ", 1)[0].rstrip(",;:") + "…"


def area_code(value: str, column: str, notes: Notes) -> str:
    """An official code of nine letters and figures; noughts that a spreadsheet ate are put back ("E0800006")."""
    code = value.upper()
    if re.fullmatch(r"[EWSN]\d{8}", code):
        return code
    short = re.fullmatch(r"([EWSN]\d{2})(\d{1,5})", code)
    if short:
        found = short.group(1) + short.group(2).zfill(6)
        notes.add("code-width", column, value, found)
        return found
    return ""


_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})")


def postcode(value: str) -> str:
    """A postcode as people write it ("SK1 3XE"), or "" where it cannot be one. Any town: also made-up areas."""
    found = _POSTCODE.fullmatch(re.sub(r"[^A-Z0-9]", "", value.upper()))
    return f"{found.group(1)} {found.group(2)}" if found else ""
