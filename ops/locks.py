"""Locks on files, held by the system: they are gone when their holder is, however it ended."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class Held(Exception):
    """Another process holds the lock; `about` is what it wrote of itself (may be empty)."""

    def __init__(self, about: dict[str, Any]) -> None:
        super().__init__("locked")
        self.about = about


class FileLock:
    """One open lock file. Python does not hand it to child processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")

    def try_exclusive(self) -> bool:
        """Take it alone, without waiting; a shared hold of our own becomes exclusive. False if others hold it."""
        return self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)

    def try_shared(self) -> bool:
        """Take it with others, without waiting. False if somebody holds it alone."""
        return self._take(fcntl.LOCK_SH | fcntl.LOCK_NB)

    def exclusive(self) -> None:
        """Take it alone, waiting for as long as others hold it."""
        self._take(fcntl.LOCK_EX)

    def shared(self) -> None:
        """Take it with others, waiting while somebody holds it alone."""
        self._take(fcntl.LOCK_SH)

    def describe(self, **about: Any) -> None:
        """Write into the file who holds it, for whoever finds it taken."""
        self._file.seek(0)
        self._file.truncate()
        json.dump(about, self._file)
        self._file.flush()

    def read(self) -> dict[str, Any]:
        """What the holder wrote of itself."""
        self._file.seek(0)
        try:
            found = json.load(self._file)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def close(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of one name."""
        self._file.close()

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._file, how)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path, **about: Any) -> Iterator[FileLock]:
    """Hold the lock alone for the block. Raises Held at once when another process has it."""
    lock = FileLock(path)
    try:
        if not lock.try_exclusive():
            raise Held(lock.read())
        lock.describe(pid=os.getpid(), **about)
        yield lock
    finally:
        lock.close()


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Hold the lock alone for the block, after waiting for whoever has it."""
    lock = FileLock(path)
    try:
        lock.exclusive()
        yield
    finally:
        lock.close()
