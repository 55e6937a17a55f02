"""Writes what hangs on the listings of a feed: places, times and exceptions, and the terms they stand under."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hearth.directory.feeds.rows import Row
from hearth.directory.loading import bulk
from hearth.directory.models import Schedule, ScheduleException, ServicePlace, ServiceTerm


def write_parts(rows: list[tuple[Row, set[str]]], now: datetime) -> None:
    """Places, schedules and exceptions of those in which they are new or have changed."""
    placed = [row for row, groups in rows if "places" in groups]
    timed = [row for row, groups in rows if "times" in groups or "places" in groups]
    old = [row.wanted.id for row in [*placed, *timed] if row.state != "added" and row.known]
    places = [
        ServicePlace(id=place.id, service_id=row.wanted.id, created_at=now, **place.values)
        for row in placed
        for place in row.wanted.places
    ]
    bulk.store(places)
    kept_places = _places_of([row.wanted.id for row, _ in rows]) if old else {}
    schedules, exceptions = [], []
    for row in timed:
        there = kept_places.get(row.wanted.id, {place.id for place in row.wanted.places})
        for one in row.wanted.schedules:
            place_id = one.place_id if one.place_id in there else None
            schedules.append(
                Schedule(id=one.id, service_id=row.wanted.id, place_id=place_id, created_at=now, **one.values)
            )
        for off in row.wanted.exceptions:
            exceptions.append(
                ScheduleException(
                    id=off.id,
                    service_id=row.wanted.id,
                    schedule_id=off.schedule_id,
                    place_id=off.place_id if off.place_id in there else None,
                    created_at=now,
                    **off.values,
                )
            )
    bulk.store(schedules)
    bulk.store(exceptions)
    if old:
        _clear(placed, timed, places, schedules, exceptions)


def _places_of(ids: list[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for service_id, pk in ServicePlace.objects.filter(service_id__in=ids).values_list("service_id", "id"):
        found.setdefault(service_id, set()).add(pk)
    return found


def _clear(
    placed: list[Row],
    timed: list[Row],
    places: list[ServicePlace],
    schedules: list[Schedule],
    exceptions: list[ScheduleException],
) -> None:
    """Take away what the feed says no more, from the end of the chain. A secret place is nobody's to take away."""
    of = {row.wanted.id for row in timed}
    ScheduleException.objects.filter(service_id__in=of).exclude(pk__in=[one.pk for one in exceptions]).delete()
    Schedule.objects.filter(service_id__in=of).exclude(pk__in=[one.pk for one in schedules]).delete()
    mine = ServicePlace.objects.filter(service_id__in={row.wanted.id for row in placed}, is_confidential=False)
    mine.exclude(pk__in=[one.pk for one in places]).delete()


def classify(rows: list[Row]) -> None:
    """Add the terms that the feed gives and did not give before; take away those it gives no more. What an editor
    added stays, and what an editor took away does not come back."""
    have: dict[UUID, set[UUID]] = {}
    ids = [row.wanted.id for row in rows if row.known]
    for service_id, term_id in ServiceTerm.objects.filter(service_id__in=ids).values_list("service", "term"):
        have.setdefault(service_id, set()).add(term_id)
    new: list[ServiceTerm] = []
    for row in rows:
        told = {UUID(pk) for pk in row.known.terms} if row.known else set()
        there = have.get(row.wanted.id, set())
        lost = (told - set(row.given)) & there
        added = [pk for pk in row.given if pk not in told and pk not in there]
        if lost:
            ServiceTerm.objects.filter(service_id=row.wanted.id, term_id__in=lost).delete()
        new += [ServiceTerm(service_id=row.wanted.id, term_id=pk) for pk in added]
        if (lost or added) and row.service is not None and row.known is not None:
            row.groups.append("terms")
    bulk.store(new, key=("service_id", "term_id"), leave=("id",))
