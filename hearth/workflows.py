"""What follows from what: which event leads to which action elsewhere. One readable table; nothing else joins apps
upwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hearth.core.events import Event, Handler

REACTIONS: Mapping[type[Event], Sequence[Handler]] = {}
