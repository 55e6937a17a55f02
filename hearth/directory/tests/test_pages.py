"""The public pages as a family gets them: the words on them, and what never leaves the server."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.core import clock
from hearth.directory.models import CostKind
from hearth.directory.tests.factories import (
    MIDDLE,
    make_area,
    make_named_place,
    make_postcode,
    make_service,
    make_site,
    north,
)

pytestmark = pytest.mark.django_db
MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def text(response):
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


def test_the_home_page_asks_one_question_and_has_six_ways_in(client):
    page = text(client.get("/"))
    assert "What do you need help with?" in page
    assert page.count("hearth-way__link") == 6
    assert "/find/?q=My+baby" in page


def test_the_nearest_hubs_and_what_is_on_today_once_the_postcode_is_known(client):
    make_postcode()
    near = make_site("Near Hub", north_metres=400, hours=[(0, time(9), time(17))])
    make_site("Far Hub", north_metres=9000)
    make_service(
        name="Rhyme time", places=[{"site": near}], schedules=[{"byday": ["MO"], "opens": "11:00", "closes": "12:00"}]
    )
    page = text(client.get("/?postcode=ZZ1+1AA"))
    assert page.index("Near Hub") < page.index("Far Hub")
    assert "Open now, until 5pm" in page
    assert "Rhyme time" in page


def test_a_result_says_everything_in_words(client):
    make_postcode()
    make_service(
        name="Feeding café",
        summary="Help with latch and sore nipples.",
        terms=["infant-feeding"],
        north_metres=800,
        min_age_months=0,
        max_age_months=12,
        delivery=["in-person", "group"],
        capacity="waiting",
        wait_weeks=4,
        assured_at=MONDAY_10AM - timedelta(days=22),
        schedules=[{"byday": ["TU"], "opens": "09:30", "closes": "11:00", "term_time_only": True}],
    )
    page = text(client.get("/find/?q=feeding&postcode=ZZ1+1AA"))
    for words in (
        *("Feeding café", "Help with latch and sore nipples.", "Ages: up to 1 year", "Free", "In person, in a group"),
        *("Tomorrow, 9:30am to 11am (in term time)", "about 10 minutes’ walk (0.5 miles)", "Confirmed 3 weeks ago"),
        *("Waiting about 4 weeks", "1 service within 5 miles", "hearth-map"),
    ):
        assert words in page, words


def test_what_nobody_stated_is_said_to_be_unstated_and_old_news_is_said_to_be_old(client):
    make_service(
        name="Club", cost_kind=CostKind.UNKNOWN, assured_at=datetime(2025, 7, 1, tzinfo=UTC), min_age_months=None
    )
    page = text(client.get("/find/?q=club"))
    assert "Ages not stated" in page
    assert "Cost not stated" in page
    assert "Not confirmed since July 2025" in page


def test_a_page_with_a_postcode_in_its_address_is_kept_by_nobody(client):
    make_postcode()
    for address in ("/find/?q=x&postcode=ZZ1+1AA", "/?postcode=ZZ1+1AA", "/hubs/?postcode=ZZ1+1AA"):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"


def test_the_postcode_is_in_no_log(client, caplog):
    make_postcode()
    with caplog.at_level("DEBUG", logger="hearth"):
        client.get("/find/?q=x&postcode=ZZ1+1AA")
    assert "ZZ1" not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("typed", ["my husband hits me", "suicidal", "przemoc", "خودکشی", "child abuse"])
def test_danger_shows_urgent_help_above_everything_and_the_way_out(client, typed):
    page = text(client.get("/find/", {"q": typed}, follow=True))
    assert "999" in page
    assert "exit-this-page" in page
    assert page.index("hearth-urgent") < page.index("hearth-find")


def test_ordinary_words_show_no_alarm(client):
    assert "hearth-urgent" not in text(client.get("/find/?q=swimming"))


def test_domestic_abuse_services_go_first_when_words_say_so(client):
    make_service(name="Hitting and biting in toddlers: what to do when she hits me", terms=["parenting-support"])
    make_service(name="Safe at home", terms=["domestic-abuse"])
    page = text(client.get("/find/?q=hits+me", follow=True))
    assert page.index("Safe at home") < page.index("Hitting and biting")


def test_a_mended_spelling_says_so_and_offers_the_literal_search(client):
    make_service(name="Milk club", terms=["infant-feeding"])
    page = text(client.get("/find/?q=brest+feeding"))
    assert "Showing results for <strong>breast feeding</strong>" in page
    assert "exact=1" in page
    assert "Milk club" not in text(client.get("/find/?q=brest+feeding&exact=1"))


def test_an_unknown_postcode_says_so_and_offers_places(client):
    make_named_place("Fernley Green")
    page = text(client.get("/find/?q=club&postcode=ZZ99+9ZZ"))
    assert "We do not know this postcode" in page
    assert "postcode=Fernley+Green" in page


def test_nothing_found_gives_somebody_to_ring(client):
    make_site("Fernley Hub", phone="01632 960123")
    page = text(client.get("/find/?q=xyzzyqq"))
    assert "We found nothing" in page
    assert "01632 960123" in page


def test_a_refuges_address_is_on_no_page_and_in_no_answer(client):
    make_postcode()
    make_area("ZZW1", kind="ward", name="Ward", boundary=[[[-2.2, 53.3], [-2.1, 53.3], [-2.1, 53.5], [-2.2, 53.3]]])
    secret = {
        "address_1": "13 Hidden Lane",
        "city": "Secretham",
        "postcode": "ZZ7 7ZZ",
        "latitude": north(777),
        "longitude": MIDDLE[1],
        "is_confidential": True,
    }
    refuge = make_service(
        name="Safe house",
        terms=["domestic-abuse"],
        area_words="In the north of the borough",
        phone="01632 960777",
        places=[secret],
        schedules=[{"byday": ["MO"]}],
    )
    addresses = [
        "/find/?q=safe+house&postcode=ZZ1+1AA",
        f"/services/{refuge.id}/",
        "/help/domestic-abuse/",
        "/open-referral/v3/services",
        f"/open-referral/v3/services/{refuge.id}",
    ]
    for address in addresses:
        page = text(client.get(address))
        assert "Safe house" in page
        for hidden in ("Hidden Lane", "Secretham", "ZZ7", str(north(777))[:8]):
            assert hidden not in page, (address, hidden)
    page = text(client.get(f"/services/{refuge.id}/"))
    assert "In the north of the borough" in page
    assert "01632 960777" in page
    assert "exit-this-page" in page


def test_a_service_page_shows_its_listing(client):
    site = make_site("Fernley Hub", city="Fernley", postcode="ZZ1 1AA")
    service = make_service(
        name="Money advice",
        description="We look at your bills.\nBring your letters.",
        how_to_get_in="Ring on Monday morning.",
        website="javascript:alert(1)",
        accepts_requests=True,
        access_routes=["book"],
        languages=["en", "pl"],
        places=[{"site": site, "address_1": "", "city": ""}],
    )
    page = text(client.get(f"/services/{service.id}/"))
    for words in (
        "Bring your letters.",
        "Ring on Monday morning.",
        "English and Polish",
        "2 Well Street",
        "Book a place",
    ):
        assert words in page, words
    assert "javascript:" not in page


@pytest.mark.parametrize("routes", [["professional-only"], []])
def test_only_families_own_requests_are_offered(client, routes):
    service = make_service(accepts_requests=bool(not routes), access_routes=routes)
    page = text(client.get(f"/services/{service.id}/"))
    assert ("Ask for support" in page) is (not routes)


def test_a_hidden_or_unknown_service_is_not_found(client):
    hidden = make_service(status="hidden")
    for address in (f"/services/{hidden.id}/", "/services/00000000-0000-4000-8000-000000000000/", "/hubs/none/"):
        assert client.get(address).status_code == 404
    assert client.get("/help/none/").status_code == 404


def test_a_hub_page_shows_its_week(client):
    site = make_site(
        "Fernley Hub", hours=[(0, time(9), time(12)), (0, time(13), time(17))], accessibility=["step-free"]
    )
    make_service(
        name="Rhyme time",
        places=[{"site": site}],
        schedules=[{"byday": ["MO"], "opens": "11:00"}, {"byday": ["TH"], "opens": "14:00", "term_time_only": True}],
    )
    page = text(client.get("/hubs/fernley-hub/"))
    for words in ("9am to 12pm and 1pm to 5pm", "Rhyme time", "Thursdays", "in term time", "No steps", "Open now"):
        assert words in page, words


def test_term_names_are_in_the_readers_language(client):
    make_service(terms=["infant-feeding"])
    assert "Karmienie niemowlęcia" in text(client.get("/help/infant-feeding/?lang=pl"))
    page = text(client.get("/help/infant-feeding/?lang=ur"))
    assert 'dir="rtl"' in page
    assert "بچے کو دودھ پلانا" in page


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=9999999999999", "page=x", "miles=7", "miles=", "age=x", "age=999", "how=teleport",
        "category=none", "sort=worst", "q=%00", "postcode=%00", "q=" + "a" * 3000, "lang=xx", "free=maybe", "page=²",
    ],
)  # fmt: skip
def test_no_address_breaks_the_results_page(client, query):
    make_service()
    assert client.get(f"/find/?{query}").status_code == 200


def test_filters_and_pages_stand_in_the_address(client):
    make_postcode()
    for number in range(25):
        make_service(name=f"Club {number}", north_metres=100 + number)
    page = text(client.get("/find/?q=club&postcode=ZZ1+1AA&free=1&miles=10&age=3"))
    assert "page=2" in page
    assert "25 services within 10 miles" in page
    assert "3 years old" in page
    second = text(client.get("/find/?q=club&postcode=ZZ1+1AA&free=1&miles=10&age=3&page=2"))
    assert second.count("<article") == 5


def test_the_results_page_asks_few_questions_of_the_database(client):
    make_postcode()
    for number in range(20):
        make_service(name=f"Club {number}", terms=["housing"], north_metres=number, schedules=[{"byday": ["MO"]}])
    client.get("/find/?q=club&postcode=ZZ1+1AA")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get("/find/?q=club&postcode=ZZ1+1AA")
    assert len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 5
