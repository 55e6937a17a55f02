"""When a service really happens: terms, bank holidays, exceptions, closures, midnight and the change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from hearth.core import clock
from hearth.directory.models import BankHolidays, ExceptionKind
from hearth.directory.queries.times import (
    At,
    Calendar,
    Check,
    Entry,
    Exceptional,
    Missed,
    Occurrence,
    Rule,
    Shut,
    TermDates,
    Timetable,
    Why,
    coming,
    next_on,
)
from hearth.directory.tests.times_strategies import FIRST, LAST, moments, stretches, timetables

HALL, CLUB = UUID(int=1), UUID(int=11)
AUTUMN = TermDates(date(2026, 9, 2), date(2026, 12, 18))
SPRING = TermDates(date(2027, 1, 4), date(2027, 3, 25))
SCHOOL = Calendar((AUTUMN, SPRING))


def table(*rules, calendar=SCHOOL, shut=(), exceptions=(), closed=None):
    entries = tuple(Entry(rule, UUID(int=11 + number), None) for number, rule in enumerate(rules))
    return Timetable(entries, tuple(exceptions), (At(HALL, tuple(shut), calendar),), closed, calendar)


def days_of(timetable, first, last):
    return [f"{one.day:%d %b}" for one in timetable.between(first, last)]


# Held against a walk over every day, written apart --------------------------------------------------------------------
def walked(timetable, first, last):
    """(day, opens, closes, place) of everything that is on, one day after another, in the plainest way."""
    found = set()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if timetable.closed and timetable.closed.first_day <= day <= (timetable.closed.last_day or day):
            continue
        known = {at.place_id: at for at in timetable.at}
        for entry in timetable.entries:
            if not entry.rule.happens_on(day):
                continue
            for place in [entry.place_id] if entry.place_id else known:
                times = _on(timetable, entry, known.get(place, At(place, (), timetable.calendar)), day)
                if times:
                    found.add((day, *times, place))
        for one in timetable.exceptions:
            if one.kind != ExceptionKind.EXTRA or not one.first_day <= day <= one.last_day:
                continue
            usual = next((e.rule for e in timetable.entries if e.schedule_id == one.schedule_id), None)
            opens, closes = one.opens, one.closes
            if not opens and not closes and opens is None and closes is None and usual:
                opens, closes = usual.opens, usual.closes
            for place in [one.place_id] if one.place_id else known:
                if not any(s.first_day <= day <= s.last_day for s in (known[place].shut if place in known else ())):
                    found.add((day, opens, closes, place))
    return found


def _on(timetable, entry, at, day):
    rule, calendar = entry.rule, at.calendar
    if rule.term_time_only and calendar.is_term(day) is False:
        return None
    if rule.holidays_only and calendar.is_term(day) is True:
        return None
    if any(s.first_day <= day <= s.last_day for s in at.shut):
        return None
    mine = [
        e
        for e in timetable.exceptions
        if e.first_day <= day <= e.last_day
        and (e.schedule_id is None or e.schedule_id == entry.schedule_id)
        and (e.place_id is None or e.place_id == at.place_id)
    ]
    if any(e.kind == ExceptionKind.CANCELLED for e in mine):
        return None
    changed = [e for e in mine if e.kind == ExceptionKind.CHANGED]
    named = bool(changed) and changed[0].first_day == changed[0].last_day
    if day in calendar.bank_holidays and rule.bank_holidays != BankHolidays.OPEN and not named:
        return None
    if changed and (changed[0].opens is not None or changed[0].closes is not None):
        return changed[0].opens, changed[0].closes
    return rule.opens, rule.closes


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables(), stretches(longest=60))
def test_what_happens_is_what_a_walk_over_every_day_finds(timetable, both):
    found = list(timetable.between(*both))
    assert {(one.day, one.opens, one.closes, one.place_id) for one in found} == walked(timetable, *both)
    assert len(found) == len({(one.day, one.opens, one.closes, one.place_id) for one in found})
    assert [one.order for one in found] == sorted(one.order for one in found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables(), moments)
def test_the_next_time_is_the_earliest_that_is_not_over(timetable, now):
    found = next_on(timetable, now, days=40)
    today = clock.today(now)
    left = [
        one for one in timetable.between(today - timedelta(days=1), today + timedelta(days=39)) if not one.is_over(now)
    ]
    assert found == (left[0] if left else None)
    if found:
        assert found.day >= today - timedelta(days=1)
        assert found.day >= today or found.runs_over_midnight


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables(), stretches(longest=60))
def test_nothing_happens_on_a_day_that_is_excluded(timetable, both):
    for one in timetable.between(*both):
        assert not (timetable.closed and timetable.closed.holds_on(one.day))
        at = next((at for at in timetable.at if at.place_id == one.place_id), At())
        assert not any(shut.holds_on(one.day) for shut in at.shut)
        if one.rule and one.rule.term_time_only:
            assert at.calendar.is_term(one.day) is not False
        if one.rule and one.rule.bank_holidays != BankHolidays.OPEN and not one.changed:
            assert one.day not in at.calendar.bank_holidays


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables())
def test_what_a_rule_names_is_either_on_or_missed_with_a_reason(timetable):
    for one in timetable.judged(FIRST, LAST):
        assert isinstance(one, Occurrence) or one.why in Why


# By hand --------------------------------------------------------------------------------------------------------------
def test_term_time_is_that_of_the_councils_own_dates():
    mondays = table(Rule(("MO",), term_time_only=True))
    assert days_of(mondays, date(2026, 12, 7), date(2027, 1, 12)) == ["07 Dec", "14 Dec", "04 Jan", "11 Jan"]


def test_a_holiday_club_is_on_only_between_terms():
    club = table(Rule(("WE",), holidays_only=True, bank_holidays="open"))
    assert days_of(club, date(2026, 12, 1), date(2027, 1, 20)) == ["23 Dec", "30 Dec"]


def test_without_term_dates_it_may_be_on_and_is_better_checked():
    found = table(Rule(("MO",), term_time_only=True), calendar=Calendar()).on(date(2026, 12, 28))
    assert found == []  # a bank holiday all the same
    found = table(Rule(("TU",), term_time_only=True), calendar=Calendar()).on(date(2026, 12, 29))
    assert [one.check for one in found] == [Check.TERM_DATES]


def test_the_summer_after_the_last_known_term_is_holiday_and_september_is_not_known():
    calendar = Calendar((TermDates(date(2027, 6, 7), date(2027, 7, 22)),))
    assert calendar.is_term(date(2027, 7, 23)) is False
    assert calendar.is_term(date(2027, 8, 31)) is False
    assert calendar.is_term(date(2027, 9, 1)) is None
    assert calendar.is_term(date(2027, 6, 6)) is None


def test_a_year_that_nobody_filled_in_is_not_taken_for_one_long_holiday():
    calendar = Calendar((AUTUMN, TermDates(date(2027, 9, 1), date(2027, 10, 22))))
    assert calendar.is_term(date(2027, 2, 1)) is None


@pytest.mark.parametrize(
    ("stated", "on", "check"), [("open", True, False), ("closed", False, False), ("unknown", False, True)]
)
def test_a_bank_holiday_is_off_unless_stated_and_said_to_be_doubtful_where_nobody_said(stated, on, check):
    mondays = table(Rule(("MO",), bank_holidays=stated))
    easter_monday = date(2027, 3, 29)
    assert bool(mondays.on(easter_monday)) is on
    assert [(one.why, one.check) for one in mondays.missed_on(easter_monday)] == (
        [] if on else [(Why.BANK_HOLIDAY, check)]
    )


def test_christmas_day_on_a_saturday_is_off_too():
    assert days_of(table(Rule(("SA",))), date(2027, 12, 18), date(2028, 1, 8)) == ["18 Dec", "08 Jan"]


def test_an_exception_cancels_changes_or_adds():
    day = date(2026, 10, 6)
    rule = Rule(("TU",), opens=time(10), closes=time(12))
    off = Exceptional(ExceptionKind.CANCELLED, day, day, words="Staff training")
    later = Exceptional(ExceptionKind.CHANGED, day, day, opens=time(14), closes=time(15), words="After the jabs")
    also = Exceptional(ExceptionKind.EXTRA, day + timedelta(days=1), day + timedelta(days=1), opens=time(9))
    assert table(rule, exceptions=[off]).on(day) == []
    assert table(rule, exceptions=[off]).missed_on(day)[0].words == "Staff training"
    (changed,) = table(rule, exceptions=[later]).on(day)
    assert (changed.opens, changed.closes, changed.changed, changed.words) == (
        time(14),
        time(15),
        True,
        "After the jabs",
    )
    assert [one.opens for one in table(rule, exceptions=[also]).on(day + timedelta(days=1))] == [time(9)]
    assert table(rule, exceptions=[off, later]).on(day) == []


def test_an_exception_of_one_place_or_schedule_leaves_the_others_alone():
    other = UUID(int=2)
    day = date(2026, 10, 6)
    timetable = Timetable(
        (Entry(Rule(("TU",)), CLUB, None),),
        (Exceptional(ExceptionKind.CANCELLED, day, day, place_id=HALL),),
        (At(HALL, (), SCHOOL), At(other, (), SCHOOL)),
    )
    assert [one.place_id for one in timetable.on(day)] == [other]
    assert timetable.at_places([HALL]).on(day) == []


def test_a_shut_hub_takes_its_sessions_with_it_and_only_its_own():
    other = UUID(int=2)
    day = date(2026, 10, 6)
    timetable = Timetable(
        (Entry(Rule(("TU",)), CLUB, None),),
        (),
        (At(HALL, (Shut(day, day, "Boiler"),), SCHOOL), At(other, (), SCHOOL)),
    )
    assert [one.place_id for one in timetable.on(day)] == [other]
    assert [(one.why, one.words) for one in timetable.missed_on(day)] == [(Why.SHUT, "Boiler")]


def test_a_service_closed_for_a_while_has_no_times_until_it_opens():
    closed = Shut(date(2026, 10, 1), date(2026, 10, 13), "Moving house")
    timetable = table(Rule(("TU",)), closed=closed)
    assert days_of(timetable, date(2026, 9, 28), date(2026, 10, 31)) == ["29 Sep", "20 Oct", "27 Oct"]
    found = coming(timetable, datetime(2026, 10, 5, 9, tzinfo=UTC))
    assert found.closed == closed
    assert found.next and found.next.day == date(2026, 10, 20)


def test_what_runs_over_midnight_is_on_until_it_ends():
    night = table(Rule(("SA",), opens=time(22), closes=time(2)))
    sunday_1am = datetime(2026, 10, 11, 0, 30, tzinfo=UTC)  # 1:30am in London
    found = next_on(night, sunday_1am)
    assert found and found.day == date(2026, 10, 10)
    assert found.is_on(sunday_1am)
    assert next_on(night, sunday_1am + timedelta(minutes=30)).day == date(2026, 10, 17)


def test_the_clocks_go_back_and_the_session_keeps_its_hour():
    sundays = table(Rule(("SU",), opens=time(10), closes=time(11)))
    before, after = sundays.on(date(2026, 10, 18)) + sundays.on(date(2026, 10, 25))  # the clocks go back on the 25th
    assert before.starts_at.astimezone(UTC).hour == 9
    assert after.starts_at.astimezone(UTC).hour == 10
    assert next_on(sundays, datetime(2026, 10, 25, 10, 59, tzinfo=UTC)).day == date(2026, 10, 25)
    assert next_on(sundays, datetime(2026, 10, 25, 11, 0, tzinfo=UTC)).day == date(2026, 11, 1)


def test_a_night_that_the_clocks_make_longer_ends_an_hour_later():
    night = table(Rule(("SA",), opens=time(23), closes=time(3)))
    (found,) = night.on(date(2026, 10, 24))
    assert (found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC)) == timedelta(hours=5)


def test_an_end_that_nobody_stated_is_an_hour_off():
    open_end = table(Rule(("MO",), opens=time(10)))
    monday = datetime(2026, 9, 14, 9, 59, tzinfo=UTC)  # 10:59am in London
    assert next_on(open_end, monday).day == date(2026, 9, 14)
    assert next_on(open_end, monday + timedelta(minutes=1)).day == date(2026, 9, 21)


def test_why_nothing_comes_is_told():
    mondays = table(Rule(("MO",), term_time_only=True))
    found = coming(mondays, datetime(2026, 12, 19, 12, tzinfo=UTC))
    assert (found.next.day, found.term_starts) == (date(2027, 1, 4), date(2027, 1, 4))
    off = Exceptional(ExceptionKind.CANCELLED, date(2026, 10, 5), date(2026, 10, 5), words="Training")
    found = coming(replace(mondays, exceptions=(off,)), datetime(2026, 10, 3, 12, tzinfo=UTC))
    assert isinstance(found.missed, Missed) and found.missed.words == "Training"
    assert found.term_starts is None
