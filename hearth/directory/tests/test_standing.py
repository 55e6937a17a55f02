"""How far a listing is trusted follows from its dates, by the rules, and every step is written down."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hearth.access.tests.factories import make_organisation
from hearth.access.tests.support import logged
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory import policy as policies
from hearth.directory import vocabularies
from hearth.directory.actions import standing
from hearth.directory.models import ReviewDates, SearchRow, Service, ServiceStatus, ServiceTerm, Term
from hearth.directory.tests.freshness import BY, NOW, made, morning, mornings, standing_of, steps_of

pytestmark = pytest.mark.django_db


def dates_of(service):
    with as_owner():
        return ReviewDates.objects.get(service=service)


def of_category(service, code, **values):
    with as_owner():
        term = Term.objects.get(code=code, taxonomy__code="categories")
        ServiceTerm.objects.create(service=service, term=term)
        for name, value in values.items():
            setattr(term, name, value)
        term.save()
        return term


def found_by_search(service):
    return SearchRow.objects.filter(service=service).exists()


def test_a_listing_is_due_six_months_after_it_was_confirmed():
    service = made(0)
    morning()
    assert dates_of(service).due_on == date(2026, 9, 2)
    assert standing_of(service) == "current"
    assert steps_of(service) == []


def test_one_that_nobody_ever_confirmed_counts_from_the_day_it_came_here():
    service = made(None)
    morning()
    assert dates_of(service).due_on == date(2026, 9, 2)


@pytest.mark.slow
def test_the_ladder_day_by_day():
    service = made(0)
    due = date(2026, 9, 2)
    seen = {}
    for number in range(290):
        now = NOW + timedelta(days=number)
        morning(now)
        seen.setdefault(standing_of(service), clock.today(now))
    assert seen == {
        "current": clock.today(NOW),
        "due": due - timedelta(days=14),
        "unconfirmed": due + timedelta(days=30),
        "demoted": due + timedelta(days=60),
        "hidden": due + timedelta(days=90),
    }
    moves = [step for step in steps_of(service) if step not in ("asked", "unreached")]
    assert moves == ["due", "unconfirmed", "demoted", "hidden"]


def test_shown_last_and_then_not_found_at_all():
    service = made(0)
    last = mornings(NOW, 190, every=10)
    assert not SearchRow.objects.get(service=service).last
    last = mornings(last, 60, every=10)
    assert SearchRow.objects.get(service=service).last
    mornings(last, 40, every=10)
    assert not found_by_search(service)


def test_every_step_is_in_the_log_and_an_event():
    service = made(0)
    mornings(NOW, 290, every=10)
    entries = [entry for entry in logged("directory.standing_changed") if entry.subject_id == service.pk]
    assert [entry.detail["after"] for entry in entries] == ["due", "unconfirmed", "demoted", "hidden"]
    assert {entry.organisation_id for entry in entries} == {service.organisation_id}
    with as_owner():
        told = StoredEvent.objects.filter(name="directory.StandingChanged", payload__service_id=str(service.pk))
        assert [one.payload["after"] for one in told.order_by("created_at")] == [
            "due", "unconfirmed", "demoted", "hidden",
        ]  # fmt: skip


def test_the_same_morning_twice_changes_nothing_the_second_time():
    service = made(300)
    morning()
    before = steps_of(service)
    with clock.standing_at(NOW):
        assert standing.nightly(now=NOW, by=BY) == (0, 0)
    assert steps_of(service) == before


def test_nobody_is_put_last_or_hidden_before_somebody_was_asked():
    """A directory that comes here with years of neglect: its owners are asked first, and get the whole ladder."""
    service = made(1000)
    morning()
    assert standing_of(service) == "unconfirmed"  # that is simply true
    assert found_by_search(service)
    mornings(NOW, 14 + 56, every=7)
    morning(NOW + timedelta(days=14 + 59))
    assert standing_of(service) == "unconfirmed"
    morning(NOW + timedelta(days=14 + 60))
    assert standing_of(service) == "demoted"
    mornings(NOW + timedelta(days=75), 28, every=7)
    assert standing_of(service) == "demoted"
    morning(NOW + timedelta(days=14 + 90))
    assert standing_of(service) == "hidden"


def test_the_category_says_how_often_and_the_shortest_counts():
    quick, slow = made(0), made(0)
    of_category(quick, "holiday-clubs")  # 3 months, in the file
    of_category(quick, "teeth")  # 12
    of_category(slow, "teeth")
    morning()
    assert dates_of(quick).due_on == date(2026, 6, 2)
    assert dates_of(slow).due_on == date(2027, 3, 2)


def test_a_category_that_says_nothing_does_as_what_lies_above_it():
    service = made(0)
    of_category(service, "music-arts-dance")  # under activities: 4 months
    morning()
    assert dates_of(service).due_on == date(2026, 7, 2)


def test_what_was_saved_here_stands_over_the_file():
    service = made(0)
    of_category(service, "holiday-clubs", review_months=1, later_days={"label": 5, "demote": 10, "hide": 20})
    morning()
    dates = dates_of(service)
    assert dates.due_on == date(2026, 4, 2)
    assert (dates.label_on, dates.demote_on, dates.hide_on) == (
        date(2026, 4, 7), date(2026, 4, 12), date(2026, 4, 22),
    )  # fmt: skip


def test_closed_and_hidden_listings_are_left_alone():
    with as_owner():
        service = made(400)
        Service.objects.filter(pk=service.pk).update(status=ServiceStatus.CLOSED)
    assert morning() == 0
    assert standing_of(service) == "current"


def test_confirming_does_not_make_the_search_anew_but_a_change_of_text_does():
    service = made(0)
    row = SearchRow.objects.get(service=service).pk
    with as_owner():
        Service.objects.filter(pk=service.pk).update(assured_at=NOW, standing="due", version=5)
    assert SearchRow.objects.get(service=service).pk == row
    with as_owner():
        Service.objects.filter(pk=service.pk).update(area_words="The north of the borough")
    assert SearchRow.objects.get(service=service).pk != row


def test_the_files_own_rules_are_in_order():
    policy = policies.current()
    assert policy.usual.is_in_order
    assert policy.number == 1
    codes = {term["code"] for name in vocabularies.FILES for term in walk(vocabularies.shipped(name)["terms"])}
    told = {code for terms in policies.shipped()["categories"].values() for code in terms}
    assert told <= codes, "the file speaks of categories that are not there"


def walk(terms):
    for term in terms:
        yield term
        yield from walk(term.get("children", []))


class Rules(TestCase):
    """Whatever the rules and the dates: a standing never gets better by waiting, and the dates are in order."""

    def setUp(self):
        with connection.cursor() as cursor:
            cursor.execute("set role hearth_app")

    @settings(max_examples=25, deadline=None)
    @given(
        confirmed=st.one_of(st.none(), st.integers(0, 900)),
        months=st.one_of(st.none(), st.integers(1, 24)),
        gaps=st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))),
        days=st.lists(st.integers(0, 60), min_size=1, max_size=8),
    )
    @pytest.mark.slow
    def test_waiting_never_makes_it_better(self, confirmed, months, gaps, days):
        service = made(confirmed, organisation=make_organisation())
        later = {}
        if gaps:
            later = {"label": gaps[0], "demote": gaps[0] + gaps[1], "hide": sum(gaps)}
        of_category(service, "autism", review_months=months, later_days=later)
        order = ["current", "due", "unconfirmed", "demoted", "hidden"]
        now, worst = NOW, 0
        for gap in days:
            now += timedelta(days=gap)
            morning(now)
            dates = dates_of(service)
            assert dates.due_on <= dates.counted_from
            assert dates.due_on <= dates.label_on <= dates.demote_on <= dates.hide_on
            here = order.index(standing_of(service))
            assert here >= worst
            worst = here
            if dates.asked_from and here >= 3:
                assert (clock.today(now) - dates.asked_from).days >= 14
