"""Plain text out of what directories send: web pages' code, codes of letters, signs that nobody sees."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from hearth.directory.loading.text import seen_letters

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);")
_SPACES = re.compile(r"[^\S\n]+")
_ODD = re.compile(r"[^\S \n]|[^\x20-\x7e\n]|  | \n|\n |\n\n\n|^\s|\s$")
_BLOCKS = {
    *("p", "div", "br", "tr", "table", "ul", "ol", "section", "article", "blockquote", "hr", "dt", "dd", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "footer", "pre", "address", "figure"),
}
_PARAGRAPHS = {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article"}
_SILENT = {"script", "style", "head", "title", "noscript", "template"}
LONGEST = 100_000  # letters of one text; more is a mistake, or meant to do harm


def plain(text: str) -> tuple[str, bool]:
    """The text without tags and codes, and whether it had any. Paragraphs stay apart, list items get a dash."""
    had = bool(_TAG.search(text) or _ENTITY.search(text))
    if had:
        for _again in range(2):  # "&lt;p&gt;" is a paragraph that was coded twice
            if _TAG.search(text):
                text = _without_tags(text)
            if not _ENTITY.search(text):
                break
            text = html.unescape(text)
        if _TAG.search(text):
            text = _without_tags(text)
    return tidy(text), had


def tidy(text: str) -> str:
    """One way of writing letters, single spaces, at most one empty line; no zero bytes or other unseen signs."""
    if not _ODD.search(text):
        return text
    text = seen_letters(text.replace("\u2028", "\n"))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_tags(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.out)


class _Reader(HTMLParser):
    """Writes down what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent = 0
        self.link = ""
        self.link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "li":
            self.out.append("\n- ")
        elif tag == "a":
            self.link, self.link_from = (dict(attrs).get("href") or "").strip(), len(self.out)
        elif tag in {"td", "th"}:
            self.out.append(" ")
        elif tag in _BLOCKS:
            self.out.append("\n\n" if tag in _PARAGRAPHS else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a":
            said = "".join(self.out[self.link_from :])
            address = self.link.removeprefix("mailto:").removeprefix("tel:")
            if self.link.startswith(("http", "mailto:", "tel:")) and address.rstrip("/") not in said:
                self.out.append(f" ({address})")
            self.link = ""
        elif tag in _PARAGRAPHS:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            # A line end in a page's code is a space to its reader.
            self.out.append(re.sub(r"\s+", " ", data))
