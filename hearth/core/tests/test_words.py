"""Dates, distances, ages and money in the words that people use."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock, words

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday_in_march():
    with clock.standing_at(NOW):
        yield


def test_a_date_has_its_weekday_and_its_year_only_when_it_is_another():
    assert words.date_words(date(2026, 3, 3)) == "Tuesday 3 March"
    assert words.date_words(date(2025, 3, 4)) == "Tuesday 4 March 2025"
    assert words.date_words(date(2026, 3, 3), weekday=False) == "3 March"


def test_a_moment_is_said_in_londons_time():
    assert words.when_words(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July, 12:30am"


@pytest.mark.parametrize(
    ("at", "said"), [(time(9, 30), "9:30am"), (time(13), "1pm"), (time(0), "12am"), (time(12), "12pm")]
)
def test_times_are_said_as_people_say_them(at, said):
    assert words.time_words(at) == said


def test_other_languages_use_the_24_hour_clock():
    with translation.override("pl"):
        assert words.time_words(time(15, 5)) == "15:05"


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "about 1 minute’s walk (0.1 miles)"),
        (800, "about 10 minutes’ walk (0.5 miles)"),
        (2400, "about 30 minutes’ walk (1.5 miles)"),
        (1609.344 * 2.14, "2.1 miles"),
        (1609.344 * 5.98, "6 miles"),
        (1609.344 * 12.4, "12 miles"),
    ],
)
def test_near_is_a_walk_and_far_is_miles(metres, said):
    assert words.distance_words(metres) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (9, "9 days ago"),
        (21, "3 weeks ago"),
        (95, "3 months ago"),
        (800, "2 years ago"),
    ],
)
def test_how_long_ago(days, said):
    assert words.ago_words(clock.today() - timedelta(days=days)) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, "any age"),
        (0, 60, "up to 5 years"),
        (6, None, "from 6 months"),
        (24, 60, "2 to 5 years"),
        (6, 60, "6 months to 5 years"),
        (None, 12, "up to 1 year"),
        (24, 30, "24 months to 30 months"),
    ],
)
def test_whom_it_is_for(low, high, said):
    assert words.age_words(low, high) == said


@pytest.mark.parametrize(("pence", "said"), [(0, "Free"), (300, "£3"), (350, "£3.50"), (None, "")])
def test_what_it_costs(pence, said):
    assert words.money_words(pence) == said


@given(st.floats(min_value=0, max_value=500_000))
def test_every_distance_has_words(metres):
    assert words.distance_words(metres)


@given(st.lists(st.text(min_size=1, alphabet="abc"), max_size=5))
def test_a_list_names_each_of_its_parts(parts):
    said = words.list_words(parts)
    assert all(part in said for part in parts)


def test_labels_in_a_list_have_no_capital_in_the_middle_but_abbreviations_and_i():
    assert words.label_list_words(["A talk", "A leaflet", "SEND"]) == "A talk, a leaflet and SEND"
    assert words.label_list_words(["Money and food", "Home and housing"]) == "Money and food and home and housing"
    assert words.label_list_words(["It has closed", "I could not get through"])[-1] == "h"
    assert "I could" in words.label_list_words(["It has closed", "I could not get through"])
    assert words.label_list_words(["A talk", "A handover"], ["Baby Steps"]) == "A talk, a handover and Baby Steps"
    assert words.label_list_words([]) == ""
