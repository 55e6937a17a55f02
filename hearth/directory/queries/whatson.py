"""What is on, day by day: near a spot, at one hub, or at all of the network's hubs.

Near a spot the database names, for each day, the nearest services that may be on then (by the search's bits of weekday
and part of day, and the plain part of their rules); at most so many, and the answer says when there were more. Whether
they really are on is decided by their timetables (terms, bank holidays, exceptions, closures), here and not in SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import hypot
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core.words import METRES_IN_MILE
from hearth.directory.models import ExceptionKind, SiteKind
from hearth.directory.models.search import ALL_WAYS, PARTS, TIMES, WAYS, plane
from hearth.directory.queries.places import Spot
from hearth.directory.queries.school import calendars
from hearth.directory.queries.times import WEEKDAYS, Missed, Occurrence, Timetable, Why
from hearth.directory.queries.timetables import timetables

MOST_ON_ONE_DAY = 200  # services looked at for one day near a spot
MOST_ON_EACH_DAY = 60  # where several days are asked for
MOST_ONLINE = 30
NOON, EVENING = time(12), time(17)
NOT_WORTH_A_LINE = (Why.HOLIDAYS, Why.TERM)  # they are as the rule says


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody looks for, from `first` to `last`, both included. `age` is in whole years, -1 before birth; `parts`
    are parts of the day (none: any); `miles` counts only with a spot; `site_id` asks for one hub."""

    first: date
    last: date
    spot: Spot | None = None
    miles: int = 5
    site_id: UUID | None = None
    age: int | None = None
    free: bool = False
    category: str = ""
    parts: tuple[str, ...] = ()

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class On:
    """One time that something is on; `metres` from the spot, None without one or without a point."""

    service_id: UUID
    occurrence: Occurrence
    metres: float | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """In the order of the day; what has no time last; then the nearest."""
        return (self.occurrence.opens is None, self.occurrence.opens or NOON, self.metres or 0.0, self.service_id)


@dataclass(frozen=True, slots=True)
class NotOn:
    """One time that something usually is on, and is not."""

    service_id: UUID
    missed: Missed


@dataclass(slots=True)
class Day:
    """One day: what is on at places, online, and what is not on though it usually is. `is_bounded`: there may be more
    further away."""

    day: date
    on: list[On] = field(default_factory=list)
    online: list[On] = field(default_factory=list)
    not_on: list[NotOn] = field(default_factory=list)
    is_bounded: bool = False


def whats_on(looked: Looked, now: datetime) -> list[Day]:
    """Every asked day with what is on it and not over, in order."""
    days = {day: Day(day) for day in looked.days}
    if looked.site_id is None:
        candidates = _near(looked, looked.spot) if looked.spot else _at_hubs(looked, _network())
        online = _online(looked)
    else:
        candidates, online = _at_hubs(looked, [looked.site_id]), []
    known = candidates.tables | timetables({service for _day, service in online} - set(candidates.tables))
    for day, service_id in candidates.pairs:
        _judge(days[day], looked, service_id, known[service_id], now)
    for day, service_id in online:
        found = (On(service_id, one) for one in known[service_id].on(day) if _wanted(one, looked, now))
        days[day].online += list(found)
    for found_day in days.values():
        found_day.on.sort(key=lambda one: one.order)
        found_day.online.sort(key=lambda one: one.order)
        found_day.is_bounded = found_day.day in candidates.bounded
    return list(days.values())


@dataclass(slots=True)
class _Candidates:
    """(day, service) that may be on, their timetables, and the days for which there were more."""

    pairs: list[tuple[date, UUID]]
    tables: dict[UUID, Timetable]
    bounded: set[date] = field(default_factory=set)


def _judge(day: Day, looked: Looked, service_id: UUID, table: Timetable, now: datetime) -> None:
    points = {at.place_id: at.point for at in table.at}
    for one in table.judged(day.day, day.day):
        metres = _metres(looked.spot, points.get(one.place_id))
        if looked.spot and (metres is None or metres > looked.miles * METRES_IN_MILE):
            continue
        if isinstance(one, Missed):
            if one.why not in NOT_WORTH_A_LINE and _in_parts(one.opens, one.closes, looked.parts):
                day.not_on.append(NotOn(service_id, one))
        elif _wanted(one, looked, now):
            day.on.append(On(service_id, one, metres))


def _wanted(one: Occurrence, looked: Looked, now: datetime) -> bool:
    return not one.is_over(now) and _in_parts(one.opens, one.closes, looked.parts)


def _in_parts(opens: time | None, closes: time | None, parts: Sequence[str]) -> bool:
    """Whether any of it lies in one of these parts of the day; times that nobody stated may lie in any."""
    if not parts or (opens is None and closes is None):
        return True
    start = opens if opens is not None else time.min
    end = closes if closes is not None and (opens is None or closes > opens) else time.max
    if closes is None or closes == opens:
        end = start
    bounds = {"morning": (time.min, NOON), "afternoon": (NOON, EVENING), "evening": (EVENING, time.max)}
    return any(start < bounds[part][1] and (end > bounds[part][0] or start >= bounds[part][0]) for part in parts)


def _metres(spot: Spot | None, point: tuple[float, float] | None) -> float | None:
    if spot is None or point is None:
        return None
    x, y = plane(spot.latitude, spot.longitude)
    here_x, here_y = plane(*point)
    return hypot(x - here_x, y - here_y)


# Who may be on --------------------------------------------------------------------------------------------------------
# One row a day that is asked for, with what a rule must say to name it.
DAYS = """
unnest(%s::date[], %s::int[], %s::varchar[], %s::smallint[], %s::smallint[], %s::smallint[], %s::smallint[],
       %s::boolean[], %s::boolean[])
    as d (day, bits, letters, nth, nth_back, number, number_back, may_be_term, may_be_holiday)
"""
MAY_BE_ON = """
    r.times & d.bits <> 0 and exists (
        select from directory_schedule c where c.service_id = r.service_id
          and (c.valid_from is null or c.valid_from <= d.day) and (c.valid_to is null or c.valid_to >= d.day)
          and (c.byday = '{}' or c.byday @> array[d.letters])
          and (c.freq = 'WEEKLY' or case when c.days_of_month = '{}' then c.week_of_month in (d.nth, d.nth_back)
                                         else c.days_of_month && array[d.number, d.number_back] end)
          and (d.may_be_term or not c.term_time_only) and (d.may_be_holiday or not c.holidays_only))
"""
# Help that only a professional can ask for is nothing to go to.
MAY_GO = "directory_service s on s.id = {of} and s.access_routes <> '{{professional-only}}'"
NEAR = """
select d.day, r.service_id from {days} cross join lateral (
    select r.service_id, point(r.x, r.y) <-> point(%s, %s) as metres from directory_searchrow r
    where point(r.x, r.y) <@ box(point(%s, %s), point(%s, %s)) and {filters}
      and ({may_be_on} or r.service_id = any (%s::uuid[]))
    order by point(r.x, r.y) <-> point(%s, %s) limit %s
) r join {may_go} where r.metres <= %s
"""
ONLINE = """
select d.day, r.service_id from {days} cross join lateral (
    select r.service_id from directory_searchrow r
    where r.x is null and r.ways & %s <> 0 and r.ways <> %s and {filters}
      and ({may_be_on} or r.service_id = any (%s::uuid[]))
    order by r.service_id limit %s
) r join {may_go}
"""
AT_HUBS = """
select p.service_id, array_agg(p.id) from directory_serviceplace p join {may_go_at}
where p.site_id = any (%s::uuid[]) and not p.is_confidential and s.status = 'active'
  and exists (select from directory_searchrow r where r.service_id = s.id and {filters})
group by p.service_id
"""
# Exceptions that put something on a day that its rule need not name.
UNUSUAL = """
select distinct e.service_id from directory_scheduleexception e
where e.first_day <= %s and e.last_day >= %s and e.kind <> %s
"""


def _near(looked: Looked, spot: Spot) -> _Candidates:
    """The nearest that may be on, for each day."""
    x, y = plane(spot.latitude, spot.longitude)
    radius = looked.miles * METRES_IN_MILE
    most = MOST_ON_ONE_DAY if looked.first == looked.last else MOST_ON_EACH_DAY
    filters, values = _filters(looked)
    sql = NEAR.format(days=DAYS, filters=filters, may_be_on=MAY_BE_ON, may_go=MAY_GO.format(of="r.service_id"))
    unusual = _unusual(looked)
    box = [x - radius, y - radius, x + radius, y + radius]
    rows = _run(sql, [*_day_values(looked), x, y, *box, *values, unusual, x, y, most + 1, radius])
    counts: dict[date, int] = {}
    for day, _service in rows:
        counts[day] = counts.get(day, 0) + 1
    pairs = list(dict.fromkeys(rows))
    return _Candidates(
        pairs, timetables({service for _day, service in pairs}), {day for day, n in counts.items() if n > most}
    )


def _online(looked: Looked) -> list[tuple[date, UUID]]:
    """What has no place and is given online, for each day."""
    filters, values = _filters(looked)
    sql = ONLINE.format(days=DAYS, filters=filters, may_be_on=MAY_BE_ON, may_go=MAY_GO.format(of="r.service_id"))
    ways = WAYS["online"] | WAYS["video"]
    return _run(sql, [*_day_values(looked), ways, ALL_WAYS, *values, _unusual(looked), MOST_ONLINE])


def _at_hubs(looked: Looked, site_ids: list[UUID]) -> _Candidates:
    """Everything that happens at these sites, on each day."""
    filters, values = _filters(looked)
    places = dict(
        _run(AT_HUBS.format(filters=filters, may_go_at=MAY_GO.format(of="p.service_id")), [site_ids, *values])
    )
    tables = {service: table.at_places(places[service]) for service, table in timetables(places).items()}
    return _Candidates([(day, service) for day in looked.days for service in tables], tables)


def _network() -> list[UUID]:
    """The sites of the network that families may walk into."""
    kinds = [SiteKind.HUB.value, SiteKind.SATELLITE.value, SiteKind.OUTREACH.value]
    return [row[0] for row in _run("select id from directory_site where is_active and kind = any (%s)", [kinds])]


def _filters(looked: Looked) -> tuple[str, list[Any]]:
    """What a row of the search must be. Unknown ages match every age; an unknown cost is not free."""
    where = ["true"]
    values: list[Any] = []
    if looked.category:
        where.append("r.codes @> array[%s]::varchar[]")
        values.append(looked.category)
    if looked.age is not None:
        low, high = (0, 0) if looked.age < 0 else (looked.age * 12, looked.age * 12 + 11)
        where.append("(r.min_age_months is null or r.min_age_months <= %s)")
        where.append("(r.max_age_months is null or r.max_age_months >= %s)")
        values += [high, low]
    if looked.free:
        where.append("r.is_free")
    return " and ".join(where), values


def _day_values(looked: Looked) -> list[list[Any]]:
    """The values of DAYS."""
    known = calendars()
    each = [known.usual, *known.of_council.values()]
    rows = []
    for day in looked.days:
        letters = WEEKDAYS[day.weekday()]
        length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
        terms = {calendar.is_term(day) for calendar in each}
        rows.append(
            (
                *(day, sum(TIMES[letters, part] for part in looked.parts or PARTS), letters),
                *((day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1), day.day, day.day - length - 1),
                *(terms != {False}, terms != {True}),
            )
        )
    return [list(column) for column in zip(*rows, strict=True)]


def _unusual(looked: Looked) -> list[UUID]:
    values = [looked.last, looked.first, ExceptionKind.CANCELLED.value]
    return [row[0] for row in _run(UNUSUAL, values)]


def _run(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
