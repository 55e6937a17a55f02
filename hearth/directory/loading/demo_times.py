"""The demo's times: schedules, what is unusual about them, days on which sites are shut, and school terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hearth.directory.demo import reading
from hearth.directory.models import (
    Frequency,
    Schedule,
    ScheduleException,
    SchoolTerm,
    ServicePlace,
    SiteClosure,
)

MakeId = Callable[[str, str], UUID]


def load_terms() -> int:
    """The school terms of everybody, unless there are any; how many are new."""
    if SchoolTerm.objects.exists():
        return 0
    return len(SchoolTerm.objects.bulk_create(SchoolTerm(**row) for row in reading.terms()))


def schedules(row: dict[str, Any], places: Mapping[str, ServicePlace], today: date, demo_id: MakeId) -> list[Schedule]:
    """The times of a service. A line without a site is for the only place, or for all of them."""
    only = next(iter(places.values())) if len(places) == 1 else None
    made = []
    for number, line in enumerate(row.get("times", [])):
        times = reading.times(line)
        valid_from, valid_to = times.valid(today)
        place = places.get(times.site, only)
        made.append(
            Schedule(
                id=demo_id("schedule", f"{row['key']}/{number}"),
                service_id=demo_id("service", row["key"]),
                place_id=place.id if place else None,
                freq=Frequency.MONTHLY if times.monthly else Frequency.WEEKLY,
                byday=list(times.byday),
                week_of_month=times.week_of_month,
                days_of_month=list(times.days_of_month),
                opens=times.opens,
                closes=times.closes,
                valid_from=valid_from,
                valid_to=valid_to,
                term_time_only=times.term_time_only,
                holidays_only=times.holidays_only,
                interval=times.interval,
                bank_holidays=times.bank_holidays,
                notes=times.notes,
            )
        )
    return made


def exceptions(
    row: dict[str, Any], places: Mapping[str, ServicePlace], today: date, demo_id: MakeId
) -> list[ScheduleException]:
    """What is unusual about the times of a service in the weeks to come."""
    made = []
    for number, line in enumerate(row.get("unusual", [])):
        one = reading.unusual(line)
        first, last = one.days(today)
        place = places.get(one.site)
        made.append(
            ScheduleException(
                id=demo_id("exception", f"{row['key']}/{number}"),
                service_id=demo_id("service", row["key"]),
                place_id=place.id if place else None,
                kind=one.kind,
                first_day=first,
                last_day=last,
                opens=one.opens,
                closes=one.closes,
                words=one.words,
            )
        )
    return made


def closures(row: dict[str, Any], today: date, demo_id: MakeId) -> list[SiteClosure]:
    """The days on which a site is shut."""
    found = [(number, *reading.shut(line, today)) for number, line in enumerate(row.get("shut", []))]
    return [
        SiteClosure(
            id=demo_id("closure", f"{row['key']}/{number}"),
            site_id=demo_id("site", row["key"]),
            first_day=first,
            last_day=last,
            words=words,
        )
        for number, first, last, words in found
    ]
