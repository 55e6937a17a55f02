"""How times are said."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hearth.core import clock
from hearth.directory.models import ExceptionKind
from hearth.directory.queries.times import (
    At,
    Calendar,
    Entry,
    Exceptional,
    Occurrence,
    Rule,
    Shut,
    TermDates,
    Timetable,
    closed_words,
    coming,
    hours_words,
    next_on,
    next_words,
    occurrence_words,
    rule_words,
)

MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # London keeps UTC until the end of March
TERMS = Calendar(
    (
        TermDates(date(2026, 2, 23), date(2026, 3, 27)),
        TermDates(date(2026, 4, 13), date(2026, 5, 22)),
        TermDates(date(2026, 6, 1), date(2026, 7, 21)),
    )
)


def table(*rules, calendar=None, exceptions=(), closed=None):
    at = (At(calendar=calendar),) if calendar else (At(),)
    return Timetable(tuple(Entry(rule) for rule in rules), tuple(exceptions), at, closed, at[0].calendar)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(("MO",), opens=time(9, 30), closes=time(11)), "On now, until 11am"),
        (Rule(("MO",), opens=time(10, 30), closes=time(11)), "Today, 10:30am to 11am"),
        (Rule(("MO",), opens=time(8), closes=time(10)), "Monday 9 March, 8am to 10am"),
        (Rule(("MO",), opens=time(0), closes=time(23, 59)), "Today, all day and night"),
        (Rule(("TU",), opens=time(9, 30)), "Tomorrow, from 9:30am"),
        (Rule(("FR",), opens=time(22), closes=time(0)), "Friday 6 March, 10pm to midnight"),
        (Rule(("FR",), term_time_only=True), "Friday 6 March (in term time)"),
        (Rule(("FR",), interval=2), "Friday 6 March (not every week: ask which)"),
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
        assert occurrence_words(next_on(table(rule), MONDAY_10AM), MONDAY_10AM) == words


def test_what_has_begun_and_is_not_over_is_still_today():
    rule = table(Rule(("MO",), opens=time(9), closes=time(10, 1)))
    assert next_on(rule, MONDAY_10AM).day == date(2026, 3, 2)
    assert next_on(rule, MONDAY_10AM + timedelta(minutes=1)).day == date(2026, 3, 9)


def test_split_hours_give_the_part_that_is_still_to_come():
    parts = table(Rule(("MO",), opens=time(8), closes=time(9)), Rule(("MO",), opens=time(13), closes=time(15)))
    assert next_on(parts, MONDAY_10AM).opens == time(13)


def test_the_day_turns_at_londons_midnight_in_summer():
    just_after_midnight = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday in London
    assert next_on(table(Rule(("MO",))), just_after_midnight).day == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule(("TH", "MO"), opens=time(9, 30), closes=time(11), term_time_only=True),
            "Mondays and Thursdays, 9:30am to 11am, in term time",
        ),
        (
            Rule(("SA",), monthly=True, week_of_month=1, notes="Ring first"),
            "Saturdays, the first in each month. Ring first",
        ),
        (Rule(("TU",), interval=2, opens=time(10)), "Tuesdays, from 10am, every 2 weeks"),
        (
            Rule(("TU",), monthly=True, week_of_month=2, interval=2),
            "Tuesdays, the second in each month, every 2 months",
        ),
        (Rule(monthly=True, days_of_month=(1, 22, 13)), "The 1st, 13th and 22nd of each month"),
        (Rule(monthly=True, days_of_month=(-1,)), "The last day of each month"),
        (Rule(("WE",), holidays_only=True), "Wednesdays, in the school holidays"),
        (Rule(("WE",), valid_from=date(2026, 3, 4), valid_to=date(2026, 4, 1)), "Wednesdays, from 4 March to 1 April"),
        (Rule(("WE",), valid_from=date(2026, 2, 4), valid_to=date(2026, 4, 1)), "Wednesdays, until 1 April"),
        (Rule(("WE",), valid_from=date(2026, 2, 4)), "Wednesdays"),
        (Rule(notes="By appointment"), "By appointment"),
    ],
)
def test_rules_in_words(rule, words):
    with clock.standing_at(MONDAY_10AM):
        assert rule_words(rule, date(2026, 3, 2)) == words


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (time(9), time(9), "from 9am"),
        (None, time(16), "until 4pm"),
        (None, None, ""),
        (time(0), time(0), "all day and night"),
        (time(0), time(6), "midnight to 6am"),
    ],
)
def test_hours_in_words(opens, closes, words):
    assert hours_words(opens, closes) == words


def said(timetable, now=MONDAY_10AM):
    with clock.standing_at(now):
        return next_words(coming(timetable, now), now)


def test_the_holidays_are_told_with_the_day_on_which_term_starts():
    now = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    mondays = table(Rule(("TU",), opens=time(9), term_time_only=True), calendar=TERMS)
    assert said(mondays, now) == "Tuesday 14 April, from 9am. Nothing until term starts on Monday 13 April"


def test_what_is_on_in_the_holidays_too_says_nothing_of_term():
    now = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    both = table(Rule(("TU",), term_time_only=True), Rule(("WE",)), calendar=TERMS)
    assert said(both, now) == "Wednesday 1 April"


def test_a_bank_holiday_this_week_is_told():
    now = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
    mondays = table(Rule(("MO",), bank_holidays="closed"))
    assert said(mondays, now) == "Monday 11 May. Not on Monday 4 May: Early May bank holiday"
    unsaid = table(Rule(("MO",)))
    assert said(unsaid, now) == "Monday 11 May. Maybe not on Monday 4 May, check first: Early May bank holiday"


def test_a_cancelled_session_is_told_with_its_reason():
    day = date(2026, 3, 3)
    off = Exceptional(ExceptionKind.CANCELLED, day, day, words="staff training")
    assert said(table(Rule(("TU",)), exceptions=[off])) == "Tuesday 10 March. Not tomorrow: staff training"


def test_what_is_missed_far_ahead_is_not_told_yet():
    day = date(2026, 3, 31)
    off = Exceptional(ExceptionKind.CANCELLED, day, day)
    assert said(table(Rule(("TU",), monthly=True, week_of_month=-1), exceptions=[off])) == "Tuesday 28 April"


def test_a_service_closed_for_a_while_says_so_first():
    until = Shut(date(2026, 3, 1), date(2026, 3, 8), "We are moving.")
    assert said(table(Rule(("TU",)), closed=until)) == (
        "Closed up to and including Sunday 8 March: We are moving. Tuesday 10 March"
    )
    assert said(table(Rule(("TU",)), closed=Shut(date(2026, 3, 1)))) == "Closed for now"
    with clock.standing_at(MONDAY_10AM):
        assert closed_words(Shut(date(2026, 4, 1), date(2026, 4, 8)), date(2026, 3, 2)) == (
            "Closed from Wednesday 1 April to Wednesday 8 April"
        )


def test_nothing_to_say_where_nothing_comes():
    assert said(table()) == ""
    assert occurrence_words(None, MONDAY_10AM) == ""
    assert occurrence_words(Occurrence(date(2026, 3, 2), closes=time(12)), MONDAY_10AM) == "Today, until 12pm"
