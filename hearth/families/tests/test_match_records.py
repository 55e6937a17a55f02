"""Matching links what is beyond doubt, lays the rest before somebody, and never touches what somebody decided."""

from __future__ import annotations

from datetime import date

import pytest

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core.actors import job
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.actions import matching
from hearth.families.matching import invention
from hearth.families.models import Identifier, LinkCandidate, LinkDecision, MatchModel, PersonLink, Restriction, Verdict
from hearth.families.tests.factories import NOW, make_record, make_records, restrict

pytestmark = pytest.mark.django_db
BY = job("matching")
HOME = {"address": "7 Canal Street", "postcode": "QX1 2AB", "sex": "m"}


@pytest.fixture
def council():
    return make_organisation(is_host=True, kind="council")


@pytest.fixture
def town(council):
    """Enough people for a model; the truth of each record."""
    invented = list(invention.records(600, seed=3))
    records = make_records(
        council,
        (
            {
                "given_name": row["first_name"],
                "family_name": row["surname"],
                "birth_date": _day(row["dob"]),
                "sex": row["sex"].lower(),
                "postcode": row["postcode"],
                "address": row["address"],
            }
            for row in invented
        ),
    )
    with as_owner():
        Identifier.objects.bulk_create(
            Identifier(source_record=record, scheme="nhs", value=row["nhs_number"])
            for record, row in zip(records, invented, strict=True)
            if row["nhs_number"]
        )
    return {record.pk: row["cluster"] for record, row in zip(records, invented, strict=True)}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def people():
    with as_owner():
        return dict(PersonLink.objects.values_list("source_record", "person"))


def candidates():
    with as_owner():
        return list(LinkCandidate.objects.filter(closed_at=None))


@pytest.mark.slow
def test_people_come_out_of_records_and_twice_changes_nothing(town):
    done = matching.run(by=BY, now=NOW)
    assert done.linked > 100
    person = people()
    together = {(a, b) for a in person for b in person if a < b and person[a] == person[b]}
    wrong = [pair for pair in together if town[pair[0]] != town[pair[1]]]
    assert len(wrong) <= len(together) * 0.005
    again = matching.run(by=BY, now=NOW)
    assert (again.linked, again.unlinked) == (0, 0)
    assert people() == person
    with as_owner():
        assert MatchModel.objects.get(is_live=True).report["records"] == len(town)


def test_every_link_of_the_model_says_why(town):
    matching.run(by=BY, now=NOW)
    with as_owner():
        link = LinkDecision.objects.filter(origin="model").first()
    assert link.model_version == 1
    assert link.probability >= 0.95
    assert {name for name, _level, _bits in link.evidence} <= {"first", "surname", "dob", "home", "town", "sex", "nhs"}


@pytest.mark.slow
def test_twins_wait_for_somebody_with_a_badge(town, council):
    one = make_record(council, given_name="Amir", family_name="Okonshaw", birth_date=date(2019, 5, 1), **HOME)
    other = make_record(council, given_name="Amil", family_name="Okonshaw", birth_date=date(2019, 5, 1), **HOME)
    third = make_record(council, given_name="Zayd", family_name="Okonshaw", birth_date=date(2019, 5, 1), **HOME)
    matching.run(by=BY, now=NOW)
    person = people()
    assert person[third.pk] not in {person[one.pk], person[other.pk]}
    badges = {row.hazard for row in candidates() if third.pk in (row.record_a_id, row.record_b_id)}
    assert badges <= {"twin"}


@pytest.mark.slow
def test_what_a_member_decided_stays(town, council):
    clerk = actor(make_member("records-clerk", council))
    same = {"given_name": "Leonora", "family_name": "Thornshaw", "birth_date": date(2018, 4, 4), **HOME}
    one, other = make_record(council, **same), make_record(council, **same)
    with acting_as(user_id=clerk.user_id):
        actions.decide(pair=(one.pk, other.pk), verdict=Verdict.NEVER, by=clerk, now=NOW)
    matching.run(by=BY, now=NOW)
    assert people()[one.pk] != people()[other.pk]
    assert not [row for row in candidates() if {row.record_a_id, row.record_b_id} == {one.pk, other.pk}]


@pytest.mark.slow
def test_a_sealed_or_restricted_record_is_outside_matching(town, council):
    same = {"given_name": "Leonora", "family_name": "Thornshaw", "birth_date": date(2018, 4, 4), **HOME}
    one, other = make_record(council, **same), make_record(council, **same)
    restrict(other, council)
    sealed = make_record(council, **same)
    with as_owner():
        Restriction.objects.create(
            source_record=sealed, organisation=council, kind="identity", reason="adoption", by_user=sealed.pk
        )
    matching.run(by=BY, now=NOW)
    assert len({people()[record.pk] for record in (one, other, sealed)}) == 3
    hidden = {other.pk, sealed.pk}
    assert not [row for row in candidates() if hidden & {row.record_a_id, row.record_b_id}]


@pytest.mark.slow
def test_a_link_that_is_no_longer_likely_ends(town, council):
    one = make_record(council, given_name="Leonora", family_name="Thornshaw", birth_date=date(2018, 4, 4), **HOME)
    other = make_record(council, given_name="Barnabas", family_name="Cranwell", birth_date=date(1990, 1, 9))
    actions.decide(pair=(one.pk, other.pk), verdict=Verdict.SAME, by=BY, now=NOW)
    assert people()[one.pk] == people()[other.pk]
    done = matching.run(by=BY, now=NOW)
    assert done.unlinked == 1
    assert people()[one.pk] != people()[other.pk]


def thorns(council, *given_names):
    """Records of one home and birth date."""
    same = {"family_name": "Thornshaw", "birth_date": date(2018, 4, 4), **HOME}
    return [make_record(council, given_name=name, **same) for name in given_names]


@pytest.mark.slow
def test_the_night_changes_nothing_that_somebody_decided_and_nothing_under_it(town, council):
    """What a member sets aside of the model's links stands until then: taken back, all is as before."""
    clerk = actor(make_member("records-clerk", council))
    one, two, three = thorns(council, "Leonora", "Leonora", "Leonora")
    matching.run(by=BY, now=NOW)
    before = people()
    assert before[one.pk] == before[two.pk] == before[three.pk]
    with acting_as(user_id=clerk.user_id):
        never = actions.decide(pair=(one.pk, three.pk), verdict=Verdict.NEVER, by=clerk, now=NOW)
    decided = people()
    assert decided[one.pk] != decided[three.pk]
    for _night in range(2):
        done = matching.run(by=BY, now=NOW)
        assert (done.linked, done.unlinked) == (0, 0)
        assert people() == decided
    with acting_as(user_id=clerk.user_id):
        actions.revoke(decision=never, reason="Mistaken", by=clerk, now=NOW)
    assert people() == before


@pytest.mark.slow
def test_a_link_of_the_model_stands_under_the_same_word_of_a_member(town, council):
    clerk = actor(make_member("records-clerk", council))
    one, two = thorns(council, "Leonora", "Leonora")
    matching.run(by=BY, now=NOW)
    before = people()
    with acting_as(user_id=clerk.user_id):
        same = actions.decide(pair=(one.pk, two.pk), verdict=Verdict.SAME, by=clerk, now=NOW)
    assert matching.run(by=BY, now=NOW).unlinked == 0
    with acting_as(user_id=clerk.user_id):
        actions.revoke(decision=same, reason="Not asked", by=clerk, now=NOW)
    assert people() == before


@pytest.mark.slow
def test_what_the_night_links_is_what_people_are(town):
    matching.run(by=BY, now=NOW)
    person = people()
    with as_owner():
        links = LinkDecision.objects.filter(origin="model", revoked_at=None)
        assert [one.pk for one in links if person[one.record_a_id] != person[one.record_b_id]] == []


@pytest.mark.slow
def test_a_pair_that_waits_shows_what_the_live_model_says(town):
    matching.run(by=BY, now=NOW)
    with as_owner():
        LinkCandidate.objects.filter(closed_at=None).update(probability=0.5, evidence=[], model_version=7)
        before = set(LinkCandidate.objects.filter(closed_at=None).values_list("pk", flat=True))
    matching.run(by=BY, now=NOW)
    waiting = candidates()
    assert {one.pk for one in waiting} == before
    assert before
    assert {one.model_version for one in waiting} == {1}
    assert all(one.evidence and one.probability != 0.5 for one in waiting)
