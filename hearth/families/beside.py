"""What apps above families add to a person's page. The settings name them (`HEARTH_BESIDE_PERSON`); each such module
may have `beside_person(actor, records) -> PersonPanel | None`, made of what the actor may see there,
`coming_for_person(actor, records, now) -> list[Coming]`: what is ahead for them, and
`beside_registration(actor, registration_id) -> PanelRow | None`: what can be done for a family that registered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from types import ModuleType
from uuid import UUID

from django.conf import settings

from hearth.core.actors import Actor


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One line: what it is, more words about it, and where it leads (may be nowhere)."""

    text: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PersonPanel:
    """A panel of a person's page."""

    title: str
    rows: list[PanelRow] = field(default_factory=list)
    empty: str = ""
    is_last: bool = False  # what is done rarely stands after everything else


@dataclass(frozen=True, slots=True)
class Coming:
    """Something ahead for a family, on a day."""

    on: date
    text: str
    words: str = ""
    url: str = ""


def ways_on(actor: Actor, registration_id: UUID) -> list[PanelRow]:
    """What else can be done for a family that registered at the actor's hub."""
    found = [one.beside_registration(actor, registration_id) for one in _modules("beside_registration")]
    return [row for row in found if row is not None]


def panels(actor: Actor, records: Collection[UUID]) -> list[PersonPanel]:
    """Everything that is added about the people of these source records, in the order of the settings."""
    found = [one.beside_person(actor, records) for one in _modules("beside_person")]
    return [panel for panel in found if panel is not None]


def coming(actor: Actor, records: Collection[UUID], now: datetime) -> list[Coming]:
    """What is ahead for the people of these source records, the next first."""
    found = [row for one in _modules("coming_for_person") for row in one.coming_for_person(actor, records, now)]
    return sorted(found, key=lambda row: row.on)


def _modules(name: str) -> list[ModuleType]:
    """Those of the settings that add this."""
    found = [import_module(path) for path in getattr(settings, "HEARTH_BESIDE_PERSON", ())]
    return [one for one in found if hasattr(one, name)]
