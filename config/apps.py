"""Joins the apps: what follows from an event, and what stands in the staff menu."""

from __future__ import annotations

from django.apps import AppConfig


class HearthConfig(AppConfig):
    """Connects `hearth.workflows` once every app is ready."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hearth import workflows
        from hearth.core import events

        events.connect(workflows.REACTIONS)
