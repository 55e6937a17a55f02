"""Which kinds of pages axe has found nothing in, for all processes of one run: judging one costs more than a second."""

from __future__ import annotations

import hashlib
from pathlib import Path

_passed: set[str] = set()
_shared: Path | None = None  # where there are several processes


def share(folder: Path) -> None:
    """Use a folder that the processes of this run have together."""
    global _shared
    folder.mkdir(exist_ok=True)
    _shared = folder


def has_passed(kind: object) -> bool:
    """Whether a page of this kind was judged before in this run, here or in another process."""
    name = _name(kind)
    return name in _passed or bool(_shared and (_shared / name).exists())


def passes(kind: object) -> None:
    """Keep it for the rest of the run."""
    _passed.add(_name(kind))
    if _shared:
        (_shared / _name(kind)).touch()


def _name(kind: object) -> str:
    return hashlib.sha256(repr(kind).encode()).hexdigest()
