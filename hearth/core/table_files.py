"""Opens a file as it comes: gzipped or not, UTF-8 or Windows text, commas, tabs or semicolons; row by row."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

csv.field_size_limit(4_000_000)
SURPLUS, MISSING = "__surplus__", "__missing__"


class UnreadableFile(Exception):
    """The file cannot be read (further); the message says why, in words."""


@dataclass(slots=True)
class Source:
    """A file on its way in. `position` is the share of it that has been read, 0 to 1."""

    path: Path
    encoding: str = "utf-8-sig"
    columns: list[str] = field(default_factory=list)
    _raw: IO[bytes] | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def position(self) -> float:
        if self._raw is None or self._raw.closed:
            return 1.0
        return min(1.0, self._raw.tell() / max(1, self.size))

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Row numbers from 1 (without the header) and values by column name. Raises UnreadableFile.

        A row of another width carries SURPLUS (its extra values) or MISSING (how many are missing).
        """
        try:
            yield from self._rows()
        except (OSError, EOFError, csv.Error, UnicodeDecodeError) as error:
            raise UnreadableFile(f"It could not be read to its end ({_why(error)}).") from error

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        self.encoding = _encoding(self.path)
        with self.path.open("rb") as self._raw:
            plain: Any = gzip.GzipFile(fileobj=self._raw) if _is_gzip(self.path) else self._raw
            lines = io.TextIOWrapper(plain, encoding=self.encoding, newline="")
            head = lines.readline()
            if not head.strip():
                raise UnreadableFile("It is empty.")
            delimiter = max(",\t;|", key=head.count)
            self.columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
            if len(set(self.columns)) != len(self.columns):
                raise UnreadableFile("Two of its columns have the same name.")
            width = len(self.columns)
            number = 0
            for values in csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter):
                if not values:
                    continue
                number += 1
                row = dict(zip(self.columns, values, strict=False))
                if len(values) > width:
                    row[SURPLUS] = " | ".join(values[width:])
                elif len(values) < width:
                    row[MISSING] = str(width - len(values))
                yield number, row

    def features(self) -> list[dict[str, Any]]:
        """The features of a GeoJSON file. Raises UnreadableFile."""
        try:
            with _opened(self.path) as raw:
                content = json.load(raw)
            found = content["features"]
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise UnreadableFile(f"It is not a GeoJSON file that can be read ({_why(error)}).") from error
        if not isinstance(found, list):
            raise UnreadableFile("It is not a GeoJSON file that can be read (no features).")
        return found


def fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def find(places: list[Path]) -> list[Path]:
    """The files of folders (not deeper) and files themselves, sorted by name, each once. Raises FileNotFoundError."""
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            for path in sorted(place.iterdir()):
                if path.is_file() and not path.name.startswith("."):
                    found[path.resolve()] = None
        elif place.is_file():
            found[place.resolve()] = None
        else:
            raise FileNotFoundError(f"There is no file or folder {os.fspath(place)}.")
    return list(found)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(2) == b"\x1f\x8b"


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if _is_gzip(path) else path.open("rb")


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is so, UTF-16 by its mark, else the Windows encoding, which fits any bytes."""
    with _opened(path) as raw:
        start = raw.read(4)
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
        raw.seek(0)
        decoder = io.TextIOWrapper(raw, encoding="utf-8")
        try:
            while decoder.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
        except EOFError:
            return "utf-8-sig"  # cut short: the reading itself will say so
        return "utf-8-sig"


def _why(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
