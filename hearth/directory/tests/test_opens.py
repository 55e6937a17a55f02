"""When a hub's doors are open, and how that is said."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock
from hearth.directory.queries.times import Hours, Opening, Shut, is_open, open_words, shut_words, week_words
from hearth.directory.tests.times_strategies import moments, stretches

MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # London keeps UTC until the end of March
WEEK = (Hours(0, time(9), time(12)), Hours(0, time(13, 30), time(17)), Hours(4, time(9), time(12), "Term time"))


def opening(*, shut=(), bank="unknown"):
    return Opening(WEEK, tuple(shut), bank)


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
        assert open_words(opening(), now) == words
    assert is_open(opening(), now) is open_now


def test_a_shut_hub_says_so_and_when_it_opens_again():
    shut = Shut(date(2026, 3, 2), date(2026, 3, 6), "Staff training")
    with clock.standing_at(MONDAY_10AM):
        assert open_words(opening(shut=[shut]), MONDAY_10AM) == "Shut today. Opens Monday 9 March at 9am"
    assert not is_open(opening(shut=[shut]), MONDAY_10AM)


@pytest.mark.parametrize(
    ("bank", "words"),
    [
        ("unknown", "Bank holiday: ring before you come. Opens Friday 8 May at 9am"),
        ("closed", "Shut today. Opens Friday 8 May at 9am"),
        ("open", "Open now, until 12pm"),
    ],
)
def test_a_bank_holiday(bank, words):
    now = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    with clock.standing_at(now):
        assert open_words(opening(bank=bank), now) == words


@pytest.mark.parametrize(
    ("shut", "words"),
    [
        (Shut(date(2026, 12, 25), date(2026, 12, 25)), "Shut on Friday 25 December: Christmas Day"),
        (Shut(date(2026, 3, 5), date(2026, 3, 5), "Boiler."), "Shut on Thursday 5 March: Boiler"),
        (Shut(date(2026, 3, 2), date(2026, 3, 2)), "Shut today"),
        (Shut(date(2026, 3, 1), date(2026, 3, 4)), "Shut up to and including Wednesday 4 March"),
        (
            Shut(date(2026, 12, 24), date(2027, 1, 1), "Christmas"),
            "Shut from Thursday 24 December to Friday 1 January 2027: Christmas",
        ),
        (Shut(date(2026, 3, 1)), "Shut until further notice"),
    ],
)
def test_when_it_is_shut_in_words(shut, words):
    with clock.standing_at(MONDAY_10AM):
        assert shut_words(shut, date(2026, 3, 2)) == words


def test_closures_that_meet_are_said_once():
    shut = [
        Shut(date(2026, 12, 24), date(2026, 12, 24), "Christmas"),
        Shut(date(2026, 12, 25), date(2026, 12, 31), "Christmas"),
        Shut(date(2027, 1, 8), date(2027, 1, 8), "Training"),
    ]
    found = opening(shut=shut).closures(date(2026, 12, 1), date(2027, 1, 31))
    assert [(s.first_day.day, s.last_day.day, s.words) for s in found] == [(24, 31, "Christmas"), (8, 8, "Training")]


def test_a_hub_known_to_shut_on_bank_holidays_says_which():
    found = opening(bank="closed").closures(date(2026, 5, 1), date(2026, 5, 31))
    assert [s.first_day for s in found] == [date(2026, 5, 4), date(2026, 5, 25)]  # both on Mondays, when it opens
    assert opening().doubtful(date(2026, 5, 1), date(2026, 5, 31)) == [date(2026, 5, 4), date(2026, 5, 25)]


def test_the_week_shows_every_day_and_split_days_in_one_row():
    week = week_words(opening())
    assert len(week) == 7
    assert week[0] == ("Mondays", "9am to 12pm and 1:30pm to 5pm")
    assert week[1] == ("Tuesdays", "Closed")
    assert week[4] == ("Fridays", "9am to 12pm (Term time)")


def test_without_hours_nothing_is_claimed():
    assert open_words(Opening(), MONDAY_10AM) == ""


hours = st.builds(
    lambda day, opens, long: Hours(day, time(opens), time(opens + long)),
    st.integers(0, 6),
    st.integers(6, 18),
    st.integers(1, 5),
)
openings = st.builds(
    Opening,
    st.lists(hours, max_size=6).map(tuple),
    st.lists(stretches().map(lambda both: Shut(*both)), max_size=3).map(tuple),
    st.sampled_from(["unknown", "open", "closed"]),
)


@given(openings, moments)
def test_it_next_opens_at_the_first_opening_that_is_still_to_come(found, now):
    opens = found.next_opening(now)
    here = now.astimezone(clock.LONDON)
    days = [here.date() + timedelta(days=n) for n in range(60)]
    later = [(day, h) for day in days for h in found.on(day) if day > here.date() or h.opens > here.time()]
    assert opens == (later[0] if later else None)


@given(openings, stretches())
def test_it_is_never_open_on_a_day_on_which_it_is_shut(found, both):
    for number in range((both[1] - both[0]).days + 1):
        day = both[0] + timedelta(days=number)
        if any(shut.holds_on(day) for shut in found.shut):
            assert found.on(day) == []
