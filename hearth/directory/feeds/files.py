"""Records out of a file, whatever its wrapping: one page, an array, an envelope, a record a line, zipped, tables.

Records come one after the other; the whole never stands in memory.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import ijson

from hearth.core.table_files import UnreadableFile
from hearth.directory.feeds.fetch import FILE_BYTES, scratch
from hearth.directory.models import FeedKind

CONTENTS = ("contents", "content", "services", "items", "results", "data", "records", "organizations")
HEAD = 1 << 20  # bytes looked at to find out what a file is
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Document:
    """A file that has been opened and looked at. `position` is the share of it that has been read, 0 to 1."""

    kind: FeedKind
    parts: list[tuple[str, IO[bytes]]]  # JSON texts, or tables by the names of their files
    size: int
    notes: list[str] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self._stack.close()

    def records(self) -> Iterator[Any]:
        """The records of a JSON file, in order. Raises UnreadableFile where it breaks off or is no JSON."""
        for _name, body in self.parts:
            yield from json_records(body)

    def position(self) -> float:
        done = sum(body.tell() for _name, body in self.parts if not body.closed)
        return min(1.0, done / max(1, self.size))


def opened(body: IO[bytes], name: str = "") -> Document:
    """Look at what a file is. Raises UnreadableFile for what is neither JSON nor tables."""
    start = body.read(4)
    body.seek(0)
    stack = ExitStack()
    if start[:2] == b"\x1f\x8b":
        plain = stack.enter_context(_gunzipped(body))
        inner = opened(plain, name.removesuffix(".gz"))
        inner._stack.push(stack)
        return inner
    if start == b"PK\x03\x04":
        return _zipped(body, stack)
    if re.search(r"\.(?:csv|tsv)$", name.lower()):
        return Document(FeedKind.PACKAGE, [(name, body)], _size(body), [], stack)
    head = body.read(2000).lstrip(_BOM).lstrip()
    body.seek(0)
    if head[:1] in {b"{", b"["}:
        return Document(FeedKind.JSON, [(name, body)], _size(body), [], stack)
    if not head:
        raise UnreadableFile("It is empty.")
    if head[:1] == b"<":
        raise UnreadableFile("It is a web page, not a list of services.")
    raise UnreadableFile("It is neither JSON nor a set of tables (CSV).")


def opened_folder(folder: Path) -> Document:
    """The tables, or else the JSON files, of a folder."""
    stack = ExitStack()
    tables = [path for path in sorted(folder.iterdir()) if re.search(r"\.(?:csv|tsv)$", path.name.lower())]
    if tables:
        parts = [(path.name, cast("IO[bytes]", stack.enter_context(path.open("rb")))) for path in tables]
        return Document(FeedKind.PACKAGE, parts, sum(path.stat().st_size for path in tables), [], stack)
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".json", ".ndjson", ".jsonl"}]
    if not found:
        raise UnreadableFile("There are neither tables (CSV) nor JSON files in the folder.")
    parts = [(path.name, cast("IO[bytes]", stack.enter_context(path.open("rb")))) for path in found]
    return Document(FeedKind.JSON, parts, sum(path.stat().st_size for path in found), [], stack)


def _size(body: IO[bytes]) -> int:
    body.seek(0, io.SEEK_END)
    size = body.tell()
    body.seek(0)
    return size


def _gunzipped(body: IO[bytes]) -> IO[bytes]:
    out = scratch()
    try:
        with gzip.GzipFile(fileobj=body) as packed:
            _copy(packed, out)
    except (OSError, EOFError, zlib.error) as error:
        out.close()
        raise UnreadableFile("It is packed, and cut short or damaged.") from error
    out.seek(0)
    return out


def _copy(source: Any, out: IO[bytes]) -> None:
    """No more than we take of a file that comes unpacked: a small one may unpack to a very large one."""
    left = FILE_BYTES
    while chunk := source.read(1 << 16):
        left -= len(chunk)
        if left < 0:
            raise UnreadableFile(f"It unpacks to more than {FILE_BYTES // 1_000_000:,} MB.")
        out.write(chunk)


def _zipped(body: IO[bytes], stack: ExitStack) -> Document:
    try:
        packed = stack.enter_context(zipfile.ZipFile(body))
        inside = [info for info in packed.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
        tables = [info for info in inside if re.search(r"\.(?:csv|tsv)$", info.filename.lower())]
        wanted = tables or [i for i in inside if re.search(r"\.(?:json|ndjson|jsonl)$", i.filename.lower())]
        wanted = [info for info in wanted if not info.filename.lower().endswith("datapackage.json")]
        parts = []
        for info in wanted:
            out = stack.enter_context(scratch())
            with packed.open(info) as one:
                _copy(one, out)
            out.seek(0)
            parts.append((Path(info.filename).name, out))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFile("It is a zip file that is cut short, damaged or locked.") from error
    if not parts:
        raise UnreadableFile("There are neither tables (CSV) nor JSON files in the zip file.")
    kind = FeedKind.PACKAGE if tables else FeedKind.JSON
    return Document(kind, parts, sum(_size(part) for _name, part in parts), [], stack)


# JSON -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no record, so that it is refused and not passed over."""

    text: str


def json_records(body: IO[bytes]) -> Iterator[Any]:
    """The records of one JSON text: services, whatever stands around them. Raises UnreadableFile."""
    for record in _unwrapped(body):
        yield from flat(record)


def flat(record: Any) -> Iterator[Any]:
    """Services out of an organisation that holds its own; any other record as it is."""
    services = record.get("services") if isinstance(record, dict) else None
    if isinstance(services, list) and "organization" not in record and "status" not in record:
        owner = {name: value for name, value in record.items() if name != "services"}
        for service in services:
            yield {"organization": owner, **service} if isinstance(service, dict) else service
        return
    yield record


def _unwrapped(body: IO[bytes]) -> Iterator[Any]:
    body.seek(0)
    head = body.read(HEAD)
    skip = len(_BOM) if head.startswith(_BOM) else 0
    body.seek(skip)
    try:
        if _is_lines(head[skip:]):
            yield from _lines(body)
            return
        prefix = _prefix(body)
        body.seek(skip)
        if prefix is None:
            yield json.load(body)
        else:
            yield from ijson.items(body, prefix, use_float=True)
    except (ijson.JSONError, ValueError) as error:
        raise UnreadableFile(f"It is no JSON, or breaks off ({str(error)[:120]}).") from error


def _is_lines(head: bytes) -> bool:
    """Whether each line is a record of its own."""
    first, end, rest = head.partition(b"\n")
    if not end or not first.strip().startswith(b"{") or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _lines(body: IO[bytes]) -> Iterator[Any]:
    for line in body:
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError:
            yield Broken(line[:500].decode("utf-8", "replace"))


def _prefix(body: IO[bytes]) -> str | None:
    """Where the records stand: "item" of an array, "contents.item" of an envelope; None for one record alone."""
    events = ijson.basic_parse(body, use_float=True)
    event, _value = next(events)
    if event == "start_array":
        return "item"
    if event != "start_map":
        raise ValueError("neither an object nor a list")
    depth, key = 1, ""
    for event, value in events:
        if depth == 1 and event == "map_key":
            key = value
        if depth == 1 and event == "start_array" and key in CONTENTS:
            return f"{key}.item"
        if event in {"start_map", "start_array"}:
            depth += 1
        elif event in {"end_map", "end_array"}:
            depth -= 1
    return None
