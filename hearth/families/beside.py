"""What apps above families add to a person's page. The settings name them (`HEARTH_BESIDE_PERSON`); each such module
has `beside_person(actor, records) -> PersonPanel | None`, made of what the actor may see there, and may have
`beside_registration(actor, registration_id) -> PanelRow | None`: what can be done for a family that registered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from importlib import import_module
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


def ways_on(actor: Actor, registration_id: UUID) -> list[PanelRow]:
    """What else can be done for a family that registered at the actor's hub."""
    modules = [import_module(path) for path in getattr(settings, "HEARTH_BESIDE_PERSON", ())]
    found = [one.beside_registration(actor, registration_id) for one in modules if hasattr(one, "beside_registration")]
    return [row for row in found if row is not None]


def panels(actor: Actor, records: Collection[UUID]) -> list[PersonPanel]:
    """Everything that is added about the people of these source records, in the order of the settings."""
    found = [
        import_module(path).beside_person(actor, records) for path in getattr(settings, "HEARTH_BESIDE_PERSON", ())
    ]
    return [panel for panel in found if panel is not None]
