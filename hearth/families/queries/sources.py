"""Agencies' extracts: how fresh, how complete, what was refused. Nothing of any person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from hearth.access.queries import may_everywhere
from hearth.core.actors import Actor
from hearth.families.models import RecordLoad, RecordSource

SEE = "families.sources"


class Freshness(StrEnum):
    NEVER = "never"
    FRESH = "fresh"
    STALE = "stale"
    FAILED = "failed"  # the newest file could not be read to its end


@dataclass(frozen=True, slots=True)
class SourceState:
    """One extract and how it stands."""

    source: RecordSource
    last: RecordLoad | None
    freshness: Freshness


def sources_visible_to(actor: Actor) -> QuerySet[RecordSource]:
    """Every extract, for the host's people who look after them; else none."""
    rows = RecordSource.objects.select_related("organisation").prefetch_related(
        Prefetch("loads", RecordLoad.objects.order_by("-created_at"))
    )
    return rows if may_everywhere(actor, SEE) else rows.none()


def state_of(source: RecordSource, now: datetime) -> SourceState:
    """Fresh while the last whole reading is not older than the source says it may be."""
    finished = [load for load in source.loads.all() if load.finished_at]
    if not finished:
        return SourceState(source, None, Freshness.NEVER)
    last = finished[0]
    if last.failed:
        return SourceState(source, last, Freshness.FAILED)
    old = last.created_at < now - timedelta(days=source.stale_after_days)
    return SourceState(source, last, Freshness.STALE if old else Freshness.FRESH)
