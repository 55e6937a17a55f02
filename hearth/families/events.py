"""What happens to families' records, for whoever listens above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearth.core.events import Event


@dataclass(frozen=True, slots=True)
class PersonRecorded(Event):
    """A source said something of a person."""

    source_record_id: UUID


@dataclass(frozen=True, slots=True)
class SafeContactSet(Event):
    """How a person may safely be reached was said, or said anew."""

    source_record_id: UUID
    safe_contact_id: UUID
