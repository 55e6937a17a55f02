"""When something happens next, and whether a hub is open: in London time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock
from hearth.directory.queries.times import (
    LOOK_AHEAD_DAYS,
    WEEKDAYS,
    Hours,
    Rule,
    is_open,
    next_on,
    occurrence_words,
    open_words,
    rule_words,
    week_words,
)

MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # London keeps UTC until the end of March


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(("MO",), opens=time(9, 30), closes=time(11)), "Today, 9:30am to 11am"),
        (Rule(("MO",), opens=time(8), closes=time(10)), "Monday 9 March, 8am to 10am"),
        (Rule(("TU",), opens=time(9, 30)), "Tomorrow, from 9:30am"),
        (Rule(("FR",), term_time_only=True), "Friday 6 March (in term time)"),
        (Rule(("MO",), valid_from=date(2026, 3, 16)), "Monday 16 March"),
        (Rule(("MO",), valid_to=date(2026, 3, 1)), ""),
        (Rule(("WE",), monthly=True, week_of_month=1), "Wednesday 4 March"),
        (Rule(("WE",), monthly=True, week_of_month=-1), "Wednesday 25 March"),
        (Rule(("SU",), monthly=True, week_of_month=5), "Sunday 29 March"),
        (Rule(()), ""),
    ],
)
def test_the_next_time_in_words(rule, words):
    with clock.standing_at(MONDAY_10AM):
        assert occurrence_words(next_on([rule], MONDAY_10AM), MONDAY_10AM) == words


def test_what_has_begun_and_is_not_over_is_still_today():
    rule = Rule(("MO",), opens=time(9), closes=time(10, 1))
    assert next_on([rule], MONDAY_10AM).day == date(2026, 3, 2)
    assert next_on([rule], MONDAY_10AM + timedelta(minutes=1)).day == date(2026, 3, 9)


def test_split_hours_give_the_part_that_is_still_to_come():
    parts = [Rule(("MO",), opens=time(8), closes=time(9)), Rule(("MO",), opens=time(13), closes=time(15))]
    assert next_on(parts, MONDAY_10AM).rule.opens == time(13)


def test_the_day_turns_at_londons_midnight_in_summer():
    just_after_midnight = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday in London
    assert next_on([Rule(("MO",))], just_after_midnight).day == date(2026, 6, 15)


rules = st.builds(
    Rule,
    byday=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(tuple),
    monthly=st.booleans(),
    week_of_month=st.sampled_from([1, 2, 3, 4, 5, -1]),
    opens=st.none() | st.times(),
    valid_from=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
moments = st.datetimes(  # the bounds of st.datetimes are naive; the zone is drawn apart
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(st.lists(rules, min_size=1, max_size=3), moments)
def test_the_next_time_is_the_first_day_that_a_rule_says(several, now):
    found = next_on(several, now)
    today = clock.today(now)
    days = [today + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)]
    if found is None:
        assert not any(rule.happens_on(day) for day in days[1:] for rule in several)
    else:
        assert found.rule.happens_on(found.day)
        assert found.day in days
        assert not any(rule.happens_on(day) for day in days[1:] if day < found.day for rule in several)


@given(rules, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_monthly_rule_falls_once_in_a_month_at_most_for_each_day(rule, day):
    if rule.monthly:
        month = [date(day.year, day.month, n) for n in range(1, 29)]
        for letters in rule.byday:
            hits = [d for d in month if rule.happens_on(d) and WEEKDAYS[d.weekday()] == letters]
            assert len(hits) <= 1


def test_rules_in_words():
    assert rule_words(Rule(("TH", "MO"), opens=time(9, 30), closes=time(11), term_time_only=True)) == (
        "Mondays and Thursdays, 9:30am to 11am, in term time"
    )
    assert rule_words(Rule(("SA",), monthly=True, week_of_month=1, notes="Ring first")) == (
        "Saturdays, the first in each month. Ring first"
    )


HOURS = [Hours(0, time(9), time(12)), Hours(0, time(13, 30), time(17)), Hours(4, time(9), time(12), "Term time")]


@pytest.mark.parametrize(
    ("hour", "words", "open_now"),
    [
        (8, "Opens at 9am today", False),
        (9, "Open now, until 12pm", True),
        (12, "Opens at 1:30pm today", False),
        (16, "Open now, until 5pm", True),
        (17, "Opens Friday 6 March at 9am", False),
    ],
)
def test_open_now_and_when_next(hour, words, open_now):
    now = MONDAY_10AM.replace(hour=hour)
    with clock.standing_at(now):
        assert open_words(HOURS, now) == words
    assert is_open(HOURS, now) is open_now


def test_the_week_shows_every_day_and_split_days_in_one_row():
    week = week_words(HOURS)
    assert len(week) == 7
    assert week[0] == ("Mondays", "9am to 12pm and 1:30pm to 5pm")
    assert week[1] == ("Tuesdays", "Closed")
    assert week[4] == ("Fridays", "9am to 12pm (Term time)")


def test_without_hours_nothing_is_claimed():
    assert open_words([], MONDAY_10AM) == ""
