"""What Django's `check` says of settings that would surprise somebody in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def messages_leave_the_house(**_kwargs: Any) -> list[CheckMessage]:
    """In production, email or texts that are only written into a folder reach nobody."""
    if settings.DEMO:
        return []
    ways = {"HEARTH_EMAIL": settings.OUTBOX_EMAIL_GATEWAY, "HEARTH_TEXT": settings.OUTBOX_TEXT_GATEWAY}
    return [
        Warning(
            f"{name} is {way}: messages are written here and reach nobody.",
            hint=f"Set {name} to smtp or notify (docs/operators/running.md).",
            id=f"hearth.W00{number}",
        )
        for number, (name, way) in enumerate(ways.items(), start=1)
        if way in {"file", "console"}
    ]
