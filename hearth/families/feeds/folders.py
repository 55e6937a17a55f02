"""Looking into the folders to which agencies deliver their extracts."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from hearth.core.actors import job
from hearth.core.table_files import fingerprint
from hearth.families.actions.loading import LoadRunning, load_file
from hearth.families.models import RecordLoad, RecordSource

logger = logging.getLogger("hearth.jobs")
STILL_WRITTEN = 5 * 60  # seconds since its last change, for which a file is left alone


def look_into_folders(*, now: datetime) -> int:
    """Load every file that is new or has changed, the oldest first; how many were. A source that cannot be read holds
    up no other."""
    count = 0
    for source in RecordSource.objects.filter(is_active=True).exclude(folder=""):
        try:
            count += _look(source, now)
        except Exception:
            logger.exception("an extract could not be loaded", extra={"source": source.code})
    return count


def _look(source: RecordSource, now: datetime) -> int:
    count = 0
    for path in _files(Path(source.folder), now):
        last = RecordLoad.objects.filter(source=source, file_name=path.name[-200:], finished_at__isnull=False).first()
        if last is not None and last.file_hash == fingerprint(path):
            continue
        try:
            load_file(source=source, path=path, by=job("feeds"), now=now)
        except LoadRunning:
            break
        count += 1
    return count


def _files(folder: Path, now: datetime) -> list[Path]:
    """Whole ones: what was written to a moment ago may still be on its way."""
    if not folder.is_dir():
        logger.warning("a folder of extracts is not there")
        return []
    settled = now.timestamp() - STILL_WRITTEN
    found = [
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.stat().st_mtime <= settled
    ]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))
