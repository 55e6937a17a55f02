"""What is ahead at the hub stands on the page of whoever registered by a session's poster."""

from datetime import date, timedelta

import pytest

from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from hearth.families.staff.sessions_beside import STILL_COMES, coming_for_person
from hearth.families.tests.cast import NOW, make_desk, make_hub, registered, working
from hearth.families.tests.test_session_posters import make_session

pytestmark = pytest.mark.django_db


def everybody():
    with as_owner():
        return list(SourceRecord.objects.values_list("pk", flat=True))


def test_the_next_time_of_their_session_is_told_to_the_hubs_own_people():
    hub = make_hub()
    registered(hub, session=make_session(hub).pk)
    people = everybody()
    with working(make_desk(hub, "hub-manager")) as manager:
        [found] = coming_for_person(manager, people, NOW)
    assert (found.on, found.text) == (date(2026, 3, 9), "Stay and play")
    assert found.words.startswith("9:30am to 11am")
    with working(make_desk(make_hub(), "hub-manager")) as stranger:
        assert coming_for_person(stranger, people, NOW) == []


def test_who_registered_there_long_ago_is_not_expected_any_more():
    hub = make_hub()
    registered(hub, session=make_session(hub).pk)
    with working(make_desk(hub, "hub-manager")) as manager:
        assert coming_for_person(manager, everybody(), NOW + STILL_COMES + timedelta(days=1)) == []


def test_who_came_by_no_session_has_none_ahead():
    hub = make_hub()
    make_session(hub)
    registered(hub)
    with working(make_desk(hub, "hub-manager")) as manager:
        assert coming_for_person(manager, everybody(), NOW) == []
