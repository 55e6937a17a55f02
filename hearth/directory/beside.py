"""What apps above the directory add to a service's public page. The settings name them (`HEARTH_BESIDE`); each such
module has `beside(service_id) -> Beside`, made of what anybody may know."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Beside:
    """Facts as (label, words) and links as (words, address), in the reader's language."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


def beside(service_id: UUID) -> Beside:
    """Everything that is added, in the order of the settings."""
    found = [import_module(path).beside(service_id) for path in getattr(settings, "HEARTH_BESIDE", ())]
    return Beside([fact for one in found for fact in one.facts], [link for one in found for link in one.links])
