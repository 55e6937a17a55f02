"""What a family told when it registered is offered when it asks for support, to itself alone."""

import pytest
from django.test import Client

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families import own
from hearth.families.tests.cast import browser, make_desk, make_hub, registered
from hearth.families.tests.test_register_pages import registers
from hearth.referrals.models import Referral
from hearth.referrals.tests.factories import make_service

pytestmark = pytest.mark.django_db


def opened(done) -> Client:
    """A browser that proved that it is this family's."""
    window = Client()
    window.get("/register/")
    session = window.session
    session[own.OPENED], session[own.OPENED_AT] = str(done.registration.pk), clock.now().timestamp()
    session.save()
    window.cookies["hearth_session"] = session.session_key
    return window


def test_it_is_offered_filled_in_and_confirmed_page_by_page():
    service, window = make_service(), opened(registered(make_hub()))
    offer = window.get(f"/ask/?service={service.pk}").content.decode()
    assert "Marek Kowalski" in offer
    assert "Zofia Kowalska" in offer
    assert window.get(f"/ask/?service={service.pk}&told=yes").url == "/ask/who/"
    window.post("/ask/who/", {"about": "children"})
    assert 'value="Marek"' in window.get("/ask/name/").content.decode()
    window.post("/ask/name/", {"given_name": "Marek", "family_name": "Kowalski"})
    window.post("/ask/relation/", {"relation": "father"})
    assert "Zofia" in window.get("/ask/children/").content.decode()
    window.post("/ask/children/", {"another": "no"})
    window.post("/ask/help/", {"what_help": "Sleep"})
    assert window.post("/ask/check/").url != "/ask/sent/"  # nothing is sent before each page was confirmed
    with as_owner():
        assert not Referral.objects.exists()


def test_who_has_just_registered_is_offered_it_and_who_left_is_not():
    service, window = make_service(), Client()
    registers(window, make_hub())
    assert "Marek Kowalski" in window.get(f"/ask/?service={service.pk}").content.decode()
    window.post("/register/leave/")
    assert window.get(f"/ask/?service={service.pk}").url == "/ask/who/"


def test_nobody_else_is_offered_anything():
    service = make_service()
    hub = make_hub()
    registered(hub)
    assert Client().get(f"/ask/?service={service.pk}").url == "/ask/who/"
    assert browser(make_desk(hub)).get(f"/ask/?service={service.pk}").url == "/ask/who/"


def test_it_can_be_declined():
    service, window = make_service(), opened(registered(make_hub()))
    window.get(f"/ask/?service={service.pk}&told=no")
    window.post("/ask/who/", {"about": "me"})
    assert 'value="Marek"' not in window.get("/ask/name/").content.decode()
