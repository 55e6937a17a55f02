"""A family registers once, at a hub whose people read it, and nobody else."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from hearth.audit.models import Entry
from hearth.core.actors import FAMILY
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.actions import registering
from hearth.families.actions.errors import NotAllowed
from hearth.families.models import RegisteredPerson, Registration, SafeContact, SourceRecord, Way
from hearth.families.queries import registrations as queries
from hearth.families.queries.known import known_people
from hearth.families.tests.cast import NOW, browser, make_desk, make_hub, registered, saying, working
from hearth.families.tests.factories import restrict

pytestmark = pytest.mark.django_db


def test_each_person_is_a_source_record_of_its_own():
    done = registered(make_hub())
    with as_owner():
        people = queries.people_of(done.registration)
        assert [record.name for record in people] == ["Marek Kowalski", "Zofia Kowalska", ""]
        assert people[2].due_date == date(2026, 6, 1)
        assert {record.kind for record in people} == {"registration"}
        assert SafeContact.objects.get().source_record == people[0]


def test_it_says_which_notice_was_shown_and_what_was_agreed_to():
    done = registered(make_hub(), notice_language="pl")
    with as_owner():
        kept = Registration.objects.get(pk=done.registration.pk)
    assert (kept.notice_version, kept.notice_language, kept.agreed) == ("1", "pl", ["involvement"])


def test_pressing_twice_registers_once():
    hub, key = make_hub(), uuid4()
    first = registering.register(said=saying(hub), sent_key=key, by=FAMILY, now=NOW)
    again = registering.register(said=saying(hub), sent_key=key, by=FAMILY, now=NOW)
    assert (first.is_new, again.is_new, again.code) == (True, False, "")
    assert first.registration.reference == again.registration.reference
    with as_owner():
        assert SourceRecord.objects.count() == 3


def test_it_is_logged_and_others_hear_of_it():
    hub = make_hub()
    done = registered(hub)
    with as_owner():
        entry = Entry.objects.get(action="families.registered")
        event = StoredEvent.objects.get(name="families.Registered")
    assert entry.organisation_id == hub.organisation_id
    assert entry.detail == {"way": "phone", "people": 3, "notice": "1"}
    assert event.payload == {"registration_id": str(done.registration.pk), "site_id": str(hub.pk), "way": "phone"}


def test_the_hubs_desk_reads_it_and_another_organisations_does_not():
    hub = make_hub()
    done = registered(hub)
    with working(make_desk(hub)) as desk:
        assert queries.by_reference(desk, done.registration.reference) is not None
        assert len(queries.people_of(done.registration)) == 3
    with working(make_desk(make_hub())) as other:
        assert queries.by_reference(other, done.registration.reference) is None
        assert SourceRecord.objects.count() == 0


def test_the_family_sees_its_own_registration_and_no_other():
    hub = make_hub()
    mine, other = registered(hub), registered(hub)
    with registering.as_family(mine.registration.pk):
        assert list(Registration.objects.values_list("pk", flat=True)) == [mine.registration.pk]
        assert SourceRecord.objects.count() == 3
    assert other.is_new


@pytest.mark.parametrize("reference", ["family:", "family:%", "family:nobody", "family", "%"])
def test_what_is_no_registration_opens_none(reference):
    registered(make_hub())
    with acting_as(reference=reference):
        assert Registration.objects.count() == RegisteredPerson.objects.count() == 0


def test_nobody_rewrites_a_registration():
    done = registered(make_hub())
    family = registering.as_family(done.registration.pk)
    with pytest.raises(DatabaseError, match="permission denied"), family, connection.cursor() as cursor:
        cursor.execute("update families_registration set agreed = '{news}'")


def test_from_paper_the_desk_has_met_them():
    hub = make_hub()
    with working(make_desk(hub)) as desk:
        done = registering.register(said=saying(hub, way=Way.DESK), sent_key=uuid4(), by=desk, now=NOW)
        kept = Registration.objects.get(pk=done.registration.pk)
    assert (kept.met_by_name, kept.entered_by, kept.met_at) == (desk.name, desk.user_id, NOW)


def test_nobody_registers_at_another_organisations_hub():
    with working(make_desk(make_hub())) as desk, pytest.raises(NotAllowed):
        registering.register(said=saying(make_hub(), way=Way.DESK), sent_key=uuid4(), by=desk, now=NOW)


def test_who_may_not_register_registers_nobody():
    hub = make_hub()
    with working(make_desk(hub, "analyst")) as analyst, pytest.raises(NotAllowed):
        registering.register(said=saying(hub, way=Way.DESK), sent_key=uuid4(), by=analyst, now=NOW)


def test_the_first_of_the_desk_to_meet_them_stands_in_it():
    hub = make_hub()
    done = registered(hub)
    with working(make_desk(hub)) as first:
        assert registering.meet(registration=done.registration, by=first, now=NOW)
    with working(make_desk(hub)) as second:
        assert not registering.meet(registration=done.registration, by=second, now=NOW)
        assert Registration.objects.get().met_by_name == first.name


def test_a_registration_of_somebody_kept_for_named_members_does_not_exist_for_others():
    hub = make_hub()
    done = registered(hub)
    named, other = make_desk(hub), make_desk(hub)
    with as_owner():
        child = queries.people_of(done.registration)[1]
        organisation = hub.organisation
    restrict(child, organisation, named)
    with working(named) as by:
        assert queries.by_reference(by, done.registration.reference) is not None
    with working(other) as by:
        assert Registration.objects.count() == RegisteredPerson.objects.count() == 0
        assert queries.by_reference(by, done.registration.reference) is None
        assert known_people(actor=by, given_name="Zofia", family_name="Kowalska").people == []
    window = browser(other)
    assert window.get(f"/families/register/{done.registration.pk}/").status_code == 404
    assert "Kowalski" not in window.get("/families/register/").content.decode()
