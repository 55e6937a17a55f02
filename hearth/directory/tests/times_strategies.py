"""What hypothesis makes of times: rules, terms, exceptions, closures and whole timetables within about a year."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import strategies as st

from hearth.directory.models import BankHolidays, ExceptionKind
from hearth.directory.queries.times import WEEKDAYS, At, Calendar, Entry, Exceptional, Rule, Shut, TermDates, Timetable

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
PLACES = (UUID(int=1), UUID(int=2))
SCHEDULES = (UUID(int=11), UUID(int=12), UUID(int=13))

days = st.dates(FIRST, LAST)
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
moments = st.datetimes(  # the bounds of st.datetimes are naive; the zone is drawn apart
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def rules(draw, anchored=False):
    """Rules of every kind; `anchored` ones always say from when."""
    kind = draw(st.sampled_from(["weekly", "weekly", "nth", "dates"]))
    byday = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True))
    season = draw(st.sampled_from(["", "", "term", "holidays"]))
    start = draw(days if anchored else st.none() | days)
    return Rule(
        byday=() if kind == "dates" and draw(st.booleans()) else tuple(byday),
        monthly=kind != "weekly",
        week_of_month=draw(st.sampled_from([1, 2, 3, 4, 5, -1])) if kind == "nth" else None,
        days_of_month=tuple(draw(st.sets(st.sampled_from([1, 15, 29, 31, -1]), min_size=1))) if kind == "dates" else (),
        interval=draw(st.sampled_from([1, 1, 2, 3])),
        opens=draw(st.none() | hours),
        closes=draw(st.none() | hours),
        valid_from=start,
        valid_to=draw(st.none() | st.dates(start or FIRST, LAST)),
        term_time_only=season == "term",
        holidays_only=season == "holidays",
        bank_holidays=draw(st.sampled_from(BankHolidays.values)),
    )


@st.composite
def stretches(draw, longest=20):
    """(first day, last day)."""
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, longest)))


@st.composite
def calendars(draw):
    """Some terms of some weeks each, in order, with holidays or unknown gaps between them."""
    terms, day = [], FIRST + timedelta(days=draw(st.integers(0, 40)))
    for _number in range(draw(st.integers(0, 4))):
        last = day + timedelta(days=draw(st.integers(10, 60)))
        terms.append(TermDates(day, last))
        day = last + timedelta(days=draw(st.integers(3, 90)))
    bank_holidays = draw(st.sets(days, max_size=6))
    return Calendar(tuple(terms), dict.fromkeys(bank_holidays, "Bank holiday"))


@st.composite
def exceptions(draw):
    """Exceptions of every kind, of the whole service or of one schedule or place."""
    first, last = draw(stretches(longest=9))
    return Exceptional(
        kind=draw(st.sampled_from(ExceptionKind.values)),
        first_day=first,
        last_day=last if draw(st.booleans()) else first,
        schedule_id=draw(st.sampled_from([None, *SCHEDULES])),
        place_id=draw(st.sampled_from([None, *PLACES])),
        opens=draw(st.none() | hours),
        closes=draw(st.none() | hours),
    )


@st.composite
def timetables(draw):
    """Whole timetables: up to three schedules at up to two places."""
    calendar = draw(calendars())
    places = draw(st.sampled_from([(), PLACES[:1], PLACES]))
    shuts = st.lists(stretches().map(lambda both: Shut(*both)), max_size=2).map(tuple)
    at = tuple(At(place, draw(shuts), calendar) for place in places) or (At(calendar=calendar),)
    entries = tuple(
        Entry(draw(rules()), schedule, draw(st.sampled_from([None, *places])))
        for schedule in SCHEDULES[: draw(st.integers(1, 3))]
    )
    closed = draw(st.none() | stretches().map(lambda both: Shut(*both)) | days.map(Shut))
    return Timetable(entries, tuple(draw(st.lists(exceptions(), max_size=3))), at, closed, calendar)
