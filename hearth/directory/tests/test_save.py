"""A reader's list lives in this browser alone, and what is handed on says nothing about whoever made it."""

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory import saved
from hearth.directory.models import Service
from hearth.directory.tests.factories import make_postcode, make_service
from hearth.directory.tests.test_filters import MONDAY_10AM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def text(response):
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


def press(client, **values):
    return client.post("/saved/change/", values)


def order(client):
    page = text(client.get("/saved/"))
    return [
        name for _at, name in sorted((page.index(name), name) for name in ("Ash", "Birch", "Cedar") if name in page)
    ]


@pytest.fixture
def three(client):
    made = [make_service(name=name) for name in ("Ash", "Birch", "Cedar")]
    for service in made:
        press(client, add=service.id)
    return made


def test_the_list_keeps_the_order_in_which_services_were_saved_and_no_service_twice(client, three):
    press(client, add=three[0].id)
    assert order(client) == ["Ash", "Birch", "Cedar"]


def test_services_can_be_moved_and_taken_off(client, three):
    press(client, up=three[2].id)
    assert order(client) == ["Ash", "Cedar", "Birch"]
    press(client, down=three[0].id)
    assert order(client) == ["Cedar", "Ash", "Birch"]
    press(client, up=three[2].id)  # it is at the top already
    assert order(client) == ["Cedar", "Ash", "Birch"]
    press(client, remove=three[1].id)
    assert order(client) == ["Cedar", "Ash"]


def test_saving_leads_back_to_where_the_button_was_pressed(client):
    service = make_service(name="Ash")
    answer = press(client, add=service.id, back="/find/?q=ash&postcode=ZZ1+1AA")
    assert answer["Location"] == f"/find/?q=ash&postcode=ZZ1+1AA#s-{service.id}"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\e.example"]
)
def test_nobody_can_be_sent_elsewhere_by_saving(client, back):
    assert press(client, add=make_service().id, back=back)["Location"].startswith("/saved/")


def test_what_is_saved_says_so_on_every_page(client, three):
    page = text(client.get("/find/?q=ash"))
    assert "Your list: 3 services" in page
    assert f'name="remove" value="{three[0].id}"' in page
    assert "Your list: 3 services" in text(client.get("/"))


def test_another_browser_knows_nothing_of_it(three):
    page = text(Client().get("/saved/"))
    assert "Nothing saved yet" in page
    assert "Ash" not in page


def test_the_quick_way_out_forgets_the_list(client, three):
    assert "/away/" in text(client.get("/saved/"))
    client.get("/away/")
    assert order(client) == []


def test_the_list_can_be_forgotten_at_once(client, three):
    press(client, forget="1")
    assert order(client) == []
    assert saved.KEY not in client.session


def test_the_list_is_kept_by_no_cache(client, three):
    assert "no-store" in client.get("/saved/")["Cache-Control"]


def test_a_full_list_says_so_and_loses_nothing(client):
    organisation = make_service().organisation
    made = [make_service(organisation=organisation) for _ in range(saved.MOST + 1)]
    for service in made:
        press(client, add=service.id)
    page = text(client.get("/saved/"))
    assert "Your list is full" in page
    assert page.count("<article") == saved.MOST
    assert made[0].name in page


def test_only_what_the_public_may_see_can_be_saved(client):
    hidden = make_service(status="hidden")
    assert press(client, add=hidden.id).status_code == 404
    assert press(client, add=uuid4()).status_code == 404
    assert press(client, add="nothing").status_code == 302


def test_what_is_hidden_later_is_no_longer_on_the_list(client, three):
    with as_owner():
        Service.objects.filter(id=three[1].id).update(status="hidden")
    assert order(client) == ["Ash", "Cedar"]


# A list to hand on
def test_the_link_of_a_list_shows_it_to_anybody_and_carries_nothing_else(client, three):
    link = saved.link([service.id for service in three])
    assert link.replace("&", "&amp;") in text(client.get("/saved/"))
    page = text(Client().get(link))
    assert all(name in page for name in ("Ash", "Birch", "Cedar"))
    assert len(link) < 110
    assert "hearth_session" not in Client().get(link).cookies


def test_a_list_that_was_given_can_be_saved_as_ones_own(client, three):
    other = Client()
    other.post("/saved/change/", {"of": saved.to_text([service.id for service in three])})
    assert order(other) == ["Ash", "Birch", "Cedar"]


def test_what_is_gone_from_a_given_list_is_said(three):
    page = text(Client().get(saved.link([three[0].id, uuid4()])))
    assert "1 service of this list is no longer there." in page


@pytest.mark.parametrize(
    "of", ["", ".", "x" * 5000, "ééééééééééééééééééééééé", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "a.b.c"]
)
def test_no_broken_link_breaks_the_page(client, of):
    assert "Nothing on this list" in text(client.get("/list/", {"of": of}))


@given(st.lists(st.uuids(), max_size=saved.MOST, unique=True))
def test_a_list_survives_its_link(ids):
    assert saved.from_text(saved.to_text(ids)) == ids


@given(st.text())
def test_any_text_is_a_list_or_none(words):
    assert len(saved.from_text(words)) <= saved.MOST


def test_the_search_is_shared_without_the_postcode(client):
    make_postcode()
    make_service(name="Ash", north_metres=100)
    page = text(client.get("/find/?q=ash&postcode=ZZ1+1AA&miles=10&sort=nearest&free=1&mine=1"))
    assert 'value="http://testserver/find/?q=ash&amp;free=1"' in page
    assert "/qr.svg?path=/find/%3Fq%3Dash%26free%3D1" in page
