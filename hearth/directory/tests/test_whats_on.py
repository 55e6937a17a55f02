"""What is on, day by day: what is really on, near enough, for the age; and the page that shows it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Schedule, ScheduleException, SchoolTerm, Service, ServicePlace, SiteClosure
from hearth.directory.queries import school, timetables
from hearth.directory.queries.places import Spot
from hearth.directory.queries.timetables import timetables as read_timetables
from hearth.directory.queries.whatson import Looked, whats_on
from hearth.directory.tests.factories import MIDDLE, make_postcode, make_service, make_site, north
from hearth.directory.tests.times_strategies import rules

pytestmark = pytest.mark.django_db
MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HERE = Spot(*MIDDLE, "ZZ1 1AA")


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def session(name, *, on="MO", opens="11:00", closes="12:00", metres=100, **values):
    schedule = {"byday": [on], "opens": opens, "closes": closes} | values.pop("schedule", {})
    return make_service(name=name, north_metres=metres, schedules=[schedule], **values)


def names(looked, what="on"):
    known = dict(Service.objects.values_list("id", "name"))
    return [known[one.service_id] for day in whats_on(looked, MONDAY_10AM) for one in getattr(day, what)]


def near(first=TODAY, last=None, **values):
    return Looked(first, last or first, spot=HERE, **values)


def text(response):
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


# What is on -----------------------------------------------------------------------------------------------------------
def test_what_is_on_today_near_enough_and_not_over_in_the_order_of_the_day():
    session("Late", opens="15:00", closes="16:00")
    session("Early", opens="10:30", closes="11:00", metres=3000)
    session("Over", opens="08:00", closes="09:30")
    session("Tuesday", on="TU")
    session("Far", metres=9000)
    assert names(near()) == ["Early", "Late"]
    assert names(near(miles=10)) == ["Early", "Far", "Late"]


def test_age_cost_kind_and_part_of_the_day_narrow_it():
    session("Babies", max_age_months=11, min_age_months=0)
    session("Any age", opens="14:00", closes="15:00")
    session("Paid", cost_kind="paid", terms=["housing"])
    assert set(names(near(age=2))) == {"Any age", "Paid"}
    assert set(names(near(free=True))) == {"Babies", "Any age"}
    assert names(near(category="housing")) == ["Paid"]
    assert names(near(parts=("afternoon",))) == ["Any age"]


def test_a_time_that_nobody_stated_may_be_at_any_time_of_day():
    session("All day?", opens=None, closes=None)
    assert names(near(parts=("evening",))) == ["All day?"]


def test_terms_exceptions_and_closures_decide():
    with as_owner():
        SchoolTerm.objects.create(
            year="2025/26", name="Spring", first_day=date(2026, 2, 23), last_day=date(2026, 3, 27)
        )
        SchoolTerm.objects.create(
            year="2025/26", name="Summer", first_day=date(2026, 4, 13), last_day=date(2026, 5, 22)
        )
    school.forget()
    hub = make_site("Hub")
    term = session("Term", schedule={"term_time_only": True})
    club = session("Club", schedule={"holidays_only": True})
    off = session("Off")
    shut = make_service(
        name="Shut", places=[{"site": hub}], schedules=[{"byday": ["MO"], "opens": "11:00", "closes": "12:00"}]
    )
    extra = session("Extra", on="TU")
    with as_owner():
        ScheduleException.objects.create(
            service=off, kind="cancelled", first_day=TODAY, last_day=TODAY, words="Training"
        )
        ScheduleException.objects.create(
            service=extra, kind="extra", first_day=TODAY, last_day=TODAY, opens=time(13), closes=time(14)
        )
        SiteClosure.objects.create(site=hub, first_day=TODAY, last_day=TODAY, words="Boiler")
    assert names(near()) == ["Term", "Extra"]
    assert set(names(near(), "not_on")) == {"Off", "Shut"}
    easter = date(2026, 3, 30)
    assert set(names(near(easter))) == {"Club", "Off", "Shut"}
    assert {term.name, club.name, shut.name} == {"Term", "Club", "Shut"}


def test_a_service_with_a_near_and_a_far_place_is_only_near_where_it_is_on():
    service = make_service(name="Two halls", north_metres=100)
    with as_owner():
        away = ServicePlace.objects.create(
            service=service, address_1="Far hall", latitude=north(30_000), longitude=MIDDLE[1]
        )
        Schedule.objects.create(service=service, place=away, byday=["MO"], opens="11:00", closes="12:00")
    assert names(near()) == []
    with as_owner():
        Schedule.objects.create(service=service, byday=["MO"], opens="15:00", closes="16:00")
    (day,) = whats_on(near(), MONDAY_10AM)
    assert [(one.occurrence.opens, round(one.metres or 0)) for one in day.on] == [(time(15), 100)]


def test_what_only_a_professional_can_ask_for_and_what_is_hidden_is_nothing_to_go_to():
    session("Clinic by letter", access_routes=["professional-only"])
    session("Hidden", status="hidden")
    session("Either way", access_routes=["walk-in", "professional-only"])
    assert names(near()) == ["Either way"]


def test_a_session_online_stands_apart_and_a_helpline_is_not_an_event():
    make_service(name="Course by video", delivery=["video"], schedules=[{"byday": ["MO"], "opens": "19:00"}])
    make_service(name="Helpline", delivery=["phone"], schedules=[{"byday": ["MO"], "opens": "09:00"}])
    make_service(name="Who knows", schedules=[{"byday": ["MO"], "opens": "19:00"}])
    assert names(near(), "online") == ["Course by video"]
    assert names(near()) == []


def test_a_refuge_is_on_no_list_by_distance():
    make_service(
        name="Safe house",
        area_words="In the north",
        places=[{"latitude": MIDDLE[0], "longitude": MIDDLE[1], "is_confidential": True}],
        schedules=[{"byday": ["MO"], "opens": "11:00"}],
    )
    assert names(near()) == []


def test_more_than_we_look_at_is_said(monkeypatch):
    monkeypatch.setattr("hearth.directory.queries.whatson.MOST_ON_ONE_DAY", 3)
    for number in range(5):
        session(f"Group {number}", metres=number * 10)
    (day,) = whats_on(near(), MONDAY_10AM)
    assert day.is_bounded
    assert {one.metres and round(one.metres) for one in day.on} <= {0, 10, 20, 30}
    (tuesday,) = whats_on(near(TODAY + timedelta(days=1)), MONDAY_10AM)
    assert not tuesday.is_bounded


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules(), first=st.dates(date(2026, 1, 1), date(2026, 12, 1)))
@pytest.mark.slow
def test_the_database_never_leaves_out_what_the_rules_say_is_on(rule, first):
    """The plain reading of a rule in SQL may let through too much, and never too little."""
    with as_owner():
        Service.objects.all().delete()
    service = make_service(north_metres=10)
    with as_owner():
        Schedule.objects.create(
            service=service,
            byday=list(rule.byday),
            freq="MONTHLY" if rule.monthly else "WEEKLY",
            week_of_month=rule.week_of_month,
            days_of_month=list(rule.days_of_month),
            interval=rule.interval,
            opens=rule.opens,
            closes=rule.closes,
            valid_from=rule.valid_from,
            valid_to=max(rule.valid_to, rule.valid_from or rule.valid_to) if rule.valid_to else None,
            term_time_only=rule.term_time_only,
            holidays_only=rule.holidays_only,
            bank_holidays=rule.bank_holidays,
        )
        # Whether a rule's end has passed is a matter of the database's own day.
        with connection.cursor() as cursor:
            cursor.execute("update directory_searchrow set times = 2097151")
    last = first + timedelta(days=13)
    long_ago = datetime(2025, 12, 1, tzinfo=UTC)
    table = read_timetables([service.id])[service.id]
    found = [one.occurrence for day in whats_on(near(first, last), long_ago) for one in day.on]
    assert found == list(table.between(first, last))


# The page -------------------------------------------------------------------------------------------------------------
def test_the_page_says_time_place_distance_cost_ages_and_how_to_get_in(client):
    make_postcode()
    session(
        "Toddler tunes",
        metres=800,
        min_age_months=0,
        max_age_months=36,
        access_routes=["walk-in"],
        capacity="full",
    )
    page = text(client.get("/whats-on/?postcode=ZZ1+1AA&age=2&part=morning"))
    for words in (
        *("What’s on near ZZ1 1AA: Today", "Today, Monday 2 March", "11am to 12pm", "Toddler tunes", "Fernley"),
        *("about 10 minutes’ walk (0.5 miles)", "Ages: up to 3 years", "Free", "Just turn up", "Full for now"),
        "Add to my calendar",
    ):
        assert words in page, words


def test_an_address_with_a_postcode_is_kept_by_nobody(client):
    make_postcode()
    response = client.get("/whats-on/?postcode=ZZ1+1AA")
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_without_a_place_the_hubs_are_shown_and_a_hub_has_its_own_list(client):
    lantern, mill = make_site("Lantern"), make_site("Mill")
    for site, name in ((lantern, "Singing"), (mill, "Weaving")):
        make_service(name=name, places=[{"site": site}], schedules=[{"byday": ["MO"], "opens": "11:00"}])
    session("Elsewhere")
    page = text(client.get("/whats-on/"))
    assert "Singing" in page and "Weaving" in page and "Elsewhere" not in page
    assert "Tell us where you are" in page
    page = text(client.get("/whats-on/?hub=lantern&when=week"))
    assert "Singing" in page and "Weaving" not in page
    assert "What’s on at Lantern" in page


def test_an_empty_day_says_what_to_do(client):
    make_postcode()
    make_site("Fernley Hub", phone="01632 960123")
    session("Far", metres=6 * 1609)
    session("Thursdays", on="TH")
    page = text(client.get("/whats-on/?postcode=ZZ1+1AA&miles=3"))
    for words in ("Nothing that we know of is on then", "Thursday 5 March", "Within 5 miles", "01632 960123"):
        assert words in page, words


def test_days_weeks_and_chosen_days_stand_in_the_address(client):
    make_postcode()
    session("Saturdays", on="SA")
    assert "Saturdays" in text(client.get("/whats-on/?postcode=ZZ1+1AA&when=weekend"))
    assert "Saturdays" in text(client.get("/whats-on/?postcode=ZZ1+1AA&when=week"))
    assert "Saturdays" in text(client.get("/whats-on/?postcode=ZZ1+1AA&when=next-week"))
    assert "Saturdays" in text(client.get("/whats-on/?postcode=ZZ1+1AA&when=today&on=2026-03-14"))
    assert "Saturdays" not in text(client.get("/whats-on/?postcode=ZZ1+1AA&when=tomorrow"))
    assert "the year ahead" in text(client.get("/whats-on/?on=2026-01-01"))


def test_the_day_tells_of_a_bank_holiday_and_of_the_school_holidays(client):
    with as_owner():
        SchoolTerm.objects.create(year="a", name="x", first_day=date(2026, 2, 23), last_day=date(2026, 3, 27))
        SchoolTerm.objects.create(year="a", name="y", first_day=date(2026, 4, 13), last_day=date(2026, 5, 22))
    school.forget()
    assert "start again from Monday 13 April" in text(client.get("/whats-on/?when=2026-03-31"))
    assert "Good Friday: a bank holiday" in text(client.get("/whats-on/?when=2026-04-03"))
    page = text(client.get("/whats-on/school-holidays/"))
    for words in ("School breaks up on Friday 27 March", "Easter holidays", "Saturday 28 March to Sunday 12 April"):
        assert words in page, words


@pytest.mark.parametrize(
    "query",
    [
        *("when=never", "when=2026-02-30", "when=9999-12-31", "on=x", "on=2026-3-1", "age=x", "age=-7", "miles=7"),
        *("part=night", "category=none", "page=0", "page=-3", "page=9999", "page=²", "hub=none", "hub=%00"),
        *("postcode=%00", "postcode=" + "a" * 3000, "lang=ur"),
    ],
)
def test_no_address_breaks_the_page(client, query):
    session("Club")
    assert client.get(f"/whats-on/?{query}").status_code == 200


def test_the_page_asks_few_questions_of_the_database_however_much_is_on(client):
    make_postcode()
    for number in range(30):
        session(f"Club {number}", metres=number)
    client.get("/whats-on/?postcode=ZZ1+1AA")
    with CaptureQueriesContext(connection) as seen:
        client.get("/whats-on/?postcode=ZZ1+1AA&when=week")
    assert len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 8


def test_reading_timetables_is_one_statement():
    ids = [session(f"Club {number}").id for number in range(5)]
    school.calendars()
    with CaptureQueriesContext(connection) as seen:
        assert len(timetables(ids)) == 5
    assert len(seen.captured_queries) == 1
