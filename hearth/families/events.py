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


@dataclass(frozen=True, slots=True)
class InvolvementBegan(Event):
    """An organisation works with somebody."""

    involvement_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class InvolvementEnded(Event):
    """An organisation no longer works with somebody."""

    involvement_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class PeopleChanged(Event):
    """Records were brought together or taken apart: the people who held them before, and those who hold them now."""

    before: tuple[UUID, ...]
    after: tuple[UUID, ...]
