"""Loading the demo area: once fills it, twice changes nothing, and a refuge stays hidden."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hearth.access.models import Organisation, User
from hearth.audit.models import Entry
from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.directory.demo import reading
from hearth.directory.loading import demo
from hearth.directory.models import (
    Alert,
    Area,
    AreaKind,
    Follow,
    ListingNews,
    Postcode,
    ProblemReport,
    Schedule,
    Service,
    ServiceNote,
    ServicePlace,
    Site,
    SiteKind,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday


def load():
    with as_owner():
        return demo.load(now=NOW, by=SYSTEM)


def everything():
    """All rows of the directory and of organisations, as text: to see whether anything moved."""
    tables = [
        "directory_service", "directory_serviceplace", "directory_serviceterm", "directory_schedule", "directory_site",
        "directory_sitehours", "directory_organisationlisting", "access_organisation", "directory_area",
        "directory_areafigure", "directory_postcode", "directory_namedplace", "core_brand", "audit_entry",
    ]  # fmt: skip
    with as_owner(), connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"select md5(string_agg(t::text, '|' order by t::text)), count(*) from {table} t")
            found[table] = cursor.fetchone()
        return found


@pytest.mark.slow
def test_the_demo_area_is_filled():
    loaded = load()
    assert loaded.services == Service.objects.count() >= 250
    assert loaded.organisations == Organisation.objects.count() >= 40
    assert Site.objects.filter(kind=SiteKind.HUB).count() == 6
    assert Area.objects.filter(kind=AreaKind.WARD).count() == 16
    assert loaded.postcodes == Postcode.objects.count() >= 1200
    assert Organisation.objects.get(is_host=True).name == "Larkmere Council"


@pytest.mark.slow
def test_loading_twice_changes_nothing():
    load()
    before = everything()
    again = load()
    assert (again.areas, again.postcodes, again.organisations, again.sites, again.services) == (0, 0, 0, 0, 0)
    assert everything() == before


@pytest.mark.slow
def test_what_somebody_tried_out_stays():
    load()
    with as_owner():
        Service.objects.filter(source_ref="latch-lantern").update(name="Our own name")
    load()
    assert Service.objects.get(source_ref="latch-lantern").name == "Our own name"


@pytest.mark.slow
def test_a_service_comes_with_all_its_facts():
    load()
    with as_owner():
        service = Service.objects.get(source_ref="latch-lantern")
        assert (service.min_age_months, service.max_age_months, service.cost_kind) == (0, 24, "free")
        assert {term.code for term in service.terms.all()} == {"infant-feeding", "feeding-your-baby"}
        assert (NOW - service.assured_at).days == 11
        place = service.places.get()
        assert place.site is not None and place.site.name == "The Lantern Family Hub"
        times = {(tuple(row.byday), f"{row.opens:%H:%M}", row.place_id) for row in service.schedules.all()}
        assert times == {(("TU",), "10:00", place.id), (("SA",), "09:45", place.id)}


@pytest.mark.slow
def test_a_course_runs_in_the_weeks_after_the_loading():
    load()
    course = Schedule.objects.get(service__source_ref="baby-massage-millyard")
    assert f"{course.valid_from:%a %d %b}" == "Mon 16 Mar"
    assert f"{course.valid_to:%a %d %b}" == "Sun 19 Apr"


@pytest.mark.slow
def test_the_refuge_has_an_address_that_the_serving_role_cannot_read():
    load()
    refuge = Service.objects.get(source_ref="juniper-refuge")
    assert refuge.area_words and refuge.is_sensitive
    assert not ServicePlace.objects.filter(service=refuge).exists()
    with as_owner():
        assert ServicePlace.objects.get(service=refuge).is_confidential


@pytest.mark.slow
def test_a_hub_lies_where_its_postcode_lies():
    load()
    hub = Site.objects.get(source_ref="oxenbeck")
    point = Postcode.objects.get(shown=hub.postcode)
    assert (hub.latitude, hub.longitude, hub.lsoa_code) == (point.latitude, point.longitude, point.lsoa_code)
    assert hub.hours.filter(weekday=3).count() == 1


@pytest.mark.slow
def test_the_command_brings_the_people_too_and_says_what_is_new():
    said = StringIO()
    with as_owner():
        call_command("load_demo", stdout=said)
        assert f"{len(reading.services())} services" in said.getvalue()
        assert User.objects.filter(email="marcia.campbell@larkmere-council.example").exists()
        assert Entry.objects.filter(action="directory.demo_loaded").count() == 1
        call_command("load_demo", "--if-empty", stdout=said)
        assert "there already" in said.getvalue()


def test_invented_people_never_get_into_a_real_network(settings):
    settings.DEMO = False
    with as_owner(), pytest.raises(CommandError):
        call_command("load_demo")
    assert not Organisation.objects.exists()


@pytest.mark.slow
def test_reports_notes_and_what_is_followed_are_there_once():
    with as_owner():
        call_command("load_demo", verbosity=0)
        before = [model.objects.count() for model in (ProblemReport, ServiceNote, Follow, ListingNews, Alert)]
        call_command("load_demo", verbosity=0)
        after = [model.objects.count() for model in (ProblemReport, ServiceNote, Follow, ListingNews, Alert)]
    assert before == after
    assert all(before)
