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


def look_into_folders(*, now: datetime) -> int:
    """Load every file that was not loaded yet, the oldest first; how many were."""
    count = 0
    for source in RecordSource.objects.filter(is_active=True).exclude(folder=""):
        done = set(
            RecordLoad.objects.filter(source=source, finished_at__isnull=False).values_list("file_hash", flat=True)
        )
        for path in _files(Path(source.folder)):
            if fingerprint(path) in done:
                continue
            try:
                load_file(source=source, path=path, by=job("feeds"), now=now)
            except LoadRunning:
                break
            count += 1
    return count


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        logger.warning("a folder of extracts is not there")
        return []
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))
