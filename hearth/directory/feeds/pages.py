"""Reads an Open Referral API page by page, as they are met in the wild: totals that lie, pages that repeat, lists that
change meanwhile, lists whose entries are short and have to be asked for one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import ijson

from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds.fetch import Answer, Fetcher, FetchFailed
from hearth.directory.feeds.files import flat, json_records
from hearth.directory.feeds.wanted import digest

PER_PAGE = 100
MOST_PAGES = 100_000
FAILURES = 20  # records in a row that cannot be had: then the server is away
LARGE_PAGE = 20_000_000  # bytes from which a page is read piece by piece
# Parts that only a list of whole records has.
_NESTED = {"service_at_locations", "schedules", "regular_schedules", "locations", "service_taxonomys"}
_WRAPPERS = ("contents", "content", "services", "items", "results", "data")
_TOTAL_PAGES = ("total_pages", "totalPages", "pages")
_TOTAL = ("total_items", "totalElements", "total", "count", "total_count")


@dataclass(slots=True)
class Page:
    """One page of a list. Its records can be gone through once."""

    head: dict[str, Any]
    contents: Iterable[Any]

    def number(self, names: tuple[str, ...]) -> int | None:
        """The first of these that stands in its head."""
        for name in names:
            value = self.head.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                return value
        return None

    @property
    def pages(self) -> int | None:
        return self.number(_TOTAL_PAGES)

    @property
    def total(self) -> int | None:
        return self.number(_TOTAL)

    @property
    def is_last(self) -> bool:
        return self.head.get("last_page", self.head.get("last")) is True


@dataclass(slots=True)
class Listed:
    """A record. `mark` tells whether the feed says something new; empty where it could not be told. `failed` says why
    only the list's own entry could be had."""

    raw: Any
    mark: str = ""
    failed: str = ""


@dataclass(slots=True)
class Api:
    """A list of services at an address. `known` says whether we have a record with this mark already."""

    fetcher: Fetcher
    url: str
    since: datetime | None = None
    known: Callable[[str, str], bool] = lambda _ref, _mark: False
    total: int | None = None
    complete: bool = False
    notes: list[str] = field(default_factory=list)
    _asks_each: bool | None = None
    _bare: bool = False  # it knows no parameter but the page
    _repeats: int = 0
    _failures: int = 0

    def records(self) -> Iterator[Listed]:
        """The records of all pages, each once. Afterwards `complete` says whether all of the list was read.

        Raises FetchFailed and UnreadableFile where a page cannot be had; what came before it is good.
        """
        seen: set[int] = set()
        number, size, fresh, first_total = 1, 0, 0, None
        page = Page({}, [])
        while number <= MOST_PAGES:
            page = self._page(number)
            if number == 1:
                first_total = self.total = page.total
            size = fresh = 0
            for entry in page.contents:
                size += 1
                key = hash(str(entry.get("id"))) if isinstance(entry, dict) else None
                if key is not None and key in seen:
                    self._repeats += 1
                    continue
                if key is not None:
                    seen.add(key)
                fresh += 1
                yield self._whole(entry)
            if not fresh or self._ends(page, number, size):
                break
            number += 1
        self._judge(page, number, len(seen), first_total, fresh)

    def _ends(self, page: Page, number: int, size: int) -> bool:
        if page.pages is not None and number < page.pages:
            return False  # whatever its flag says
        if page.is_last:
            return True
        if page.pages is not None:
            # The count of pages says that this was the last, a flag that it was not: the next page will tell.
            return not any(name in page.head for name in ("last_page", "last"))
        return page.total is None and (self._bare or size < PER_PAGE)

    def _judge(self, page: Page, number: int, seen: int, first: int | None, fresh: int) -> None:
        last = page.total
        self.complete = seen > 0
        if self._repeats:
            self.notes.append(f"{self._repeats:,} records came twice, on two pages.")
        if first is not None and last is not None and first != last:
            self.notes.append(f"The list changed while we read it: {first:,} records, then {last:,}.")
        if page.pages is not None and number < page.pages:
            self.complete = False
            self.notes.append(
                f"It said that it has {page.pages:,} pages, and gave nothing new from page {number:,} on."
            )
        said = min((total for total in (first, last) if total is not None), default=0)
        if seen < said:
            self.complete = False
            self.notes.append(f"It said that it has {said:,} records, and gave {seen:,}.")

    # One page ---------------------------------------------------------------------------------------------------------
    def _page(self, number: int) -> Page:
        asked = {"page": str(number)}
        if not self._bare:
            asked |= {"per_page": str(PER_PAGE), "full": "true"}
            if self.since:
                asked["modified_after"] = self.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            return self._read(with_query(self.url, asked))
        except FetchFailed as failed:
            if failed.status in {400, 422} and number == 1 and not self._bare:
                # It does not know how many to give, or since when: ask for what every one of them knows.
                self._bare, self.since = True, None
                return self._page(number)
            raise

    def _read(self, url: str) -> Page:
        for attempt in range(3):
            answer = self.fetcher.get(url)
            try:
                return read_page(answer)
            except UnreadableFile as cut:
                if attempt == 2:  # it breaks off every time
                    raise FetchFailed(str(cut)) from cut
        raise AssertionError

    def _whole(self, entry: Any) -> Listed:
        """The entry itself where the list gives all of it, else what the service's own address gives."""
        if not isinstance(entry, dict):
            return Listed(entry)
        if _NESTED & set(entry):
            self._asks_each = False
        elif self._asks_each is None:
            self._asks_each = True
        if not self._asks_each:
            return Listed(entry, digest(entry))
        ref = str(entry.get("id") or "")
        mark = digest(entry) if entry.get("last_modified") else ""
        if not ref or (mark and self.known(ref, mark)):
            return Listed(entry, mark)
        try:
            whole = self.one(ref)
        except FetchFailed as failed:
            self._failures += 1
            if self._failures >= FAILURES:
                raise
            return Listed(entry, failed=str(failed))
        self._failures = 0
        return Listed(whole, mark or digest(whole))

    def one(self, ref: str) -> dict[str, Any]:
        """A record by its id. Raises FetchFailed; its status is 404 or 410 where the record is gone."""
        parts = urlsplit(self.url)
        url = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(ref, safe='')}", query=""))
        with self.fetcher.get(url) as answer:
            assert answer.body is not None
            try:
                found = json.load(answer.body)
            except ValueError as error:
                raise FetchFailed("It gave a record that breaks off.") from error
        if (
            isinstance(found, dict)
            and "contents" in found
            and isinstance(found["contents"], list)
            and found["contents"]
        ):
            found = found["contents"][0]
        if not isinstance(found, dict) or not (found.get("id") or found.get("name")):
            raise FetchFailed("It gave something else than a record.")
        return found


def read_page(answer: Answer) -> Page:
    """A page's head and its records; the answer is closed once they have been taken. Raises UnreadableFile."""
    body = answer.body
    assert body is not None
    size = body.seek(0, 2)
    body.seek(0)
    try:
        if size > LARGE_PAGE:
            return Page(_head_of_large(body), _closing(answer, json_records(body)))
        with answer:
            content = json.load(body)
    except (ijson.JSONError, ValueError, RecursionError) as error:
        body.close()
        raise UnreadableFile(f"It is no JSON, or breaks off ({str(error)[:120]}).") from error
    if isinstance(content, list):
        return Page({}, [one for entry in content for one in flat(entry)])
    entries = next((content[name] for name in _WRAPPERS if isinstance(content.get(name), list)), None)
    if entries is None:
        raise UnreadableFile("It gave something else than a list.")
    head = {key: value for key, value in content.items() if not isinstance(value, list | dict)}
    for name in ("page", "meta", "pagination"):
        if isinstance(content.get(name), dict):
            head = {**content[name], **head}
    return Page(head, [one for entry in entries for one in flat(entry)])


def _closing(answer: Answer, records: Iterator[Any]) -> Iterator[Any]:
    with answer:
        yield from records


def _head_of_large(body: IO[bytes]) -> dict[str, Any]:
    """The plain values beside the list, without reading the list into memory."""
    head: dict[str, Any] = {}
    for prefix, event, value in ijson.parse(body, use_float=True):
        if prefix and "." not in prefix and event in {"number", "boolean", "string"}:
            head[prefix] = value
    return head


def is_list(content: Any) -> bool:
    """Whether an answer is a list of records, however it is wrapped."""
    return isinstance(content, list) or (
        isinstance(content, dict) and any(isinstance(content.get(name), list) for name in _WRAPPERS)
    )


def is_paged(content: Any) -> bool:
    """Whether there may be more pages."""
    if not isinstance(content, dict):
        return False
    inner = [content, *(content[n] for n in ("page", "meta", "pagination") if isinstance(content.get(n), dict))]
    return any(name in one for one in inner for name in (*_TOTAL_PAGES, "page_number", "last_page"))


def with_query(url: str, extra: dict[str, str]) -> str:
    """The address with more in its query; what stood in it stays."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **extra})))


def services_below(url: str) -> str:
    """The list of services of an API whose own address this is."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/services"))
