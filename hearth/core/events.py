"""Events: what happened, as a frozen dataclass of ids, kept as a row and answered in the same transaction.

An app publishes upwards without knowing who listens; `hearth.workflows` is the one table of what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. Fields are ids, codes, dates and numbers; never a person's words or name."""

    @classmethod
    def name(cls) -> str:
        """`referrals.Accepted`: the app's label and the class."""
        app = cls.__module__.split(".")[1]
        return f"{app}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


# Event is contravariant in a handler, so the table is typed by Any for the specific event class.
Handler = Callable[..., None]
Reactions = Mapping[type[Event], Sequence[Handler]]

_reactions: dict[type[Event], tuple[Handler, ...]] = {}


def connect(reactions: Reactions) -> None:
    """Set the table of reactions. Called once, at start."""
    _reactions.clear()
    _reactions.update({event: tuple(handlers) for event, handlers in reactions.items()})


def publish(event: Event, *, by: Actor) -> None:
    """Keep the event and do what follows from it, in the caller's transaction.

    Each handler is called as ``handler(event, by=by)``. A handler that fails undoes the action with it: what must not
    stop the action belongs in a job.
    """
    publish_all([event], by=by)


def publish_all(events: Sequence[Event], *, by: Actor) -> None:
    """The same for many events at once: they are kept in one statement, then each is answered in turn."""
    from hearth.core.models import StoredEvent

    if not events:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{events[0].name()} was published outside a transaction.")
    StoredEvent.objects.bulk_create(
        StoredEvent(
            name=event.name(),
            payload=event.payload(),
            actor_kind=by.kind.value,
            actor_id=by.user_id,
            organisation_id=by.organisation_id,
        )
        for event in events
    )
    for event in events:
        for handler in _reactions.get(type(event), ()):
            handler(event, by=by)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"An event cannot carry a {type(value).__name__}.")
