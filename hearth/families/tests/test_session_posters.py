"""A poster for each session: the same questions, and the desk sees by which session a family came."""

import re

import pytest
from django.test import Client

from hearth.core.tests.support import as_owner
from hearth.directory.models import Schedule, Service, ServicePlace
from hearth.families.models import Registration
from hearth.families.tests.cast import browser, make_desk, make_hub
from hearth.families.tests.test_register_pages import HERE, answer_all

pytestmark = pytest.mark.django_db


def make_session(hub, **values):
    with as_owner():
        service = Service.objects.create(organisation=hub.organisation, name="Stay and play", **values)
        place = ServicePlace.objects.create(service=service, site=hub)
        Schedule.objects.create(service=service, place=place, byday=["MO"], opens="09:30", closes="11:00")
        return service


def scans(window: Client, hub, service) -> str:
    """Opens what the session's code opens, answers and sends."""
    page = window.get(f"/register/{hub.slug}/at/{service.pk}/").content.decode()
    start = re.search(r'href="(/register/answers/[^"]+)"', page)
    assert start
    window.get(start.group(1).replace("&amp;", "&"))
    answer_all(window)
    return window.post(f"{HERE}/check/", follow=True).content.decode()


def test_the_desk_sees_by_which_sessions_poster_a_family_came():
    hub = make_hub()
    service = make_session(hub)
    window = Client()
    assert "Show this at the desk" in scans(window, hub, service)
    with as_owner():
        kept = Registration.objects.get()
    assert kept.session_id == service.pk
    desk = browser(make_desk(hub))
    assert "Stay and play" in desk.get(f"/families/register/{kept.pk}/").content.decode()
    page = desk.get("/families/register/posters/").content.decode()
    assert re.search(r"Stay and play</th><td>[^<]*Monday[^<]*</td><td class=\"hearth-num\">1<", page)
    assert "0 families registered by it" in page


def test_a_session_has_its_own_poster():
    hub = make_hub()
    service = make_session(hub)
    answer = Client().get(f"/register/{hub.slug}/at/{service.pk}/poster.pdf")
    assert answer.content[:4] == b"%PDF"


def test_what_nobody_should_be_seen_to_come_to_has_no_poster():
    hub = make_hub()
    service = make_session(hub, is_sensitive=True)
    assert Client().get(f"/register/{hub.slug}/at/{service.pk}/poster.pdf").status_code == 404
    assert "Stay and play" not in browser(make_desk(hub)).get("/families/register/posters/").content.decode()


def test_the_code_of_a_session_that_is_over_still_registers_at_the_hub():
    hub = make_hub()
    service = make_session(hub)
    with as_owner():
        Schedule.objects.all().delete()
    assert "Show this at the desk" in scans(Client(), hub, service)
    with as_owner():
        assert Registration.objects.get().session is None


def test_going_on_by_the_hubs_page_loses_neither_what_was_typed_nor_the_session():
    hub = make_hub()
    service = make_session(hub)
    window = Client()
    window.get(f"{HERE}/?hub={hub.slug}&session={service.pk}")
    window.post(f"{HERE}/name/", {"given_name": "Marek", "family_name": "Kowalski"})
    page = window.get(f"/register/{hub.slug}/").content.decode()
    go_on = re.search(r'href="(/register/answers/[^"]+)"[^>]*>\s*Go on where you stopped', page)
    assert go_on
    assert window.get(go_on.group(1).replace("&amp;", "&")).url == f"{HERE}/born/"
