"""Whoever was in a list that was taken away, or among those whom somebody looked for, finds that in "who looked"."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import logged
from hearth.core import brand
from hearth.core.tests.support import as_owner
from hearth.families.models import PersonLink, Registration
from hearth.families.queries import registrations as queries
from hearth.families.tests.cast import NOW, browser, make_desk, make_hub, registered
from hearth.families.tests.factories import make_record
from hearth.families.tests.test_own_page import opens

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_organisation(name="Brook School", kind="school")


@pytest.fixture
def teacher(school):
    return make_member("practitioner", school, name="Olive Marsh")


@pytest.fixture
def family(school):
    """A family that a hub has met, of whose father the school has a record too."""
    done = registered(make_hub())
    elsewhere = make_record(school, given_name="Marek", family_name="Kowalski")
    with as_owner():
        adult = queries.people_of(done.registration)[0]
        PersonLink.objects.filter(pk=elsewhere.pk).update(person=adult.pk)
        Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    return done.registration


def looked():
    window = Client()
    opens(window)
    return window.get("/your-family/looked/").content.decode()


def test_a_family_reads_that_it_was_taken_away_in_a_list(family, teacher):
    browser(teacher).get(reverse("people:export_csv"))
    page = looked()
    assert "Olive Marsh" in page
    assert "Took it away in a list, as a file" in page


def test_a_family_reads_that_somebody_looked_for_it_by_name(family, teacher):
    browser(teacher).post(reverse("people:people"), {"name": "kowalski"})
    assert "Saw it among people whom they looked for" in looked()


def test_a_family_that_was_not_in_it_reads_nothing(family, teacher):
    browser(teacher).post(reverse("people:people"), {"name": "Nowak"})
    assert "Nobody has looked yet" in looked()


def test_opening_the_list_is_one_entry_that_says_how_many(family, teacher):
    browser(teacher).get(reverse("people:people"))
    assert [entry.detail for entry in logged("families.listed")] == [{"rows": 1}]
    assert not logged("families.found_in_list")
    assert "Nobody has looked yet" in looked()


def test_the_information_lead_sees_it_by_the_person_and_the_log_shows_the_list_once(family, teacher, school):
    other = make_record(school, given_name="Amina")
    browser(teacher).get(reverse("people:export_csv"))
    host = make_organisation(is_host=True, kind="council")
    lead = browser(make_member("information-lead", host))
    page = lead.get(reverse("trust:looks", args=[other.pk])).content.decode()
    assert "Took somebody away in a list, as a file" in page
    assert "Olive Marsh" in page
    own = browser(make_member("information-lead", school))
    log = own.get(reverse("access:log")).content.decode()
    table = log[log.index("<tbody") :]
    assert table.count("Downloaded the list of families") == 1
    assert "Took somebody away in a list" not in table
    assert "Took somebody away in a list" in own.get(f"{reverse('access:log')}?subject={other.pk}").content.decode()


def statements(teacher):
    client = browser(teacher)
    client.get(reverse("people:export_csv"))
    brand.forget()
    with CaptureQueriesContext(connection) as sent:
        client.get(reverse("people:export_csv"))
    return len(sent)


def test_however_long_the_list_the_entries_are_one_statement(teacher, school):
    make_record(school)
    few = statements(teacher)
    for _one in range(30):
        make_record(school)
    assert statements(teacher) == few
    assert len(logged("families.taken_in_list")) == 2 + 2 * 31


def test_of_a_hub_s_own_list_too(school):
    hub = make_hub()
    done = registered(hub)
    browser(make_desk(hub)).post(f"/families/register/{done.registration.pk}/met/")
    browser(make_desk(hub, "practitioner")).get(reverse("people:export_csv"))
    assert "Took it away in a list, as a file" in looked()
