"""Changing a listing keeps what it said before, says who changed it, and refuses what was made for an older version."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions
from hearth.directory.models import ListingVersion, Service, Why
from hearth.directory.tests.factories import make_service
from hearth.directory.tests.listings import full_service, hide, look, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def council():
    return make_organisation(name="Larkmere Council", is_host=True)


@pytest.fixture
def provider():
    return make_organisation(name="Nestling")


def change(service, user, now=NOW, why=Why.EDITED, seen_version=None, **said):
    with acting_as(user_id=user.id):
        return actions.change_listing(
            service_id=service.id,
            document={"shape": 1, **said},
            why=why,
            by=actor(user),
            now=now,
            seen_version=seen_version,
        )


def versions(service):
    with as_owner():
        return [
            (v.number, v.why, v.document["name"], v.by_name)
            for v in ListingVersion.objects.filter(service=service).order_by("number")
        ]


def test_the_state_before_is_kept_when_somebody_first_changes_it(provider):
    service = make_service(organisation=provider, name="Songs")
    editor = make_member("provider-editor", provider, name="Ewan Farrow")
    assert change(service, editor, name="Song time") == ("name",)
    assert change(service, editor, name="Story time", now=LATER) == ("name",)
    assert versions(service) == [
        (1, "loaded", "Songs", ""),
        (2, "edited", "Song time", "Ewan Farrow"),
        (3, "edited", "Story time", "Ewan Farrow"),
    ]
    with as_owner():
        service.refresh_from_db()
        told = list(StoredEvent.objects.filter(name="directory.ListingChanged").order_by("created_at"))
    assert (service.version, service.edited_at) == (3, LATER)
    assert [(event.payload["version"], event.payload["fields"]) for event in told] == [(2, ["name"]), (3, ["name"])]


def test_a_change_that_changes_nothing_makes_no_version(provider):
    service = make_service(organisation=provider, name="Songs")
    assert change(service, make_member("provider-editor", provider), name="Songs") == ()
    with as_owner():
        service.refresh_from_db()
    assert service.version == 1
    assert versions(service) == []


def test_a_feed_keeps_no_version_until_somebody_changes_what_it_wrote(provider):
    service = make_service(organisation=provider, name="Songs")
    editor = make_member("provider-editor", provider)
    change(service, editor, name="Song time")
    with as_owner():  # two nights of a feed, as it does: in bulk
        Service.objects.filter(pk=service.pk).update(version=3, name="SONGS")
        Service.objects.filter(pk=service.pk).update(version=4, name="SONGS!")
    change(service, editor, name="Song time again")
    assert [(number, why, name) for number, why, name, _by in versions(service)] == [
        (1, "loaded", "Songs"),
        (2, "edited", "Song time"),
        (4, "loaded", "SONGS!"),
        (5, "edited", "Song time again"),
    ]


def test_a_change_made_for_an_older_version_is_refused_and_changes_nothing(provider):
    service = make_service(organisation=provider, name="Songs")
    editor = make_member("provider-editor", provider)
    change(service, editor, name="Song time")
    with pytest.raises(actions.ChangedMeanwhile) as refused:
        change(service, editor, name="Mine", seen_version=1)
    assert refused.value.version == 2
    assert look(service)["name"] == "Song time"


def test_the_present_state_of_many_is_kept_in_a_fixed_number_of_statements(provider):
    services = [make_service(organisation=provider) for _ in range(20)]
    with as_owner(), CaptureQueriesContext(connection) as asked:
        assert actions.keep_present(service_ids=[service.id for service in services]) == 20
    assert len(asked) <= 9
    with as_owner():
        assert actions.keep_present(service_ids=[service.id for service in services]) == 0


def test_versions_are_for_the_listings_own_editors_and_for_who_approves(provider, council):
    service = make_service(organisation=provider)
    change(service, make_member("provider-editor", provider), name="Song time")

    def seen_by(user):
        with acting_as(user_id=user.id):
            return ListingVersion.objects.filter(service=service).count()

    assert seen_by(make_member("hub-manager", provider)) == 2
    assert seen_by(make_member("directory-editor", council)) == 2
    assert seen_by(make_member("front-desk", provider)) == 0
    assert seen_by(make_member("directory-editor")) == 0  # of another organisation than the host
    assert seen_by(make_member("hub-manager")) == 0


def test_who_approves_changes_everybodys_places_and_never_a_secret_one(provider, council):
    service = full_service(provider)
    moira = make_member("directory-editor", council)
    first, second = service.places.order_by("created_at")
    hide(first, address_1="7 Qxsecret Row")
    said = look(service)
    assert write(service, said | {"places": []}, moira) == ("places", "schedules")  # which are on all the same
    with as_owner():
        assert [place.address_1 for place in service.places.all()] == ["7 Qxsecret Row"]
        assert service.schedules.count() == len(said["schedules"])
    assert write(service, said, moira) == ("places", "schedules")
    with acting_as(user_id=moira.id):
        assert [place.id for place in service.places.all()] == [second.id]
