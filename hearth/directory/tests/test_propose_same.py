"""An editor puts two listings forward as one service, and they stay forward until somebody decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.actions import duplicates, merging
from hearth.directory.models import DuplicatePair, PairState, Service
from hearth.directory.queries import duplicates as queries
from hearth.directory.tests.factories import make_service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def moira():
    council = make_organisation(name="Larkmere Council", is_host=True)
    return make_member("directory-editor", council, name="Moira Tennant")


@pytest.fixture
def two():
    """Nothing in their texts says that they are one."""
    return (
        make_service(name="Baby café", organisation=make_organisation(name="Acorn"), phone="01632 960001"),
        make_service(name="Milk and cake", organisation=make_organisation(name="Oak"), phone="01632 960002"),
    )


def propose(user, one, other, why="Same group, same hall."):
    with acting_as(user_id=user.pk):
        return duplicates.propose(one_id=one.pk, other_id=other.pk, why=why, by=actor(user), now=NOW)


def waiting(user):
    with acting_as(user_id=user.pk):
        return list(queries.waiting(actor(user)))


def test_they_stand_among_the_pairs_to_look_at_and_in_the_log(moira, two):
    pair = propose(moira, two[1], two[0])
    assert [found.pk for found in waiting(moira)] == [pair.pk]
    assert (pair.proposed_by, pair.proposed_why, pair.state) == ("Moira Tennant", "Same group, same hall.", "proposed")
    assert [entry.subject_id for entry in logged("directory.proposed_same")] == [pair.pk]


def test_the_search_leaves_them_there(moira, two):
    pair = propose(moira, *two)
    assert duplicates.look(now=LATER).withdrawn == 0
    assert [found.pk for found in waiting(moira)] == [pair.pk]


def test_the_same_listing_and_one_that_is_gone_are_refused(moira, two):
    one, other = two
    with pytest.raises(duplicates.NotTwo):
        propose(moira, one, one)
    with as_owner():
        Service.objects.filter(pk=other.pk).update(status="closed")
    with pytest.raises(duplicates.NotTwo):
        propose(moira, one, other)
    with as_owner():
        assert not DuplicatePair.objects.exists()


def test_what_was_brought_together_is_refused(moira, two):
    one, other = two
    propose(moira, one, other)
    with acting_as(user_id=moira.pk):
        merging.merge(
            kept_id=one.pk, absorbed_id=other.pk, choices={}, reason="I rang.", seen=(one.version, other.version),
            by=actor(moira), now=LATER,
        )  # fmt: skip
    with pytest.raises(duplicates.NotTwo):
        propose(moira, one, other)
    with as_owner():
        assert DuplicatePair.objects.get().state == PairState.MERGED


def test_a_second_time_they_are_refused_however_it_was_decided(moira, two):
    pair = propose(moira, *two)
    with pytest.raises(duplicates.AlreadyDecided) as refused:
        propose(moira, *two)
    assert refused.value.pair.pk == pair.pk
    with acting_as(user_id=moira.pk):
        duplicates.say_different(pair_id=pair.pk, reason="Two groups.", by=actor(moira), now=LATER)
    with pytest.raises(duplicates.AlreadyDecided):
        propose(moira, *two)


def test_only_who_looks_after_all_listings_may(moira, two):
    with pytest.raises(PermissionDenied):
        propose(make_member("provider-editor"), *two)


def test_the_other_one_is_found_by_words_and_by_a_name_that_is_alike(moira, two):
    one, other = two
    make_service(name="Debt advice", organisation=make_organisation(name="Elm"))
    assert queries.could_be_same(one, "milk oak") == [other]
    assert queries.could_be_same(one, "milk and caek") == [other]
    assert queries.could_be_same(one, "Baby café") == []
    assert queries.could_be_same(one, "\0 ") == []


def test_the_page_leads_from_a_listing_to_the_two_side_by_side(moira, two, client):
    one, other = two
    enter(client, moira)
    address = reverse("directory:same_as", args=[one.pk])
    assert address in client.get(reverse("directory:listing", args=[one.pk])).content.decode()
    assert "Find listings" in client.get(address).content.decode()
    found = client.post(address, {"look": "yes", "find": "milk", "why": "Same hall"}).content.decode()
    assert "Milk and cake" in found
    assert "Same hall" in found
    refused = client.post(address, {"find": "milk", "other": "", "why": ""}).content.decode()
    assert "Find and choose the listing that is the same" in refused
    assert "Say why you think" in refused
    done = client.post(address, {"find": "milk", "other": str(other.pk), "why": "Same hall"})
    with as_owner():
        pair = DuplicatePair.objects.get()
    assert done.url == reverse("directory:duplicate", args=[pair.pk])
    page = client.get(done.url).content.decode()
    assert "Moira Tennant: Same hall" in page
    assert "Put forward by Moira Tennant" in page
    again = client.post(address, {"find": "milk", "other": str(other.pk), "why": "Same hall"}, follow=True)
    assert "stand among the pairs already" in again.content.decode()


def test_a_provider_is_not_offered_it(two, client):
    with as_owner():
        organisation = Service.objects.select_related("organisation").get(pk=two[0].pk).organisation
    enter(client, make_member("provider-editor", organisation=organisation))
    address = reverse("directory:same_as", args=[two[0].pk])
    assert address not in client.get(reverse("directory:listing", args=[two[0].pk])).content.decode()
    assert client.get(address).status_code == 403
