"""What is too small to be shown is not shown, and cannot be worked out from what is."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.core import small_numbers

COUNTS = st.lists(st.integers(0, 30), max_size=8).map(lambda numbers: dict(enumerate(numbers)))


def test_one_to_four_are_hidden_and_zero_is_not():
    assert [small_numbers.alone(number) for number in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_part_is_hidden_where_the_rest_would_say_the_small_number():
    assert small_numbers.part(18, 20) is None
    assert small_numbers.part(2, 20) is None
    assert small_numbers.part(10, 20) == 10
    assert small_numbers.part(20, 20) == 20
    assert small_numbers.part(0, 3) is None


def test_one_hidden_count_takes_the_next_smallest_with_it():
    assert small_numbers.group({"a": 9, "b": 3, "c": 6}) == {"a": 9, "b": None, "c": None}
    assert small_numbers.group({"a": 5, "b": 5}) == {"a": 5, "b": 5}


def test_two_hidden_ones_that_are_few_together_take_a_third():
    assert small_numbers.group({"a": 9, "b": 1, "c": 1, "d": 30}) == {"a": None, "b": None, "c": None, "d": 30}


def test_what_must_be_hidden_besides_is_hidden_with_another():
    assert small_numbers.group({"a": 9, "b": 8}, hide={"a"}) == {"a": None, "b": None}


@given(COUNTS)
def test_no_total_gives_a_small_count_away(counts):
    shown = small_numbers.group(counts)
    hidden = [counts[key] for key, number in shown.items() if number is None]
    assert all(number is None or not small_numbers.is_small(number) for number in shown.values())
    if hidden and len(counts) > 1 and sum(counts.values()) >= small_numbers.SMALL:
        assert len(hidden) > 1
        assert sum(hidden) >= small_numbers.SMALL
