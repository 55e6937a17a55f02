"""Who sees whom, and under what: reason, agreement, category and day; restrictions above all. The database says the
same (tests/architecture/test_rows)."""

from datetime import date, timedelta

import pytest

from hearth.access.models import Agreement, AgreementParty
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.models import PersonLink, Relationship
from hearth.families.queries import person_of, single_view
from hearth.families.queries.finding import people_list, people_named
from hearth.families.tests.factories import make_involvement, make_record, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def nurses():
    return make_organisation(name="Health visiting", kind="nhs")


@pytest.fixture
def school():
    return make_organisation(name="Brook School", kind="school")


@pytest.fixture
def nurse(nurses):
    return actor(make_member("practitioner", nurses))


def agree(giver, taker, *categories, until):
    with as_owner():
        agreement = Agreement.objects.create(
            title="Sharing", purpose="Helping families", lawful_basis="public-task", rules_version=1,
            starts_on=date(2020, 1, 1), ends_on=until,
        )  # fmt: skip
        AgreementParty.objects.create(agreement=agreement, organisation=giver, gives=list(categories))
        AgreementParty.objects.create(agreement=agreement, organisation=taker, gets=list(categories))
        return agreement


def same(*records):
    with as_owner():
        PersonLink.objects.filter(pk__in=[record.pk for record in records]).update(person=records[0].pk)


def look(by, record, today):
    with acting_as(user_id=by.user_id):
        person = person_of(by, record.pk, today=today)
        return single_view(by, person, today=today) if person else None


def names(view):
    return {view.whom.name, *view.whom.other_names}


def helping(view):
    return sorted(one.row.organisation.name for one in view.helping)


def test_of_somebody_unknown_to_the_organisation_there_is_nothing(nurse, school, today):
    stranger = make_record(school)
    agree(school, make_organisation(), "involvement", "summary", until=today)
    assert look(nurse, stranger, today) is None


def test_an_agreement_alone_is_no_reason(nurse, nurses, school, today):
    stranger = make_record(school)
    make_involvement(stranger, school)
    agree(school, nurses, "involvement", "summary", until=today)
    assert look(nurse, stranger, today) is None


def test_who_else_works_with_a_family_is_seen_under_an_agreement_until_its_last_day(nurse, nurses, school, today):
    ours, theirs = make_record(nurses), make_record(school)
    same(ours, theirs)
    make_involvement(theirs, school)
    agreement = agree(school, nurses, "involvement", until=today)
    view = look(nurse, ours, today)
    assert helping(view) == ["Brook School"]
    assert view.helping[0].agreement == agreement
    with as_owner():
        Agreement.objects.filter(pk=agreement.pk).update(ends_on=today - timedelta(days=1))
    assert helping(look(nurse, ours, today)) == []


def test_involvement_alone_brings_no_record_of_the_others(nurse, nurses, school, today):
    ours, theirs = make_record(nurses), make_record(school, given_name="Aminah")
    same(ours, theirs)
    agree(school, nurses, "involvement", until=today)
    assert names(look(nurse, ours, today)) == {"Amina Begum"}
    agree(school, nurses, "summary", until=today)
    assert names(look(nurse, ours, today)) == {"Amina Begum", "Aminah Begum"}


def test_a_sealed_service_is_nobody_elses_to_know(nurse, nurses, school, today):
    ours, theirs = make_record(nurses), make_record(school)
    same(ours, theirs)
    make_involvement(theirs, school, is_sealed=True)
    agree(school, nurses, "involvement", until=today)
    assert helping(look(nurse, ours, today)) == []


def test_a_restricted_person_is_absent_for_all_but_named_people(nurse, nurses, today):
    ours = make_record(nurses)
    named = make_member("practitioner", nurses)
    restrict(ours, nurses, named)
    assert look(nurse, ours, today) is None
    assert look(actor(named), ours, today) is not None


def test_a_restriction_follows_the_person_through_a_link(nurse, nurses, school, today):
    ours, theirs = make_record(nurses), make_record(school)
    same(ours, theirs)
    restrict(theirs, school)
    assert look(nurse, ours, today) is None


def test_the_reason_ends_with_the_involvement(nurse, nurses, school, today):
    said = make_record()  # by the family, to a service of ours
    make_involvement(said, nurses, until=today)
    assert look(nurse, said, today) is not None
    with as_owner():
        said.involvements.update(until=today - timedelta(days=1))
    assert look(nurse, said, today) is None


def test_any_record_of_a_person_leads_to_them(nurse, nurses, today):
    ours, other = make_record(nurses), make_record(nurses)
    same(ours, other)
    with acting_as(user_id=nurse.user_id):
        assert person_of(nurse, other.pk, today=today) == ours.pk


def test_the_family_is_who_is_stated_to_belong_to_them(nurse, nurses, school, today):
    mother = make_record(nurses)
    child = make_record(nurses, given_name="Zara", birth_date=date(2023, 2, 1))
    father = make_record(school, given_name="Imran")  # nothing ties us to him
    with as_owner():
        Relationship.objects.create(record=mother, to_record=child, kind="parent", lives_with=True)
        Relationship.objects.create(record=father, to_record=child, kind="parent", lives_with=False)
    view = look(nurse, mother, today)
    assert {known.name for known in view.people.values()} == {"Amina Begum", "Zara Begum"}
    assert [(tie.person, tie.to_person, tie.kind) for tie in view.ties] == [(mother.pk, child.pk, "parent")]


def named(by, words, today, **asked):
    with acting_as(user_id=by.user_id):
        found = people_named(by, name=words, born=asked.get("born"), today=today)
        return [record.name for record in found.records.values()], found.count


def test_somebody_is_found_by_all_words_in_any_order_and_part_of_a_name(nurse, nurses, today):
    make_record(nurses, given_name="Amina", family_name="O'Begum-Khan", birth_date=date(2021, 3, 4))
    make_record(nurses, given_name="Zara", family_name="Begum", birth_date=date(2024, 1, 1))
    assert named(nurse, "begum amin", today) == (["Amina O'Begum-Khan"], 1)
    assert named(nurse, "BEGUM", today) == (["Zara Begum", "Amina O'Begum-Khan"], 2)
    assert named(nurse, "begum", today, born=date(2024, 1, 1)) == (["Zara Begum"], 1)
    assert named(nurse, "amina zara", today) == ([], 0)  # no one record has both
    assert named(nurse, "%", today) == ([], 0)


def test_a_name_that_only_others_know_finds_somebody_while_an_agreement_shares_it(nurse, nurses, school, today):
    ours, theirs = make_record(nurses, given_name="Tom"), make_record(school, given_name="Thomas-Qx")
    same(ours, theirs)
    assert named(nurse, "thomas-qx", today) == ([], 0)  # there is no agreement
    agree(school, nurses, "summary", until=today - timedelta(days=1))
    assert named(nurse, "thomas-qx", today) == ([], 0)  # … it has expired
    agree(school, nurses, "summary", until=today)
    assert named(nurse, "thomas-qx", today)[1] == 1


def test_a_name_of_somebody_who_only_typed_it_finds_nothing_of_others(nurse, nurses, school, today):
    """What nobody has met is no reason to look into others' records, by their names either."""
    ours = make_record(nurses, given_name="Tom", kind="registration")
    same(ours, make_record(school, given_name="Thomas-Qx"))
    agree(school, nurses, "summary", until=today)
    assert named(nurse, "thomas-qx", today) == ([], 0)
    assert named(nurse, "tom", today)[1] == 1


def test_whoever_is_kept_is_neither_listed_nor_counted_nor_found(nurse, nurses, today):
    kept, other = make_record(nurses, given_name="Qxkept"), make_record(nurses, given_name="Qxother")
    restrict(kept, nurses)
    assert named(nurse, "qx", today) == ([other.name], 1)
    with acting_as(user_id=nurse.user_id):
        found = people_list(nurse, today=today)
    assert ([row.pk for row in found.records.values()], found.count) == ([other.pk], 1)


def test_a_role_without_the_permission_sees_nobody(nurses, today):
    ours = make_record(nurses)
    for role in ("administrator", "information-lead", "analyst", "provider-editor"):
        assert look(actor(make_member(role, nurses)), ours, today) is None
