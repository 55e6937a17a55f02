"""Timetables from the database: everything that decides when services happen, of many services in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.queries.school import Calendars, calendars
from hearth.directory.queries.times import At, Entry, Exceptional, Rule, Shut, Timetable

# Columns of a statement over `directory_service s`; `timetable_from` reads them.
TIMES = """
    s.closed_from, s.closed_until, s.closed_words,
    (select json_agg(json_build_array(c.id, c.place_id, c.byday, c.freq = 'MONTHLY', c.week_of_month, c.opens, c.closes,
            c.valid_from, c.valid_to, c.term_time_only, c.notes, c.interval, c.days_of_month, c.bank_holidays,
            c.holidays_only) order by c.opens, c.id)
     from directory_schedule c where c.service_id = s.id),
    (select json_agg(json_build_array(e.kind, e.first_day, e.last_day, e.schedule_id, e.place_id, e.opens, e.closes,
            e.words) order by e.first_day, e.id)
     from directory_scheduleexception e where e.service_id = s.id)
"""
# What a place `p` at a site `t` adds: its site, its point, its council, the days on which the site is shut.
PLACE = """
    t.id, coalesce(p.latitude, t.latitude), coalesce(p.longitude, t.longitude),
    (select a.parent_code from directory_area a where a.code = coalesce(nullif(p.ward_code, ''), t.ward_code)),
    (select json_agg(json_build_array(x.first_day, x.last_day, x.words) order by x.first_day)
     from directory_siteclosure x where x.site_id = p.site_id)
"""
TIMETABLES = f"""
select s.id,
    (select json_agg(json_build_array(p.id, {PLACE}) order by p.created_at, p.id)
     from directory_serviceplace p left join directory_site t on t.id = p.site_id
     where p.service_id = s.id and not p.is_confidential),
    {TIMES}
from directory_service s where s.id = any (%s::uuid[])
"""  # noqa: S608 (no value is pasted in)


def timetables(ids: Iterable[UUID]) -> dict[UUID, Timetable]:
    """The timetables of services by id, whatever their status."""
    wanted = list(ids)
    if not wanted:
        return {}
    known = calendars()
    with connection.cursor() as cursor:
        cursor.execute(TIMETABLES, [wanted])
        return {row[0]: timetable_from(row[2:], places_from(row[1], known), known) for row in cursor.fetchall()}


def places_from(rows: Iterable[Sequence[Any]] | None, known: Calendars) -> list[At]:
    """Places as JSON: id and the columns of PLACE."""
    return [
        At(
            place_id=UUID(place_id),
            shut=tuple(Shut(date.fromisoformat(a), date.fromisoformat(b), words) for a, b, words in shut or ()),
            calendar=known.at(council),
            site_id=UUID(site_id) if site_id else None,
            point=(latitude, longitude) if latitude is not None and longitude is not None else None,
        )
        for place_id, site_id, latitude, longitude, council, shut in rows or ()
    ]


def timetable_from(row: Sequence[Any], places: Sequence[At], known: Calendars) -> Timetable:
    """A timetable from the columns of TIMES. A service without a public place has one `At` without an id."""
    closed_from, closed_until, closed_words, schedules, exceptions = row
    is_closed = closed_from is not None or closed_until is not None
    calendar = places[0].calendar if places else known.usual
    return Timetable(
        entries=tuple(Entry(rule_from(one[2:]), UUID(one[0]), _id(one[1])) for one in schedules or ()),
        exceptions=tuple(map(_exceptional, exceptions or ())),
        at=tuple(places) or (At(calendar=calendar),),
        closed=Shut(closed_from or date.min, closed_until, closed_words) if is_closed else None,
        calendar=calendar,
    )


def _exceptional(row: Sequence[Any]) -> Exceptional:
    kind, first, last, schedule_id, place_id, opens, closes, words = row
    return Exceptional(
        kind,
        date.fromisoformat(first),
        date.fromisoformat(last),
        _id(schedule_id),
        _id(place_id),
        _time(opens),
        _time(closes),
        words,
    )


def rule_from(row: Sequence[Any]) -> Rule:
    """A rule from JSON, in the order of TIMES."""
    days, monthly, week, opens, closes, start, end, term_time, notes, interval, month_days, bank, holidays = row
    return Rule(
        byday=tuple(days),
        monthly=monthly,
        week_of_month=week,
        opens=_time(opens),
        closes=_time(closes),
        valid_from=_day(start),
        valid_to=_day(end),
        term_time_only=term_time,
        notes=notes,
        interval=max(1, interval),
        days_of_month=tuple(month_days),
        bank_holidays=bank,
        holidays_only=holidays,
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
