"""Closing for a while and for good, opening again; how full it is. The public reads all of it at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hearth.access.tests.support import actor
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions, jobs
from hearth.directory.models import ListingVersion, Service
from hearth.directory.tests.changing import NOW, make_cast

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)


@pytest.fixture
def cast():
    return make_cast()


def close(cast, user=None, first_day=FIRST, last_day=LAST, words="The hall is being painted."):
    user = user or cast.hannah
    with acting_as(user_id=user.id):
        actions.close(
            service_id=cast.service.id, first_day=first_day, last_day=last_day, words=words, by=actor(user), now=NOW
        )


def events(name):
    with as_owner():
        return [event.payload for event in StoredEvent.objects.filter(name=f"directory.{name}").order_by("created_at")]


def test_closed_for_a_while_the_public_reads_it_at_once_without_approval(cast):
    close(cast)
    said = cast.public
    assert (said["closed_from"], said["closed_until"], said["closed_words"], said["status"]) == (
        "2026-03-02",
        "2026-03-15",
        "The hall is being painted.",
        "active",
    )
    (told,) = events("ListingClosed")
    assert (told["closed_from"], told["closed_until"], told["for_good"]) == ("2026-03-02", "2026-03-15", False)


def test_families_read_that_it_is_closed_and_until_when(client, cast):
    today = clock.today()
    close(cast, first_day=today, last_day=today + timedelta(days=13))
    page = client.get(reverse("directory:service", args=[cast.service.id])).content.decode()
    assert "The hall is being painted" in page


def test_a_closure_ends_by_itself(cast):
    close(cast)
    with clock.standing_at(NOW + timedelta(days=13)):
        jobs.end_closures(0)
    assert cast.public["closed_from"] == "2026-03-02"
    with clock.standing_at(NOW + timedelta(days=14)):
        jobs.end_closures(0)
        jobs.end_closures(0)
    assert (cast.public["closed_from"], cast.public["closed_words"]) == (None, "")
    assert len(events("ListingReopened")) == 1
    with as_owner():
        assert ListingVersion.objects.filter(service=cast.service).order_by("-number").first().by_name == ""


def test_closed_until_further_notice_does_not_end_by_itself(cast):
    close(cast, last_day=None)
    with clock.standing_at(NOW + timedelta(days=400)):
        jobs.end_closures(0)
    assert cast.public["closed_from"] == "2026-03-02"


def test_opened_again_before_the_day(cast):
    close(cast)
    with acting_as(user_id=cast.ewan.id):
        actions.reopen(service_id=cast.service.id, by=actor(cast.ewan), now=NOW)
        with pytest.raises(actions.NotToday):
            actions.reopen(service_id=cast.service.id, by=actor(cast.ewan), now=NOW)
    assert cast.public["closed_from"] is None
    assert len(events("ListingReopened")) == 1


def test_closed_for_good_it_leaves_the_directory_with_its_reason_and_can_come_back(client, cast):
    with acting_as(user_id=cast.hannah.id):
        by = actor(cast.hannah)
        actions.close_for_good(service_id=cast.service.id, words="The money ended. Try the hub.", by=by, now=NOW)
        with pytest.raises(actions.NotToday):
            actions.close_for_good(service_id=cast.service.id, words="Again", by=by, now=NOW)
        with pytest.raises(actions.NotToday):
            actions.close(service_id=cast.service.id, first_day=FIRST, last_day=None, words="", by=by, now=NOW)
    assert cast.public["status"] == "closed"
    assert events("ListingClosed")[0]["for_good"] is True
    gone = client.get(reverse("directory:service", args=[cast.service.id]))
    assert gone.status_code == 410
    assert "The money ended. Try the hub." in gone.content.decode()
    with acting_as(user_id=cast.hannah.id):
        actions.reopen(service_id=cast.service.id, by=actor(cast.hannah), now=NOW)
    assert (cast.public["status"], cast.public["closed_words"]) == ("active", "")


@pytest.mark.parametrize("who", ["rubina", "priya"])
def test_nobody_else_closes_it_or_says_how_full_it_is(cast, who):
    user = getattr(cast, who)
    with pytest.raises(Service.DoesNotExist):
        close(cast, user)
    with pytest.raises(Service.DoesNotExist), acting_as(user_id=user.id):
        actions.set_capacity(service_id=cast.service.id, capacity="full", wait_weeks=None, by=actor(user), now=NOW)


@pytest.mark.parametrize(("capacity", "weeks", "kept"), [("waiting", 4, 4), ("full", 4, None), ("open", None, None)])
def test_how_full_it_is_goes_public_at_once(cast, capacity, weeks, kept):
    with acting_as(user_id=cast.ewan.id):
        by = actor(cast.ewan)
        assert actions.set_capacity(service_id=cast.service.id, capacity=capacity, wait_weeks=weeks, by=by, now=NOW)
        assert not actions.set_capacity(service_id=cast.service.id, capacity=capacity, wait_weeks=weeks, by=by, now=NOW)
    assert (cast.public["capacity"], cast.public["wait_weeks"]) == (capacity, kept)


# Older versions -----------------------------------------------------------------------------------------------------
def restore(cast, user, number, words="It was right"):
    with acting_as(user_id=user.id):
        return actions.restore(service_id=cast.service.id, number=number, words=words, by=actor(user), now=NOW)


def test_an_older_version_comes_back_as_a_new_one_and_the_present_stays_present(cast):
    cast.sends(cast.moira, cast.edits(cast.moira, name="Song time", summary="Come and sing."))
    close(cast)
    with acting_as(user_id=cast.ewan.id):
        actions.set_capacity(service_id=cast.service.id, capacity="full", wait_weeks=None, by=actor(cast.ewan), now=NOW)
    assert restore(cast, cast.moira, 1) == ("name", "summary")
    said = cast.public
    assert (said["name"], said["capacity"], said["closed_from"]) == ("Songs", "full", "2026-03-02")
    with as_owner():
        newest = ListingVersion.objects.filter(service=cast.service).order_by("-number").first()
    assert (newest.why, newest.words, newest.by_name, newest.number) == (
        "restored",
        "1: It was right",
        "Moira Tennant",
        5,
    )


def test_who_needs_approval_does_not_put_versions_back(cast):
    cast.sends(cast.moira, cast.edits(cast.moira, name="Song time"))
    with pytest.raises(PermissionDenied):
        restore(cast, cast.ewan, 1)
    with pytest.raises(Service.DoesNotExist):
        restore(cast, cast.rubina, 1)
    with pytest.raises(ListingVersion.DoesNotExist):
        restore(cast, cast.moira, 9)
