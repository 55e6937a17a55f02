"""The page for people who build websites: every address on it works and finds something."""

import re

import pytest

from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.tests.factories import make_postcode, make_service, make_site

pytestmark = pytest.mark.django_db


def test_every_address_on_the_page_finds_something(client):
    with as_owner():
        vocabularies.bring_up_to_date()
    make_postcode("ZZ1 1AA")
    make_site("Fernley Hub", postcode="ZZ1 1AA")
    make_service(
        name="Breastfeeding café", terms=["infant-feeding"], north_metres=50, schedules=[{"byday": ["MO"]}]
    )  # fmt: skip
    page = client.get("/open-data/").content.decode().replace("&amp;", "&")
    addresses = set(re.findall(r'href="http://testserver(/open-referral/[^"]+)"', page))
    assert len(addresses) == 7
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.json().get("total_items", 1) > 0, address


def test_it_works_before_there_is_anything(client):
    assert client.get("/open-data/").status_code == 200


def test_every_footer_leads_to_it_and_the_licence_is_the_councils(client, settings):
    settings.OPEN_DATA_LICENCE = ("Our own licence", "https://council.example/licence")
    assert 'href="/open-data/"' in client.get("/").content.decode()
    assert "Our own licence" in client.get("/open-data/").content.decode()
    licence = client.get("/open-referral/v3/openapi.json").json()["info"]["license"]
    assert licence == {"name": "Our own licence", "url": "https://council.example/licence"}
