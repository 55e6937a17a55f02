"""Which websites may show the search: let in, and taken out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearth.access.queries import may_everywhere
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory.events import EmbedOriginAdded, EmbedOriginRemoved
from hearth.directory.models import EmbedOrigin
from hearth.directory.staff.embed_origins import read_origin

EMBEDS = "directory.embed"
MOST = 60  # they all stand in one header


class EmbedNotAllowed(Exception):
    """Only the host's people who look after its websites decide this."""


class EmbedKnown(Exception):
    """The website is there already."""


class EmbedFull(Exception):
    """There are so many that browsers would refuse the header."""


@transaction.atomic
def add_origin(*, typed: str, about: str, by: Actor, now: datetime) -> EmbedOrigin:
    """Let a website show the search from now on. Raises NotAnOrigin, EmbedKnown, EmbedFull, EmbedNotAllowed."""
    _allowed(by)
    origin = read_origin(typed)
    if EmbedOrigin.objects.count() >= MOST:
        raise EmbedFull
    made = EmbedOrigin(created_at=now, origin=origin, about=about.strip())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as there:
        raise EmbedKnown from there
    _log("directory.embed_origin_added", made, by)
    events.publish(EmbedOriginAdded(origin_id=made.pk), by=by)
    return made


@transaction.atomic
def remove_origin(*, origin_id: UUID, by: Actor) -> str:
    """Let a website show it no longer; which. Raises EmbedNotAllowed, EmbedOrigin.DoesNotExist."""
    _allowed(by)
    gone = EmbedOrigin.objects.select_for_update().get(pk=origin_id)
    _log("directory.embed_origin_removed", gone, by)
    events.publish(EmbedOriginRemoved(origin_id=gone.pk), by=by)
    gone.delete()
    return gone.origin


def _allowed(by: Actor) -> None:
    if not may_everywhere(by, EMBEDS):
        raise EmbedNotAllowed


def _log(action: str, origin: EmbedOrigin, by: Actor) -> None:
    # A website's address is public and says nothing of a person: whoever reads the log must see which it was.
    audit.record(
        action=action, by=by, subject_type="embed_origin", subject_id=origin.pk, detail={"origin": origin.origin}
    )
