"""Loads files: finds what each is, reads it, and keeps what became of it. One load at a time in one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hearth.audit import actions as audit
from hearth.core import clock
from hearth.core import table_files as files
from hearth.core.actors import Actor
from hearth.core.table_files import Source, UnreadableFile
from hearth.directory.loading import derive, figures, geography, services
from hearth.directory.loading.job import Job
from hearth.directory.loading.mapping import FOLDER, GEOGRAPHY, KINDS, Mapping, mappings, mappings_for
from hearth.directory.loading.progress import Progress
from hearth.directory.loading.tally import Tally
from hearth.directory.models import Load

LOCK = 0x4C4F4144  # "LOAD": the advisory lock that one load holds
LOADERS: dict[str, Callable[[Job], None]] = {
    "areas": geography.load_areas,
    "postcodes": geography.load_postcodes,
    "area-names": geography.load_area_names,
    "figures": figures.load_figures,
    "figures-long": figures.load_long_figures,
    "population": figures.load_population,
    "organisation": services.load_records,
    "site": services.load_records,
    "service": services.load_records,
}


class LoadRunning(Exception):
    """Another load runs in this database."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of one file. `counts` is empty for a lookup, which is read by others."""

    path: Path
    title: str
    source: str
    load_id: UUID | None
    counts: dict[str, Any]
    seconds: float = 0.0


@dataclass(slots=True)
class Results:
    """What came of a command: the files in the order in which they were loaded, and those that no mapping takes."""

    files: list[FileResult] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    derived: dict[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return any("failed" in result.counts for result in self.files)


def load_files(
    *,
    paths: list[Path],
    group: str,
    by: Actor,
    progress: Progress | None = None,
    folder: Path = FOLDER,
    tell: Callable[[FileResult], None] | None = None,
) -> Results:
    """Load the files and folders of one group ("geography" or "services"); `tell` hears of each file as it is done.

    Nothing is deleted, whatever a file says or lacks. What is the same stays untouched. Raises FileNotFoundError,
    MappingError and LoadRunning.
    """
    found = files.find(paths)
    mappings(folder)  # a broken mapping is known before anything is loaded
    results = Results(left_out=[path for path in found if not mappings_for(path.name, group, folder)])
    work = [(mapping, path) for path in found for mapping in mappings_for(path.name, group, folder)]
    work.sort(key=lambda pair: KINDS[group].index(pair[0].kind))
    lookups = [path for mapping, path in work if mapping.kind == "lookup"]
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        if not (cursor.fetchone() or [False])[0]:
            raise LoadRunning
    try:
        for mapping, path in work:
            if mapping.kind == "lookup":
                result = FileResult(path, mapping.title, mapping.source, None, {})
            else:
                result = _load(mapping, path, by, progress or Progress(), _lookups_for(path, lookups, folder))
            results.files.append(result)
            if tell:
                tell(result)
        if group == GEOGRAPHY and results.files:
            results.derived = derive.derive()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
    return results


def _lookups_for(path: Path, given: list[Path], folder: Path) -> list[Path]:
    """Lookups that came along, else those that lie beside the file."""
    beside = [other for other in files.find([path.parent]) if mappings_for(other.name, GEOGRAPHY, folder)]
    return given or beside


def _load(mapping: Mapping, path: Path, by: Actor, progress: Progress, lookups: list[Path]) -> FileResult:
    started = clock.now()
    load = Load.objects.create(
        source=mapping.source,
        file_name=f"{path.parent.name}/{path.name}"[-200:],
        file_hash=files.fingerprint(path),
        mapping_version=mapping.version,
    )
    tally = Tally(load)
    job = Job(load, mapping, Source(path), tally, progress, started, lookups)
    try:
        LOADERS[mapping.kind](job)
        if not tally.rows:
            raise UnreadableFile("It has no rows. Nothing was changed and nothing was deleted.")
    except UnreadableFile as problem:
        tally.failed = str(problem)
    progress.clear()
    with transaction.atomic():
        load.finished_at = clock.now()
        tally.save()
        audit.record(
            action="directory.loaded",
            by=by,
            subject_type="load",
            subject_id=load.pk,
            detail={"source": mapping.source, "rows": tally.rows, "added": tally.added, "updated": tally.updated},
        )
    seconds = (load.finished_at - started).total_seconds()
    return FileResult(path, mapping.title, mapping.source, load.pk, load.counts, seconds)
