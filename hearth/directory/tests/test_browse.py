"""Kinds of help: every one has a page that leads up, down and beside, and on where nothing is listed."""

import pytest

from hearth.core import clock
from hearth.directory import queries, ways
from hearth.directory.models import Standing
from hearth.directory.tests.factories import make_service, make_site
from hearth.directory.tests.test_filters import MONDAY_10AM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def text(response):
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


def test_every_kind_has_a_page_and_every_page_is_linked_from_above_and_leads_back(client):
    known = queries.vocabulary()
    index = text(client.get("/help/"))
    for term in known.by_id.values():
        page = text(client.get(f"/help/{term.code}/"))
        assert 'href="/help/"' in page
        if term.parent_code:
            assert f'href="/help/{term.parent_code}/"' in page, term.code
            assert f'href="/help/{term.code}/"' in text(client.get(f"/help/{term.parent_code}/")), term.code
        assert f'href="/help/{term.code}/"' in index, term.code
    for way in ways.WAYS:
        page = text(client.get(f"/help/{way.code}/"))
        for code in way.terms:
            assert code == way.code or f'href="/help/{code}/"' in page, (way.code, code)


def test_an_expectation_leads_to_what_lies_beside_it(client):
    page = text(client.get("/help/infant-feeding/"))
    assert "You may also look for" in page
    assert 'href="/help/health-visiting/"' in page


def test_a_kind_of_which_nothing_is_listed_leads_on(client):
    make_site("Fernley Hub", phone="01632 960123")
    page = text(client.get("/help/oral-health/"))
    assert "Nothing listed yet" in page
    assert "01632 960123" in page


def test_services_of_a_kind_come_with_their_hubs_newest_word_first(client):
    site = make_site("Fernley Hub")
    make_service(name="Old news", terms=["oral-health"], standing=Standing.DEMOTED, assured_at=MONDAY_10AM)
    make_service(name="Never confirmed", terms=["oral-health"])
    make_service(name="Fresh", terms=["oral-health"], assured_at=MONDAY_10AM, places=[{"site": site}])
    page = text(client.get("/help/oral-health/"))
    order = ["Fresh", "Never confirmed", "Old news"]
    assert sorted(order, key=page.index) == order
    assert "Family hubs where this happens" in page
    assert '<option value="all">Open to all ages</option>' in page
    assert 'name="category" value="oral-health"' in page


def test_a_way_in_shows_some_of_what_there_is_but_nothing_sensitive(client):
    make_service(name="Bills sorted", terms=["debt-welfare-advice"])
    make_service(name="Safe house", terms=["domestic-abuse"])
    make_service(name="Quiet word", terms=["housing"], is_sensitive=True)
    page = text(client.get("/help/money-home-safety/"))
    assert "Bills sorted" in page
    assert "Safe house" not in page
    assert "Quiet word" not in page


@pytest.mark.parametrize("language", ["pl", "ur", "uk"])
def test_kinds_are_in_the_readers_language(client, language):
    page = text(client.get(f"/help/?lang={language}"))
    for term in queries.vocabulary().of("service-expectations"):
        assert term.name_in(language) in page
        assert term.name_in(language) != term.name, term.code
