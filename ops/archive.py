"""The tar file of a backup: its parts, each with a checksum, and its manifest."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from ops.paths import ROOT
from ops.say import Problem

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
KEY = "secret-key"
_BLOCK = 2**20


def check(source: Path) -> dict[str, Any]:
    """Read a whole backup and compare every part with its checksum. Returns the manifest.

    Raises Problem when it is cut off, altered, of another kind, or made by a newer Hearth.
    """
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                body = tar.extractfile(member)
                if body is None or not _is_safe(member.name):
                    raise Problem(f"{source} holds {member.name}, which no backup of Hearth holds.")
                if member.name == MANIFEST:
                    manifest = json.load(body)
                else:
                    found[member.name] = _digest(body)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Problem(f"{source} is damaged or is no backup of Hearth ({error}). Nothing was changed.") from None
    if not manifest or manifest.get("format") != FORMAT or not isinstance(manifest.get("parts"), dict):
        raise Problem(f"{source} is not a whole backup of Hearth: its manifest is missing. Nothing was changed.")
    wanted: dict[str, str] = manifest["parts"]
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong or DUMP not in wanted:
        named = ", ".join(wrong[:5]) or DUMP
        raise Problem(f"{source} is damaged: {named} is not what was written. Nothing was changed.")
    unknown = [name for name in manifest.get("migrations", []) if not _is_known(name)]
    if unknown:
        raise Problem(
            f"This backup was made by a newer Hearth (it knows {unknown[0]}; this release does not).\n"
            "Install that release or a later one, then restore. Nothing was changed."
        )
    return manifest


def unpack(source: Path, folder: Path) -> None:
    """Write the parts of a checked backup below a folder, readable by this account only."""
    with tarfile.open(source) as tar:
        for member in tar:
            body = tar.extractfile(member)
            if body and member.name != MANIFEST:
                _write(body, folder / member.name)


def add(tar: tarfile.TarFile, file: Path, name: str) -> str:
    """Add a file under a name. Returns the SHA-256 of what was written."""
    with file.open("rb") as source:
        status = os.fstat(source.fileno())
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = status.st_size, int(status.st_mtime), 0o600
        reader = _Reader(source)
        tar.addfile(info, cast("IO[bytes]", reader))
    return reader.digest.hexdigest()


class _Reader(io.RawIOBase):
    """Passes a file on and computes its checksum on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def _digest(body: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for block in iter(lambda: body.read(_BLOCK), b""):
        digest.update(block)
    return digest.hexdigest()


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return name in {DUMP, KEY, MANIFEST} or (path.parts[0] == "media" and len(path.parts) > 1)


def _is_known(migration: str) -> bool:
    """Whether this release has a migration of Hearth's own; those of other packages are Django's to judge."""
    app, _, name = migration.partition(".")
    folder = ROOT / "hearth" / app / "migrations"
    return not folder.is_dir() or (folder / f"{name}.py").exists()


def _write(body: IO[bytes], target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private(target) as out:
        shutil.copyfileobj(body, out, _BLOCK)


@contextlib.contextmanager
def private(target: Path) -> Iterator[IO[bytes]]:
    """Write a new file that only this account may read, and see it onto the disk."""
    target.unlink(missing_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def add_manifest(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Close a backup with its manifest. A file without one was cut off."""
    body = json.dumps(manifest, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mtime, info.mode = len(body), int(time.time()), 0o600
    tar.addfile(info, io.BytesIO(body))
