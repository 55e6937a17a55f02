"""What one record of a feed comes to: the listing as we would keep it, before it meets the one that is here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hearth.directory.feeds.shape import is_uuid

ALL_FEEDS = uuid5(NAMESPACE_URL, "https://hearth.example/feeds")


@dataclass(frozen=True, slots=True)
class Facts:
    """What building a record needs to know of its feed. `owner` is the organisation it was set up for, if any."""

    code: str
    source: str
    name: str
    now: datetime
    owner_id: UUID | None = None
    owner_name: str = ""

    def id_of(self, what: str, ref: str) -> UUID:
        """The id of a record: its own where that is a UUID, else one made of the feed and what it is called there."""
        return UUID(ref) if is_uuid(ref) else uuid5(ALL_FEEDS, f"{self.code}/{what}/{ref}")


@dataclass(slots=True)
class WantedTerm:
    """An entry of the feed's vocabulary, as the feed describes it."""

    id: UUID
    ref: str
    name: str
    description: str = ""
    code: str = ""
    parent_ref: str = ""
    taxonomy_ref: str = ""
    taxonomy: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def as_attribute(self) -> dict[str, Any]:
        """Back as the standard has it, for parts to which we tie no terms."""
        term = {
            "id": self.ref,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            "parent_id": self.parent_ref,
            "taxonomy": self.taxonomy,
            "taxonomy_id": self.taxonomy_ref,
            **self.more,
        }
        return {"taxonomy_term_id": self.ref, "taxonomy_term": {key: value for key, value in term.items() if value}}


@dataclass(slots=True)
class WantedOwner:
    """Whose the service is. `stated` is False where the feed did not say and we put somebody in."""

    id: UUID
    ref: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)  # of its listing
    stated: bool = True


@dataclass(slots=True)
class WantedPlace:
    id: UUID
    ref: str
    values: dict[str, Any]


@dataclass(slots=True)
class WantedSchedule:
    id: UUID
    place_id: UUID | None
    values: dict[str, Any]


@dataclass(slots=True)
class WantedException:
    id: UUID
    schedule_id: UUID | None
    place_id: UUID | None
    values: dict[str, Any]


@dataclass(slots=True)
class Wanted:
    """A whole listing."""

    ref: str
    id: UUID
    owner: WantedOwner
    values: dict[str, Any]
    places: list[WantedPlace] = field(default_factory=list)
    schedules: list[WantedSchedule] = field(default_factory=list)
    exceptions: list[WantedException] = field(default_factory=list)
    terms: list[WantedTerm] = field(default_factory=list)
    assured_at: datetime | None = None
    modified_at: datetime | None = None


def digest(value: Any) -> str:
    """The same short text for the same content, whatever the order in which it was made."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
