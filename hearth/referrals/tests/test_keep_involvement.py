"""A service that said yes works with the family from that day until the request ends."""

import pytest

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.families.models import Involvement
from hearth.referrals import actions
from hearth.referrals.tests.factories import NOW, later, make_cast, working

pytestmark = pytest.mark.django_db


def involved():
    with as_owner():
        return list(Involvement.objects.order_by("created_at"))


@pytest.mark.parametrize("state", ["sent", "opened", "needs-information", "waiting", "declined"])
def test_who_has_not_said_yes_is_not_involved(state):
    make_cast().brought_to(state)
    assert involved() == []


def test_saying_yes_begins_it_once_for_each_person_of_the_request():
    cast = make_cast()
    referral = cast.brought_to("in-progress")  # accepted, then first contact: two moves, one involvement
    with as_owner():
        people = set(referral.people.values_list("source_record", flat=True))
    rows = involved()
    assert {row.source_record_id for row in rows} == people
    assert len(rows) == len(people)
    assert {(row.organisation_id, row.service_name, row.since, row.until) for row in rows} == {
        (cast.service.organisation_id, cast.service.name, clock.today(NOW), None)
    }


def test_the_end_of_the_request_is_its_last_day():
    make_cast().brought_to("completed")
    assert {row.until for row in involved()} == {clock.today(NOW)}


def test_a_pause_does_not_end_it():
    make_cast().brought_to("on-hold")
    assert {row.until for row in involved()} == {None}


def test_whoever_is_given_the_family_is_whom_to_ring():
    cast = make_cast()
    referral = cast.brought_to("accepted")
    with working(cast.worker) as by:
        actions.allocate(referral=referral, by=by, now=later(hours=5), worker=cast.colleague.pk)
    assert {row.contact_name for row in involved()} == {cast.colleague.name}


def test_a_service_whose_name_says_too_much_stays_sealed():
    cast = make_cast()
    with as_owner():
        Service.objects.filter(pk=cast.service.pk).update(is_sensitive=True)
    cast.brought_to("accepted")
    assert {row.is_sealed for row in involved()} == {True}
