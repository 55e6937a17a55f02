"""What apps above families add to a person's page. The settings name them (`HEARTH_BESIDE_PERSON`); each such module
has `beside_person(actor, records) -> PersonPanel | None`, made of what the actor may see there."""

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


def panels(actor: Actor, records: Collection[UUID]) -> list[PersonPanel]:
    """Everything that is added about the people of these source records, in the order of the settings."""
    found = [
        import_module(path).beside_person(actor, records) for path in getattr(settings, "HEARTH_BESIDE_PERSON", ())
    ]
    return [panel for panel in found if panel is not None]
