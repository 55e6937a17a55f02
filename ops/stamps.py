"""Stamps: a step is skipped when the files that it is made from have not changed since it last succeeded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *also: str) -> str:
    """SHA-256 over names and contents of the files (in the order of their names) and any further words."""
    digest = hashlib.sha256()
    for file in sorted(files):
        body = file.read_bytes()
        digest.update(f"{file.name}\0{file.parent}\0{len(body)}\0".encode())
        digest.update(body)
    for word in also:
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Whether the step's last success was with these very inputs."""
    try:
        return stamp.read_text() == wanted
    except FileNotFoundError:
        return False


def write(stamp: Path, value: str) -> None:
    """Record a success. Called last in a step, so that a step killed half-way is done again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    part = stamp.with_name(stamp.name + ".part")
    part.write_text(value)
    part.replace(stamp)
