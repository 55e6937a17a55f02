"""Opening times: what is plain becomes slots, what is not stays words, and nothing is ever lost."""

from datetime import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hearth.directory.loading.openings import DAYS, LAST_MINUTE, Slot, day_name, read_day, read_times


def slots(text):
    """The slots as short text: "MO,TU 09:00-17:00"."""
    found = read_times(text)
    return [
        f"{','.join(s.days)} {s.opens:%H:%M}-{f'{s.closes:%H:%M}' if s.closes else ''}"
        + (f" week {s.week}" if s.week else "")
        + (" term" if s.term_time else "")
        for s in found.slots
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Monday 12noon - 2pm", ["MO 12:00-14:00"]),
        ("Wednesday 10am - 4pm; Friday 9.30am to 12 noon", ["WE 10:00-16:00", "FR 09:30-12:00"]),
        ("Mon–Fri 9-5", ["MO,TU,WE,TH,FR 09:00-17:00"]),
        ("Tues/Weds 10am - 12pm. Thurs 10am - 2pm", ["TU,WE 10:00-12:00", "TH 10:00-14:00"]),
        ("Fri 4.30 - 5.30pm Sat 10 - 11am", ["FR 16:30-17:30", "SA 10:00-11:00"]),
        ("9 - 4 Monday - Wednesday", ["MO,TU,WE 09:00-16:00"]),
        ("Monday 10:00-12:00; Monday 13:30-16:30", ["MO 10:00-12:00", "MO 13:30-16:30"]),
        ("Monday 1-3pm and 6-7pm", ["MO 13:00-15:00", "MO 18:00-19:00"]),
        ("1st Saturday of month 10am - 12noon", ["SA 10:00-12:00 week 1"]),
        ("Tuesday from 11am", ["TU 11:00-"]),
        ("Weekdays 8am - 4pm term time only", ["MO,TU,WE,TH,FR 08:00-16:00 term"]),
        ("Daily 9am - 1:30pm", ["MO,TU,WE,TH,FR,SA,SU 09:00-13:30"]),
        ("24/7", ["MO,TU,WE,TH,FR,SA,SU 00:00-23:59"]),
        ("Monday 11 - 1pm", ["MO 11:00-13:00"]),
        ("Wednesday 7.30am = 4.30pm", ["WE 07:30-16:30"]),
    ],
)
def test_plain_times_are_read(text, wanted):
    found = read_times(text)
    assert slots(text) == wanted
    assert found.words == ""


@pytest.mark.parametrize(
    "text",
    [
        "By appointment",
        "Daily (except Tues & Sat) 10am - 12pm",
        "Most Mondays 2 - 4pm",
        "Alternate Saturdays 9.15am - 12.15pm",
        "Thursday 2 - 4",  # night feeds or afternoon tea
        "Thursday 00:08-00:11",  # three minutes: a slip of the keyboard
        "Friday 8pm - 2am",
        "Mon - Fri by appointment",
        "10am - 2pm",
        "Closed during August. Mon 10am - 12noon",
        "Sunday - Tuesday 10am - 2pm",
    ],
)
def test_what_is_not_plain_stays_words(text):
    found = read_times(text)
    assert found.slots == []
    assert found.words == text
    assert found.repairs == {"hours-words"}


def test_words_beside_the_times_are_kept_beside_them():
    found = read_times("Wednesday 10am - 12noon. (Lunch for children in the holidays 11-1pm)")
    assert found.slots == [Slot(("WE",), time(10), time(12))]
    assert found.words.startswith("Wednesday 10am")
    assert "hours-some" in found.repairs


def test_hours_of_a_day_whose_times_were_never_said_are_not_made_up():
    found = read_times("Monday - Friday via referral and Saturdays 10am -2pm")
    assert found.slots == [Slot(("SA",), time(10), time(14))]
    assert found.words


def test_bank_holidays_are_kept_as_words_and_do_not_stop_the_reading():
    found = read_times("Mon & Thur 1-3pm (except bank holidays)")
    assert found.slots == [Slot(("MO", "TH"), time(13), time(15))]
    assert "bank holidays" in found.words


@pytest.mark.parametrize(
    ("text", "wanted", "repairs"),
    [
        ("08:30-13:00,14:00-17:30", [(time(8, 30), time(13)), (time(14), time(17, 30))], set()),
        ("09:00-13:00:14:00-18:00", [(time(9), time(13)), (time(14), time(18))], {"hours-punctuation"}),
        ("08:30-00:00", [(time(8, 30), LAST_MINUTE)], {"hours-midnight"}),
        ("CLOSED", [], set()),
        ("", [], set()),
        ("9am - 1pm", [(time(9), time(13))], set()),
    ],
)
def test_the_hours_of_one_day(text, wanted, repairs):
    found = read_day(text, "TU")
    assert [(slot.opens, slot.closes) for slot in found.slots] == wanted
    assert found.repairs == repairs
    assert all(slot.days == ("TU",) for slot in found.slots)
    assert found.words == ""


def test_hours_of_a_day_that_overlap_stay_words():
    assert read_day("09:00-13:00,12:00-18:00", "MO").words == "Monday: 09:00-13:00,12:00-18:00"


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def weeks(draw):
    """Slots that do not overlap, in order, each a quarter of an hour or longer."""
    found = []
    for day in draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=1, max_size=7)):
        marks = sorted(set(draw(st.lists(TIMES, min_size=2, max_size=6))))
        found += [(day, a, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    assume(found)
    return found


def twelve(at: time) -> str:
    """As people write it: 12noon, 9am, 4.30pm."""
    if at == time(12):
        return "12noon"
    hour = at.hour % 12 or 12
    return f"{hour}{f'.{at.minute:02}' if at.minute else ''}{'pm' if at.hour >= 12 else 'am'}"


@given(weeks(), st.sampled_from(["; ", ", ", " and ", "\n", " "]), st.sampled_from([" - ", "-", " – ", " to "]))
def test_any_week_written_out_is_read_as_it_was_meant(week, between, dash):
    for write in (twelve, lambda at: f"{at:%H:%M}"):
        text = between.join(f"{day_name(day)} {write(a)}{dash}{write(b)}" for day, a, b in week)
        found = read_times(text)
        assert found.words == "", text
        read = {(day, slot.opens, slot.closes) for slot in found.slots for day in slot.days}
        assert read == set(week), text


WORDS = (
    "10|12|:|.|-|–|=| | to |am|pm|noon|Mon|tues|Fridays|,|&|and|1st |of month|term time|except|(|)|food|daily|£2|24/7"
)
PIECES = st.sampled_from([*"0123456789", *WORDS.split("|")])


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)))
def test_no_text_breaks_the_reading_and_none_is_lost(text):
    found = read_times(text)
    assert found.slots or found.words == text.strip()
    for slot in found.slots:
        assert slot.days and set(slot.days) <= set(DAYS)
        assert slot.closes is None or slot.opens < slot.closes
    for day in DAYS[:1]:
        one = read_day(text, day)
        assert all(slot.days and (slot.closes is None or slot.opens < slot.closes) for slot in one.slots)
