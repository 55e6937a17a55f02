"""Saying how a service is referred to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory.models import Service
from hearth.directory.queries.listings import listings_of, may_approve
from hearth.referrals.events import PathwayChanged
from hearth.referrals.models import Pathway


class ChangedSince(Exception):
    """Somebody else changed it since the page was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a provider says. `needed` and `happens` hold one thing a line; `who` are codes of data/pathways.yaml."""

    who: Sequence[str] = ()
    who_words: str = ""
    needed: str = ""
    happens: str = ""
    how_long: str = ""
    needs_consent: bool = False
    takes_guests: bool = True
    is_front_door: bool | None = None  # None: as it was; only the council that runs the network may say it


@transaction.atomic
def set_pathway(*, service: Service, said: Said, version: int, by: Actor, now: datetime) -> Pathway:
    """Say it anew. `version` is the one that was read, 0 where there was none.

    Raises Service.DoesNotExist for a listing that the actor does not look after, ChangedSince for a stale page.
    """
    kept = listings_of(by).select_for_update(of=("self",)).filter(pk=service.pk).first()
    if kept is None:
        raise Service.DoesNotExist
    row = Pathway.objects.filter(service=kept).first() or Pathway(service=kept, version=0, created_at=now)
    if row.version != version:
        raise ChangedSince
    row.who = list(said.who)
    for name in ("who_words", "needed", "happens", "how_long"):
        setattr(row, name, getattr(said, name).strip())
    row.needs_consent, row.takes_guests = said.needs_consent, said.takes_guests
    if said.is_front_door is not None and may_approve(by):
        row.is_front_door = said.is_front_door
    row.version, row.edited_at = version + 1, now
    row.save()
    audit.record(
        action="referrals.pathway_changed",
        by=by,
        organisation_id=kept.organisation_id,
        subject_type="directory.Service",
        subject_id=kept.pk,
        detail={"version": row.version},
    )
    events.publish(PathwayChanged(service_id=kept.pk), by=by)
    return row
