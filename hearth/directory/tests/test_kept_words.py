"""What somebody feared stays out of the address, the heading and the title, and is forgotten when they leave."""

from datetime import timedelta

import pytest
from django.test import Client

from hearth.core import clock
from hearth.directory import kept
from hearth.directory.tests.factories import make_postcode, make_service

pytestmark = pytest.mark.django_db
FEARED = "my husband hits me"


@pytest.fixture
def page(client):
    """The page that answers the search, and the address at which it stands."""
    make_service(name="Safe at home", terms=["domestic-abuse"])
    make_postcode()
    return client.get("/find/", {"q": FEARED, "postcode": "ZZ1 1AA", "free": "1"}, follow=True)


def said(response):
    return response.content.decode()


def test_the_address_holds_a_key_and_none_of_the_words(page):
    address, status = page.redirect_chain[-1]
    assert status == 303
    assert "k=" in address
    assert "husband" not in address
    assert "hits" not in address
    assert "free=1" in address  # what was chosen stays chosen
    assert page["Cache-Control"] == "no-store"


def test_no_heading_title_or_link_says_them(page):
    html = said(page)
    title = html[html.index("<title") : html.index("</title>")]
    heading = html[html.index("<h1") : html.index("</h1>")]
    assert "husband" not in title + heading
    assert "q=my" not in html
    assert "husband" in html  # in the box alone, where they were typed


def test_help_stands_there_all_the_same(page):
    assert "hearth-urgent" in said(page)
    assert "Safe at home" in said(page)


def test_filters_and_pages_go_on_with_the_key(page, client):
    html = said(page)
    assert 'name="k"' in html
    again = client.get(page.redirect_chain[-1][0] + "&how=phone")
    assert again.status_code == 200
    assert "hearth-urgent" in said(again)


def test_another_browser_cannot_read_them(page):

    html = said(Client().get(page.redirect_chain[-1][0]))
    assert "husband" not in html
    assert "we have forgotten the words" in html
    assert "exit-this-page" in html


def test_leaving_forgets_them(page, client):
    client.get("/away/")
    assert "husband" not in said(client.get(page.redirect_chain[-1][0]))


def test_they_are_forgotten_after_half_an_hour(client):
    now = clock.now()
    session = client.session
    key = kept.keep(session, FEARED, now=now)
    assert kept.words_of(session, key, now=now + timedelta(minutes=29)) == FEARED
    assert kept.words_of(session, key, now=now + timedelta(minutes=31)) == ""


def test_a_browser_keeps_a_few_of_them_only(client):
    now = clock.now()
    session = client.session
    keys = [kept.keep(session, f"{FEARED} {number}", now=now) for number in range(8)]
    assert [bool(kept.words_of(session, key, now=now)) for key in keys] == [False] * 3 + [True] * 5


def test_other_searches_stay_in_the_address(client):
    make_service(name="Swimming")
    assert client.get("/find/?q=swimming").status_code == 200
