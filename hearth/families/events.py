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


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """A family registered at a hub; `way` is how (models.Way)."""

    registration_id: UUID
    site_id: UUID
    way: str


@dataclass(frozen=True, slots=True)
class FamilyMet(Event):
    """Somebody at the desk met a family that had registered by itself."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class VisitCounted(Event):
    """A family that wants no record was counted."""

    visit_id: UUID
    site_id: UUID


@dataclass(frozen=True, slots=True)
class FamilyAsked(Event):
    """A family asked for a copy of all that is held, or for help without a record (models.FamilyAsk.Kind)."""

    ask_id: UUID
    registration_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class AgreedAnew(Event):
    """A family agreed to something more, or took something back (codes of data/notice.yaml)."""

    registration_id: UUID
    given: tuple[str, ...]
    taken_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedInEmergency(Event):
    """A member opened what no agreement opens to them."""

    opening_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class OpeningReviewed(Event):
    """The information lead has said what they found of an opening."""

    opening_id: UUID


@dataclass(frozen=True, slots=True)
class PersonRestricted(Event):
    """Somebody's records are kept for named people only, from now on."""

    restriction_id: UUID


@dataclass(frozen=True, slots=True)
class RestrictionEnded(Event):
    """Somebody's records are no longer kept from others."""

    restriction_id: UUID


@dataclass(frozen=True, slots=True)
class PartSealed(Event):
    """A part of somebody's record was written that only named colleagues may read."""

    part_id: UUID


@dataclass(frozen=True, slots=True)
class CopySigned(Event):
    """A second member answers for the copy that a family asked for."""

    file_id: UUID


@dataclass(frozen=True, slots=True)
class CopyHandedOver(Event):
    """A family has its copy, or may take it from its own page (models.CopyHandover.How)."""

    file_id: UUID
    how: str


@dataclass(frozen=True, slots=True)
class Destroyed(Event):
    """Something of a class of data/retention.yaml was destroyed by a member's decision. What it was, nobody knows."""

    code: str
