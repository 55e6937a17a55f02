"""One record to write, and what writes the records of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from hearth.directory.loading.records import Wanted
from hearth.directory.models import SourceRow


@dataclass(slots=True)
class Change:
    """One record to write: new where `record` is None."""

    wanted: Wanted
    record: Any
    known: SourceRow | None


class Keeper(Protocol):
    """Writes the records of one kind."""

    def present(self, known: dict[str, SourceRow], refs: list[str]) -> dict[str, Any]:
        """The records that are there, by ref."""

    def keep(self, changes: list[Any]) -> list[UUID]:
        """Write them, in the caller's transaction; the ids in the same order."""

    def edited(self, record: Any, known: SourceRow) -> bool:
        """Whether somebody changed the record here since the file last did."""
