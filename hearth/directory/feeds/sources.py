"""Opens what a feed's address leads to, or the file that somebody gave, as records one after the other."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds import files, package, pages
from hearth.directory.feeds.fetch import FILE_BYTES, Fetcher, FetchFailed
from hearth.directory.feeds.pages import Api, Listed
from hearth.directory.feeds.wanted import digest
from hearth.directory.models import FeedKind

SMALL = 50_000_000  # an answer that is looked at whole, to tell a list of pages from a file


@dataclass(slots=True)
class Source:
    """Records on their way in. `complete` and `notes` are right once all of them have been taken."""

    kind: FeedKind
    validators: dict[str, str] = field(default_factory=dict)
    unchanged: bool = False  # the server says that the file is the one we read last time
    since: datetime | None = None  # only what changed after it was asked for
    share: Callable[[], float] = lambda: 0.0
    _records: Callable[[], Iterator[Listed]] = lambda: iter(())
    _notes: Callable[[], list[str]] = list
    _complete: Callable[[], bool] = lambda: True
    _total: Callable[[], int | None] = lambda: None
    _close: Callable[[], None] = lambda: None
    still_there: Callable[[str], dict[str, Any] | None] | None = None

    def records(self) -> Generator[Listed, None, None]:
        """Each record once. Raises FetchFailed and UnreadableFile."""
        try:
            yield from self._records()
        finally:
            self._close()

    @property
    def total(self) -> int | None:
        """How many there are, as far as the feed says."""
        return self._total()

    @property
    def notes(self) -> list[str]:
        return self._notes()

    @property
    def complete(self) -> bool:
        return self._complete()


def is_address(text: str) -> bool:
    """Whether a feed is fetched rather than opened."""
    return text.lower().startswith(("http://", "https://"))


def open_address(
    url: str,
    fetcher: Fetcher,
    *,
    since: datetime | None = None,
    validators: dict[str, str] | None = None,
    known: Callable[[str, str], bool] = lambda _ref, _mark: False,
) -> Source:
    """What the address leads to: an API's own address, its list of services, or a file. Raises FetchFailed and
    UnreadableFile."""
    try:
        answer = fetcher.get(url, validators=validators, limit=FILE_BYTES)
    except FetchFailed as failed:
        if failed.status != 404:
            raise
        answer = fetcher.get(pages.services_below(url))  # an API need not answer at its own address
    if answer.body is None:
        return Source(FeedKind.UNKNOWN, unchanged=True, validators=dict(validators or {}))
    url = answer.url  # where it led to
    content = _small_json(answer.body)
    if isinstance(content, dict) and _is_about(content):
        url = pages.services_below(url)
        answer.body.close()
        with fetcher.get(url) as first:
            assert first.body is not None
            content = _small_json(first.body)
        if not pages.is_list(content):
            raise FetchFailed("It is an API, but it gives no list of services.")
        return _api(Api(fetcher, url, since, known))
    if content is not None and pages.is_list(content) and pages.is_paged(content):
        answer.body.close()
        return _api(Api(fetcher, url, since, known))
    try:
        made = _document(files.opened(answer.body, Path(urlsplit(url).path).name), answer.body)
    except UnreadableFile:
        answer.body.close()
        raise
    made.validators = answer.validators()
    return made


def open_file(path: Path) -> Source:
    """A file or a folder on this machine. Raises UnreadableFile."""
    try:
        if path.is_dir():
            return _document(files.opened_folder(path))
        body = path.open("rb")
    except OSError as error:
        raise UnreadableFile(f"It cannot be opened ({error.strerror}).") from error
    try:
        return _document(files.opened(body, path.name), body)
    except UnreadableFile:
        body.close()
        raise


def open_bytes(content: bytes, name: str) -> Source:
    """A file that somebody gave on a page. Raises UnreadableFile."""
    return _document(files.opened(io.BytesIO(content), name))


def _api(api: Api) -> Source:
    def still_there(ref: str) -> dict[str, Any] | None:
        try:
            return api.one(ref)
        except FetchFailed as failed:
            if failed.status in {404, 410}:
                return None
            raise

    return Source(
        FeedKind.API,
        since=api.since,
        _records=api.records,
        _notes=lambda: api.notes,
        _complete=lambda: api.complete and api.since is None,
        _total=lambda: api.total,
        _close=api.fetcher.close,
        still_there=still_there,
    )


def _document(document: files.Document, body: IO[bytes] | None = None) -> Source:
    if document.kind is FeedKind.PACKAGE:
        tables = package.Package(document.parts)
        read: Callable[[], Iterator[Any]] = tables.records
        notes = tables.notes
    else:
        read, notes = document.records, document.notes

    def records() -> Iterator[Listed]:
        for record in read():
            yield Listed(record, digest(record) if isinstance(record, dict) else "")

    def close() -> None:
        document.close()
        if body is not None:
            body.close()

    return Source(document.kind, share=document.position, _records=records, _notes=lambda: notes, _close=close)


def _small_json(body: IO[bytes]) -> Any:
    """The whole of an answer that is small enough; None for a large one and for what is no JSON."""
    size = body.seek(0, 2)
    body.seek(0)
    if size > SMALL or body.read(64).lstrip(b"\xef\xbb\xbf").lstrip()[:1] not in {b"{", b"["}:
        body.seek(0)
        return None
    body.seek(0)
    try:
        return json.load(body)
    except (ValueError, RecursionError):
        return None
    finally:
        body.seek(0)


def _is_about(content: dict[str, Any]) -> bool:
    """Whether it is what an API says of itself."""
    return not pages.is_list(content) and bool({"version", "profile", "openapi_url", "openapi"} & set(content))
