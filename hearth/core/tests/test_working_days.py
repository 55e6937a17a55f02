"""Working days are England's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import working_days

days = st.dates(date(2024, 1, 1), date(2028, 6, 30))


@given(day=days, count=st.integers(1, 25))
def test_working_days_are_counted_exactly(day, count):
    end = working_days.after(day, count)
    assert working_days.is_working_day(end)
    assert working_days.between(day, end) == count
    assert working_days.between(day, end - timedelta(days=1)) == count - 1


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day's substitute
        (date(2026, 8, 31), False),  # late summer
        (date(2026, 11, 30), True),  # St Andrew's Day is Scotland's
        (date(2026, 3, 17), True),  # St Patrick's Day is Northern Ireland's
        (date(2026, 3, 7), False),  # a Saturday
    ],
)
def test_bank_holidays_are_englands(day, working):
    assert working_days.is_working_day(day) is working
