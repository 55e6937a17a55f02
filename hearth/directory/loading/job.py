"""What a loader is given: the load it writes under, the file, its mapping, and the tally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hearth.core.table_files import MISSING, SURPLUS, Source, UnreadableFile
from hearth.directory.loading.mapping import Mapping
from hearth.directory.loading.progress import Progress
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.loading.tally import Tally
from hearth.directory.loading.text import tidy
from hearth.directory.models import Load

BATCH = 2000  # rows of one transaction: what a killed load loses at most


@dataclass(slots=True)
class Job:
    """One file under one mapping."""

    load: Load
    mapping: Mapping
    source: Source
    tally: Tally
    progress: Progress
    now: datetime
    lookups: list[Path] = field(default_factory=list)  # files of kind "lookup" that came along or lie beside it

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The file's rows, with progress; raises UnreadableFile where a column is missing."""
        for number, raw in self.source.rows():
            if number == 1:
                self._check_columns()
            if number % 500 == 0:
                self.progress.tell(self.source.path.name, self.source.position(), number)
            yield number, raw

    def _check_columns(self) -> None:
        missing = sorted(self.mapping.needed() - set(self.source.columns))
        if missing:
            names = ", ".join(f"“{name}”" for name in missing)
            raise UnreadableFile(f"It has no column {names}, so it is not the file that “{self.mapping.source}” means.")
        if self.source.encoding == "cp1252":
            self.tally.notes.append("The file is not in UTF-8; it was read as Windows text.")


def tidy_row(raw: dict[str, str], notes: Notes) -> dict[str, str]:
    """A row's values tidied, by column. Raises RefusedRow for a row of the wrong width."""
    if MISSING in raw:
        raise RefusedRow("cut-short", was=raw[MISSING])
    surplus = raw.get(SURPLUS, "")
    if surplus.strip(" |"):
        raise RefusedRow("too-many-values", was=surplus)
    if SURPLUS in raw:
        notes.add("extra-values")
    return {column: tidy(value, column, notes) for column, value in raw.items() if column != SURPLUS}
