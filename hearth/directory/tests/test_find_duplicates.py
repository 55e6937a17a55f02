"""Pairs of listings are proposed when much speaks for one service, never when their texts say that they are two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.actions import duplicates
from hearth.directory.likeness import Shared, Side, Spot, likeness
from hearth.directory.models import DuplicatePair, PairState, Service
from hearth.directory.tests.factories import make_service, make_site

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PHONE = Shared("phone", "1632960001", 2)


def side(name, organisation="fernley trust", *places, number=1, ages=(None, None), days=0, source=""):
    return Side(UUID(int=number), name, organisation, source, *ages, tuple(places), days)


def codes(found):
    return [one["code"] for one in found.evidence] if found else None


# What speaks for it, and what against ---------------------------------------------------------------------------------
def test_same_name_and_phone_at_the_same_place_is_almost_certain():
    found = likeness(side("songs and play", "a", Spot("ZZ1")), side("songs and play", "b", Spot("ZZ1")), [PHONE])
    assert (found.score, codes(found)) == (90, ["name", "phone", "place"])


def test_names_that_differ_by_one_word_are_said_so():
    found = likeness(
        side("songs and play time", "a", Spot("", 0, 0)), side("songs and play", "b", Spot("", 40, 0)), [PHONE]
    )
    assert codes(found) == ["name-one-word", "phone", "near"]
    assert (found.evidence[0]["value"], found.evidence[2]["value"]) == ("time", 40)


def test_the_same_session_at_another_site_is_never_proposed():
    here, there = Spot("site-a", 0, 0), Spot("site-b", 900, 0)
    shared = [PHONE, Shared("email", "a@b.example", 2), Shared("website", "b.example", 2)]
    assert likeness(side("stay and play", "hubs", here), side("stay and play", "hubs", there), shared) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stay and play monday", "stay and play tuesday"),
        ("swimming beginners", "swimming improvers"),
        ("baby massage", "toddler massage"),
        ("drop in for dads", "drop in for mums"),
        ("club 1", "club 2"),
        ("polish story time", "ukrainian story time"),
    ],
)
def test_words_that_tell_two_sessions_apart_make_them_two(one, other):
    place = Spot("site")
    assert likeness(side(one, "a", place), side(other, "a", place), [PHONE]) is None


def test_ages_that_never_meet_make_them_two():
    place = Spot("site")
    assert likeness(side("play", "a", place, ages=(0, 12)), side("play", "b", place, ages=(60, 90)), [PHONE]) is None


def test_one_organisation_knows_its_own_services_apart():
    one, other = side("family help fernley", "trust"), side("family help sandhill", "trust")
    assert likeness(one, other, [PHONE, Shared("email", "a@b.example", 2), Shared("website", "b", 2)]) is None
    place = Spot("site")
    rhymes, stories = (side(f"{what} time at fernley library", "trust", place) for what in ("rhyme", "story"))
    assert likeness(rhymes, stories, [PHONE]) is None
    on_monday, on_friday = side("play", "trust", place, days=1), side("play", "trust", place, days=16)
    assert likeness(on_monday, on_friday, [PHONE]) is None


def test_a_switchboard_that_many_share_says_little():
    one, other = side("family support", "a"), side("family support", "b")
    assert likeness(one, other, [PHONE]) is not None
    assert likeness(one, other, [Shared("phone", "1632960001", 200)]) is None


# The search -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def people():
    council = make_organisation(name="Larkmere Council", is_host=True)
    return {"moira": make_member("directory-editor", council, name="Moira Tennant"), "council": council}


def twins(**values):
    """One service, listed by two organisations."""
    site = make_site("Fernley Hall")
    place = {"address_1": "1 Well Street", "postcode": "ZZ1 1AA"}
    one = make_service(name="Songs and Play", organisation=make_organisation(name="Acorn"), places=[{"site": site}])
    other = make_service(
        **{"name": "Songs & play", "organisation": make_organisation(name="Oak"), "places": [{"site": site}]} | values
    )
    assert place
    return one, other


def pairs():
    with as_owner():
        return list(DuplicatePair.objects.order_by("created_at"))


@pytest.mark.django_db
def test_twins_are_proposed_once_with_why(people):
    one, other = twins()
    make_service(name="Debt advice", phone="01632 960777")
    first = duplicates.look(now=NOW)
    (pair,) = pairs()
    assert {pair.first_id, pair.second_id} == {one.pk, other.pk}
    assert [found["code"] for found in pair.evidence] == ["name-alike", "phone", "place"] or pair.score >= 60
    assert (first.listings, first.proposed) == (3, 1)
    assert duplicates.look(now=LATER) == first
    assert [found.pk for found in pairs()] == [pair.pk]


@pytest.mark.django_db
def test_two_doors_next_to_each_other_are_compared(people):
    make_service(name="Songs", organisation=make_organisation(name="Acorn"), phone="01632 960111", north_metres=0)
    make_service(name="Songs", organisation=make_organisation(name="Oak"), phone="01632 960111", north_metres=40)
    duplicates.look(now=NOW)
    (pair,) = pairs()
    assert pair.evidence[-1] == {"code": "near", "value": 40, "points": 12}


@pytest.mark.django_db
def test_a_closed_or_absorbed_listing_is_proposed_no_longer(people):
    _one, other = twins()
    duplicates.look(now=NOW)
    with as_owner():
        Service.objects.filter(pk=other.pk).update(status="closed")
    assert duplicates.look(now=LATER).withdrawn == 1
    assert pairs() == []


@pytest.mark.django_db
def test_what_is_not_the_same_is_not_proposed_again_until_it_changes(people):
    one, _other = twins()
    duplicates.look(now=NOW)
    (pair,) = pairs()
    with acting_as(user_id=people["moira"].id):
        duplicates.say_different(pair_id=pair.pk, reason="I rang them.", by=actor(people["moira"]), now=NOW)
    assert duplicates.look(now=LATER).proposed == 0
    with as_owner():
        Service.objects.filter(pk=one.pk).update(summary="Another line", phone="01632 960001")
    assert duplicates.look(now=LATER).proposed == 0
    (pair,) = pairs()
    assert (pair.state, pair.reason, pair.decided_by) == (PairState.DIFFERENT, "I rang them.", "Moira Tennant")
    with as_owner():
        Service.objects.filter(pk=one.pk).update(name="Songs and plays")
    assert duplicates.look(now=LATER).proposed == 1
    assert pairs()[0].state == PairState.PROPOSED
    assert logged("directory.said_different")[0].reason == "I rang them."


@pytest.mark.django_db
def test_only_the_networks_editors_decide_and_only_once(people):
    twins()
    duplicates.look(now=NOW)
    (pair,) = pairs()
    elsewhere = make_member("directory-editor", make_organisation(name="Elsewhere"))
    with acting_as(user_id=elsewhere.id), pytest.raises(duplicates.PermissionDenied):
        duplicates.say_different(pair_id=pair.pk, reason="No", by=actor(elsewhere), now=NOW)
    moira = people["moira"]
    with acting_as(user_id=moira.id):
        duplicates.say_different(pair_id=pair.pk, reason="No", by=actor(moira), now=NOW)
        with pytest.raises(duplicates.AlreadyDecided):
            duplicates.say_different(pair_id=pair.pk, reason="No", by=actor(moira), now=NOW)
        duplicates.propose_again(pair_id=pair.pk, by=actor(moira), now=NOW)
    assert pairs()[0].state == PairState.PROPOSED


@pytest.mark.django_db
def test_a_search_is_due_once_something_has_changed(people):
    assert duplicates.is_due(now=NOW)
    duplicates.look(now=NOW)
    assert not duplicates.is_due(now=LATER)
    twins()
    with as_owner():
        Service.objects.update(edited_at=NOW + timedelta(hours=1))
    assert duplicates.is_due(now=LATER)


@pytest.mark.django_db
def test_the_command_says_what_came_of_it(people, capsys):
    twins()
    call_command("find_duplicates")
    assert "2 listings, 1 pairs compared, 1 proposed" in capsys.readouterr().out
