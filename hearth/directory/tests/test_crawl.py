"""What search engines get: everything that helps a family to find help, and nothing that could put one at risk."""

import json
import re
from datetime import UTC, datetime, time

import pytest

from hearth.core import clock
from hearth.directory.models import CostKind, Standing
from hearth.directory.tests.factories import MIDDLE, make_service, make_site, north
from hearth.directory.tests.test_filters import MONDAY_10AM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def text(response):
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


def data(page):
    """The page's schema.org objects by their type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert len(found) == 1
    graph = json.loads(found[0])
    assert graph["@context"] == "https://schema.org"
    made = {}
    for one in graph["@graph"]:
        made.setdefault(one["@type"], []).append(one)
    return made


def locations(client, address):
    return re.findall("<loc>(.*?)</loc>", client.get(address).content.decode())


def test_a_service_says_what_it_is_and_when_it_is_on_next(client):
    service = make_service(
        name="Milk <club> & co",
        summary="Help </script> with feeding.",
        cost_kind=CostKind.FREE,
        min_age_months=0,
        max_age_months=30,
        languages=["en", "ur"],
        north_metres=100,
        schedules=[{"byday": ["TU"], "opens": "09:30", "closes": "11:00"}],
    )
    found = data(text(client.get(f"/services/{service.id}/")))
    about = found["Service"][0]
    assert about["name"] == "Milk <club> & co"
    assert about["description"] == "Help </script> with feeding."
    assert about["offers"] == {"@type": "Offer", "price": "0", "priceCurrency": "GBP"}
    assert about["audience"] == {"@type": "PeopleAudience", "suggestedMaxAge": 2}
    assert about["availableChannel"]["availableLanguage"] == ["en", "ur"]
    assert about["availableChannel"]["serviceLocation"][0]["address"]["streetAddress"] == "1 Well Street"
    first = found["Event"][0]
    assert first["startDate"] == "2026-03-03T09:30:00+00:00"
    assert first["endDate"] == "2026-03-03T11:00:00+00:00"
    assert first["location"]["address"]["addressLocality"] == "Fernley"
    assert len(found["Event"]) == 4


def test_what_nobody_stated_is_not_made_up(client):
    service = make_service(name="Club", cost_kind=CostKind.UNKNOWN, phone="", summary="")
    found = data(text(client.get(f"/services/{service.id}/")))
    assert set(found) == {"Service"}
    assert {"offers", "audience", "areaServed", "availableChannel", "description"} & set(found["Service"][0]) == set()


def test_a_hub_says_when_it_is_open(client):
    make_site("Fernley Hub", hours=[(0, time(9), time(12)), (0, time(13), time(17))], accessibility=["step-free"])
    about = data(text(client.get("/hubs/fernley-hub/")))["CivicStructure"][0]
    assert about["openingHoursSpecification"][1] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "https://schema.org/Monday",
        "opens": "13:00",
        "closes": "17:00",
    }
    assert about["amenityFeature"][0]["name"] == "No steps"


def test_the_first_page_offers_its_search(client):
    action = data(text(client.get("/")))["WebSite"][0]["potentialAction"]
    assert action["target"]["urlTemplate"] == "http://testserver/find/?q={search_term_string}"


def test_a_kind_of_help_says_where_it_lies(client):
    trail = data(text(client.get("/help/infant-feeding/")))["BreadcrumbList"][0]["itemListElement"]
    assert [step["name"] for step in trail] == [
        "Find help", "All kinds of help", "Pregnant or a new baby", "Feeding your baby",
    ]  # fmt: skip


def test_sensitive_services_tell_machines_nothing(client):
    secret = {"address_1": "13 Hidden Lane", "latitude": north(7), "longitude": MIDDLE[1], "is_confidential": True}
    refuge = make_service(name="Safe house", terms=["domestic-abuse"], places=[secret])
    page = text(client.get(f"/services/{refuge.id}/"))
    assert "application/ld+json" not in page
    assert 'name="robots" content="noindex"' in page
    assert "og:title" not in page
    assert "<title>Find help – " in page


def test_every_page_has_its_own_title_description_and_address(client):
    one = make_service(name="Stay and play", summary="Sand and paint.", north_metres=10)
    site = make_site("The Lantern", city="Fernley")
    two = make_service(name="Stay and play", summary="Songs and toast.", places=[{"site": site, "address_1": ""}])
    seen = set()
    addresses = [f"/services/{one.id}/", f"/services/{two.id}/", "/hubs/the-lantern/", "/", "/hubs/", "/help/"]
    addresses += ["/help/infant-feeding/", "/help/send/", "/help/teenager/", "/help/housing/"]
    for address in addresses:
        page = text(client.get(address))
        title = re.search(r"<title>(.*?)</title>", page)[1]
        description = re.search(r'<meta name="description" content="(.*?)">', page)[1]
        assert f'<link rel="canonical" href="http://testserver{address}">' in page
        assert f'<meta property="og:url" content="http://testserver{address}">' in page
        assert 20 < len(description) <= 170, description
        seen.add((title, description))
        assert len({title for title, _d in seen}) == len(seen), title
        assert len({described for _t, described in seen}) == len(seen), description


def test_each_language_is_a_page_of_its_own_and_nothing_that_the_reader_brought_is(client):
    page = text(client.get("/help/infant-feeding/?lang=ur&x=1"))
    assert '<link rel="canonical" href="http://testserver/help/infant-feeding/?lang=ur">' in page


def test_the_list_of_pages_has_what_everybody_may_find(client):
    shown = make_service(name="Shown", edited_at=datetime(2026, 2, 3, 12, tzinfo=UTC))
    for values in (
        {"status": "hidden"},
        {"status": "closed"},
        {"standing": Standing.HIDDEN},
        {"is_sensitive": True},
        {"terms": ["domestic-abuse"]},
        {"organisation__is_active": False},
    ):
        make_service(**values)
    make_site("Fernley Hub")
    lists = locations(client, "/sitemap.xml")
    part = str(shown.id)[0]
    assert lists == ["http://testserver/sitemap/pages.xml", f"http://testserver/sitemap/services-{part}.xml"]
    assert locations(client, f"/sitemap/services-{part}.xml") == [f"http://testserver/services/{shown.id}/"]
    assert b"<lastmod>2026-02-03</lastmod>" in client.get(f"/sitemap/services-{part}.xml").content
    pages = locations(client, "/sitemap/pages.xml")
    assert "http://testserver/hubs/fernley-hub/" in pages
    assert "http://testserver/help/infant-feeding/" in pages
    assert "http://testserver/help/domestic-abuse/" not in pages
    for page in pages:
        assert client.get(page.removeprefix("http://testserver")).status_code == 200, page


@pytest.mark.parametrize("part", ["g", "00", "pages", "-"])
def test_there_are_no_other_lists(client, part):
    assert client.get(f"/sitemap/services-{part}.xml").status_code == 404


def test_what_readers_typed_and_what_members_do_is_closed_to_crawlers(client, settings):
    settings.DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    for path in ("/find/", "/saved/", "/list/", "/staff/"):
        assert f"Disallow: {path}" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
