"""One record of a feed on its way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hearth.directory.document import Document
from hearth.directory.feeds.wanted import Wanted
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.models import Service, SourceRow


@dataclass(slots=True)
class Row:
    """One record on its way in. `state` is set by the writer: added, updated, unchanged, or refused with `why`."""

    number: int
    raw: dict[str, Any]
    mark: str
    notes: Notes
    wanted: Wanted
    state: str = "unchanged"
    why: RefusedRow | None = None
    groups: list[str] = field(default_factory=list)
    conflicts: dict[str, Any] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)
    known: SourceRow | None = None
    service: Service | None = None
    stated: Document = field(default_factory=dict)  # what the feed says, as parts of a document
    said: dict[str, str] = field(default_factory=dict)  # its digests
    given: list[UUID] = field(default_factory=list)  # ids of terms
    fingerprint: str = ""
    waits: bool = False  # hidden until an editor shows it
