"""Days that go through the open API as text come back as they were."""

from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.directory.open_referral import codes
from hearth.directory.open_referral.codes import Days, days_text, read_days

DAY = st.none() | st.dates()
TIME = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(DAY, DAY, TIME, TIME))
def test_what_is_written_is_read_again(parts):
    first, last, opens, closes = parts
    days = Days(first, last, opens if first else None, closes if last else None)
    in_order = not (first and last and first > last)
    assert read_days(days_text(days)) == (days if in_order else None)


def test_they_are_written_as_the_world_writes_them():
    assert days_text(Days(date(2026, 12, 24), date(2027, 1, 2))) == "2026-12-24/2027-01-02"
    assert days_text(Days(date(2026, 8, 3), None)) == "2026-08-03/.."
    at = Days(date(2026, 12, 23), date(2026, 12, 23), time(10), time(11, 30))
    assert days_text(at) == "2026-12-23T10:00/2026-12-23T11:30"


@pytest.mark.parametrize("text", ["", "/", "2026-12-24", "soon/later", "2026-02-31/..", "2026-01-01/2026-01-02/"])
def test_other_texts_are_no_days(text):
    assert read_days(text) is None


def test_every_choice_of_a_listing_has_its_term():
    from hearth.directory.models import AccessRoute, Capacity, Delivery, ExceptionKind

    for taxonomy, choices in (
        ("delivery", Delivery.values),
        ("access-route", AccessRoute.values),
        ("room", [value for value in Capacity.values if value != Capacity.UNKNOWN]),
    ):
        assert [code for name, code in codes.terms() if name == taxonomy] == list(choices)
    assert {("times", kind) for kind in ExceptionKind.values} <= set(codes.terms())


def test_a_term_is_found_by_its_id_and_by_its_code():
    for (taxonomy, code), term in codes.terms().items():
        assert codes.term_of(term.id) == term
        assert codes.term(taxonomy, code) == (term, "")
        assert codes.taxonomy_of(term.taxonomy.id) == term.taxonomy
    assert codes.term("registration", "some-scheme") == (codes.terms()["registration", "other"], "some-scheme")
