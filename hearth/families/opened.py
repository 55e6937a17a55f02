"""What an opening in an emergency shows: each app above families adds its part. The settings name them
(`HEARTH_OPENED`); each such module has `opened(record_id) -> PersonPanel`, made of what the database has opened."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID

from django.conf import settings

from hearth.families.beside import PersonPanel


def panels(record_id: UUID) -> list[PersonPanel]:
    """Everything that is open about the person of a record, in the order of the settings."""
    return [import_module(path).opened(record_id) for path in getattr(settings, "HEARTH_OPENED", ())]
