"""Bringing records together and taking them apart: everything comes back as it was, whatever was done in between."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.core.actors import job
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.actions.linking import AlreadyRevoked, NotAllowed
from hearth.families.models import Identifier, LinkDecision, PersonLink, Verdict
from hearth.families.tests.factories import NOW, make_record

pytestmark = pytest.mark.django_db
MATCHING = job("matching")


@pytest.fixture
def council():
    return make_organisation(is_host=True, kind="council")


@pytest.fixture
def clerk(council):
    return actor(make_member("records-clerk", council))


def records(council, n):
    """Each a minute younger than the one before."""
    return [make_record(council, created_at=NOW + timedelta(minutes=minute)).pk for minute in range(n)]


def people():
    with as_owner():
        return dict(PersonLink.objects.values_list("source_record", "person"))


def decide(pair, verdict, by):
    with acting_as(user_id=by.user_id):
        return actions.decide(pair=pair, verdict=verdict, by=by, now=NOW)


def test_a_record_is_its_own_person_at_first(council):
    [one] = records(council, 1)
    assert people() == {one: one}


def test_what_is_linked_has_the_id_of_the_earliest_record(council, clerk):
    one, other = records(council, 2)
    decide((other, one), Verdict.SAME, clerk)
    assert people() == {one: one, other: one}


def test_taking_it_back_gives_the_very_ids_from_before(council, clerk):
    one, other = records(council, 2)
    before = people()
    decision = decide((one, other), Verdict.SAME, clerk)
    with acting_as(user_id=clerk.user_id):
        actions.revoke(decision=decision, reason="Two cousins", by=clerk, now=NOW)
    assert people() == before
    with acting_as(user_id=clerk.user_id), pytest.raises(AlreadyRevoked):
        actions.revoke(decision=decision, reason="Again", by=clerk, now=NOW)


def test_what_a_person_decided_stays_whatever_the_model_says(council, clerk):
    one, other = records(council, 2)
    decide((one, other), Verdict.NEVER, clerk)
    with acting_as(job="matching"):
        actions.decide(pair=(one, other), verdict=Verdict.SAME, by=MATCHING, now=NOW)
    assert people() == {one: one, other: other}


def test_what_a_member_takes_back_the_model_does_not_say_again(council, clerk):
    one, other = records(council, 2)
    with acting_as(job="matching"):
        decision = actions.decide(pair=(one, other), verdict=Verdict.SAME, by=MATCHING, now=NOW)
    assert people()[other] == one
    with acting_as(user_id=clerk.user_id):
        actions.revoke(decision=decision, reason="Two cousins", by=clerk, now=NOW)
    assert people() == {one: one, other: other}
    with acting_as(job="matching"):
        actions.decide(pair=(one, other), verdict=Verdict.SAME, by=MATCHING, now=NOW)
    assert people() == {one: one, other: other}


def test_a_number_that_was_corrected_keeps_nobody_apart(council):
    one, other = (make_record(council, created_at=NOW + timedelta(minutes=n)) for n in range(2))
    mended = make_record(council, corrects_id=other.pk, created_at=NOW + timedelta(minutes=2))
    with as_owner():
        for record, value in ((one, "9434765919"), (other, "4010232137"), (mended, "9434765919")):
            Identifier.objects.create(source_record=record, scheme="nhs", value=value)
    with acting_as(job="matching"):
        actions.decide(pair=(one.pk, mended.pk), verdict=Verdict.SAME, by=MATCHING, now=NOW)
    assert set(people().values()) == {one.pk}


def test_of_two_people_the_later_counts(council, clerk):
    one, other = records(council, 2)
    decide((one, other), Verdict.NEVER, clerk)
    decide((one, other), Verdict.SAME, clerk)
    assert people() == {one: one, other: one}
    with as_owner():
        assert LinkDecision.objects.filter(revoked_at=None).count() == 1


def test_a_correction_is_the_same_person(council):
    [one] = records(council, 1)
    corrected = make_record(council, corrects_id=one)
    assert people()[corrected.pk] == one


def test_it_is_logged_with_both_records_and_told_to_others(council, clerk):
    one, other = records(council, 2)
    decide((one, other), Verdict.SAME, clerk)
    assert {entry.subject_id for entry in logged("families.link_decided")} == {one, other}
    with as_owner():
        told = StoredEvent.objects.get(name="families.PeopleChanged").payload
    assert told == {"before": sorted([str(one), str(other)]), "after": [str(one)]}


def test_only_whoever_decides_about_links_does(council):
    pair = records(council, 2)
    for role in ("practitioner", "information-lead", "front-desk"):
        by = actor(make_member(role, council))
        with acting_as(user_id=by.user_id), pytest.raises(NotAllowed):
            actions.decide(pair=pair, verdict=Verdict.SAME, by=by, now=NOW)


def test_nobody_links_what_they_may_not_see(council, clerk):
    [one] = records(council, 1)
    other = make_record(make_organisation()).pk  # of an organisation that agreed to nothing
    with acting_as(user_id=clerk.user_id), pytest.raises(NotAllowed):
        actions.decide(pair=(one, other), verdict=Verdict.SAME, by=clerk, now=NOW)


steps = st.lists(
    st.tuples(st.sampled_from(list(combinations(range(5), 2))), st.sampled_from(["same", "never", "back"])), max_size=9
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
@pytest.mark.slow
def test_any_order_of_linking_and_splitting_gives_the_people_as_from_the_beginning(council, clerk, steps):
    ids = records(council, 5)
    standing = {}
    for (a, b), what in steps:
        pair = (ids[a], ids[b])
        if what == "back" and pair in standing:
            with acting_as(user_id=clerk.user_id):
                actions.revoke(decision=standing.pop(pair), reason="", by=clerk, now=NOW)
        elif what != "back":
            standing[pair] = decide(pair, Verdict(what), clerk)
    after = people()
    # From the beginning: all of it taken back, then what stood decided anew, the other way round.
    for decision in standing.values():
        with acting_as(user_id=clerk.user_id):
            actions.revoke(decision=decision, reason="", by=clerk, now=NOW)
    assert people() == {**people(), **{one: one for one in ids}}
    for pair, decision in reversed(standing.items()):
        decide(pair, Verdict(decision.verdict), clerk)
    assert people() == after
