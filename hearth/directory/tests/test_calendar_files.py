"""Calendar files say exactly what our pages say, and nothing that they should not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar

from hearth.core import clock
from hearth.core.clock import LONDON
from hearth.core.tests.support import as_owner
from hearth.directory import calendar_files
from hearth.directory.models import ScheduleException, SiteClosure
from hearth.directory.queries import services
from hearth.directory.queries.services import ServiceFacts
from hearth.directory.queries.times import Entry, Exceptional, Rule, Timetable
from hearth.directory.tests.factories import MIDDLE, make_service, make_site
from hearth.directory.tests.times_strategies import days, timetables

MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PAGE = "https://hubs.example/services/1/"


def facts_of(timetable):
    values = dict.fromkeys(ServiceFacts.__slots__, "") | {
        "id": UUID(int=7),
        "name": "Rhyme time; songs, and more",
        "places": (),
        "term_ids": (),
        "access_routes": (),
        "edited_at": MONDAY_10AM,
        "is_sensitive": False,
        "timetable": timetable,
        "delivery": (),
    }
    return ServiceFacts(**values)


def naive(moment):
    """As it stands on a London clock."""
    if isinstance(moment, datetime):
        return moment.astimezone(LONDON).replace(tzinfo=None) if moment.tzinfo is UTC else moment.replace(tzinfo=None)
    return datetime.combine(moment, time.min)


def expanded(event):
    """All starts of an event, as a calendar works them out."""
    start = naive(event.decoded("DTSTART"))
    starts = {start}
    if "RRULE" in event:
        text = event["RRULE"].to_ical().decode()
        until = event["RRULE"]["UNTIL"][0]
        parts = [part for part in text.split(";") if not part.startswith("UNTIL")]
        end = until.astimezone(LONDON).replace(tzinfo=None) if isinstance(until, datetime) else naive(until)
        starts = set(rrulestr(";".join(parts), dtstart=start).between(start, end, inc=True))
    starts |= {naive(one.dt) for one in listed(event, "RDATE")}
    return starts - {naive(one.dt) for one in listed(event, "EXDATE")}


def is_whole_day(event):
    return not isinstance(event.decoded("DTSTART"), datetime)


def listed(event, name):
    found = event.get(name, [])
    return [one for part in (found if isinstance(found, list) else [found]) for one in part.dts]


def events(body):
    return list(Calendar.from_ical(body).walk("VEVENT"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables(), days)
@pytest.mark.slow
def test_a_calendar_works_out_just_the_times_that_we_show(timetable, today):
    body = calendar_files.service_file(facts_of(timetable), page=PAGE, today=today)
    until = today + timedelta(days=calendar_files.AHEAD_DAYS - 1)
    shown = sorted(
        (datetime.combine(one.day, one.opens or time.min), one.opens is None) for one in timetable.between(today, until)
    )
    kept = sorted((start, is_whole_day(event)) for event in events(body) for start in expanded(event))
    assert kept == shown


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(timetables(), days)
@pytest.mark.slow
def test_ids_are_unique_and_the_same_again(timetable, today):
    first = [str(e["UID"]) for e in events(calendar_files.service_file(facts_of(timetable), page=PAGE, today=today))]
    again = [str(e["UID"]) for e in events(calendar_files.service_file(facts_of(timetable), page=PAGE, today=today))]
    assert first == again
    assert len(first) == len(set(first))


def test_a_series_keeps_its_id_as_time_goes_by_and_when_it_changes():
    rule = Rule(("TU",), opens=time(10), closes=time(11))
    table = Timetable((Entry(rule, UUID(int=5)),))
    later = replace(
        table,
        entries=(Entry(replace(rule, opens=time(9)), UUID(int=5)),),
        exceptions=(Exceptional("cancelled", date(2026, 4, 7), date(2026, 4, 7)),),
    )
    ids = {
        str(events(calendar_files.service_file(facts_of(one), page=PAGE, today=today))[0]["UID"])
        for one, today in ((table, date(2026, 3, 2)), (table, date(2026, 5, 1)), (later, date(2026, 3, 2)))
    }
    assert len(ids) == 1


def test_summer_time_is_in_the_file_and_the_hour_is_londons():
    body = calendar_files.service_file(
        facts_of(Timetable((Entry(Rule(("SU",), opens=time(10), closes=time(11))),))), page=PAGE, today=date(2026, 3, 2)
    )
    (zone,) = Calendar.from_ical(body).walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/London"
    assert {(*part["RRULE"]["BYMONTH"], *part["RRULE"]["BYDAY"]) for part in zone.subcomponents} == {
        (3, "-1SU"),
        (10, "-1SU"),
    }
    assert b"DTSTART;TZID=Europe/London:20260308T100000" in body
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta(hours=1)  # noqa: DTZ001 (as the clock shows)


# Over the web ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def monday(db):
    with clock.standing_at(MONDAY_10AM):
        yield


def test_a_family_keeps_one_time_or_all_of_them(client, monday):
    site = make_site("Fernley Hub", city="Fernley", postcode="ZZ1 1AA")
    service = make_service(
        name="Rhyme time",
        places=[{"site": site, "address_1": "", "city": ""}],
        schedules=[{"byday": ["TU"], "opens": "09:30", "closes": "10:00"}],
    )
    page = client.get(f"/services/{service.id}/").content.decode()
    assert f"/services/{service.id}/times.ics" in page
    assert f"/services/{service.id}/2026-03-03-0930.ics" in page
    every = client.get(f"/services/{service.id}/times.ics")
    assert every["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in every["Content-Disposition"]
    (event,) = events(every.content)
    assert str(event["SUMMARY"]) == "Rhyme time"
    assert str(event["LOCATION"]) == "Fernley Hub, 2 Well Street, Fernley, ZZ1 1AA"
    assert str(event["URL"]).endswith(f"/services/{service.id}/")
    (alone,) = events(client.get(f"/services/{service.id}/2026-03-10-0930.ics").content)
    assert "RRULE" not in alone
    assert alone.decoded("DTSTART").astimezone(LONDON) == datetime(2026, 3, 10, 9, 30, tzinfo=LONDON)
    for nothing in ("2026-03-11-0930", "2026-03-10-1000", "2026-03-10", "soon"):
        assert client.get(f"/services/{service.id}/{nothing}.ics").status_code == 404


def test_a_hubs_feed_has_its_sessions_and_its_closures_and_says_when_nothing_is_new(client, monday):
    hub, other = make_site("Lantern"), make_site("Mill")
    service = make_service(
        name="Singing",
        places=[{"site": hub}, {"site": other}],
        schedules=[{"byday": ["TU"], "opens": "09:30", "closes": "10:00"}],
    )
    with as_owner():
        SiteClosure.objects.create(site=hub, first_day=date(2026, 3, 10), last_day=date(2026, 3, 11), words="Training")
        ScheduleException.objects.create(
            service=service, kind="extra", first_day=date(2026, 3, 14), last_day=date(2026, 3, 14), opens="10:00"
        )
    answer = client.get("/hubs/lantern/calendar.ics")
    found = events(answer.content)
    series = next(event for event in found if "RRULE" in event)
    assert datetime(2026, 3, 10, 9, 30) not in expanded(series)  # noqa: DTZ001 (as the clock shows)
    assert {str(event["SUMMARY"]) for event in found} == {"Singing", "Lantern is shut: Training"}
    shut = next(event for event in found if "shut" in str(event["SUMMARY"]))
    assert (shut.decoded("DTSTART"), shut.decoded("DTEND")) == (date(2026, 3, 10), date(2026, 3, 12))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in answer.content
    again = client.get("/hubs/lantern/calendar.ics", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    page = client.get("/hubs/lantern/").content.decode()
    assert "webcal://testserver/hubs/lantern/calendar.ics" in page


def test_what_a_shared_phone_must_not_tell_has_no_file(client, monday):
    hub = make_site("Lantern")
    services_ = [
        make_service(
            name="Power to leave",
            places=[{"site": hub}],
            schedules=[{"byday": ["TU"], "opens": "09:30"}],
            **values,
        )
        for values in ({"is_sensitive": True}, {"terms": ["domestic-abuse"]})
    ]
    for service in services_:
        assert client.get(f"/services/{service.id}/times.ics").status_code == 404
        assert client.get(f"/services/{service.id}/2026-03-03-0930.ics").status_code == 404
        assert ".ics" not in client.get(f"/services/{service.id}/").content.decode()
    assert b"Power to leave" not in client.get("/hubs/lantern/calendar.ics").content
    assert ".ics" not in client.get("/whats-on/?hub=lantern&when=2026-03-03").content.decode()


def test_a_secret_address_is_in_no_file(client, monday):
    service = make_service(
        name="Quiet room",
        area_words="In the north of the borough",
        places=[
            {"address_1": "13 Hidden Lane", "city": "Secretham", "latitude": MIDDLE[0], "longitude": MIDDLE[1]}
            | {"is_confidential": True, "postcode": "ZZ7 7ZZ"}
        ],
        schedules=[{"byday": ["TU"], "opens": "09:30"}],
    )
    body = client.get(f"/services/{service.id}/times.ics").content
    assert b"BEGIN:VEVENT" in body
    for hidden in (b"Hidden", b"Secretham", b"ZZ7", b"LOCATION", b"GEO"):
        assert hidden not in body
    assert services([service.id])[service.id].places == ()
