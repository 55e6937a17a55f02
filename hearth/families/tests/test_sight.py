"""What would change if an agreement ended, in numbers: never a small one for whoever does not see the people."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from hearth.access.models import Agreement
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.queries.sight import Sight, sight
from hearth.families.tests.factories import make_involvement, make_record, restrict
from hearth.families.tests.test_see_people import agree, same

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurses():
    return make_organisation(name="Health visiting", kind="nhs")


@pytest.fixture
def school():
    return make_organisation(name="Brook School", kind="school")


@pytest.fixture
def lead():
    return make_member("information-lead", make_organisation(kind="council", is_host=True))


@pytest.fixture
def agreement(nurses, school):
    agree(school, nurses, "involvement", until=clock.today() + timedelta(days=9))
    with as_owner():
        return Agreement.objects.get()


def shared(nurses, school, number):
    """So many people whom both know."""
    made = []
    for _one in range(number):
        ours, theirs = make_record(nurses), make_record(school)
        same(ours, theirs)
        make_involvement(theirs, school)
        made.append(ours)
    return made


def seen(member, giver, taker, category="involvement") -> Sight | None:
    with acting_as(user_id=member.pk):
        return sight(actor(member), giver_id=giver.pk, taker_id=taker.pk, category=category)


def test_the_keeper_reads_how_many_people_and_which_members_without_seeing_one(client, lead, agreement, nurses, school):
    shared(nurses, school, 6)
    make_involvement(make_record(school), school)  # known to the school alone
    for role in ("practitioner", "practitioner", "referrer", "front-desk"):
        make_member(role, nurses)
    enter(client, lead)
    page = client.get(reverse("access:agreement", args=[agreement.pk])).content.decode()
    assert "<td>Who is involved</td><td>6 people</td>" in page
    assert "Who sees it there: 3 members (Practitioner: 2 and Referrer: 1)" in page
    assert "Begum" not in page


def test_few_people_are_told_to_those_alone_who_see_them(client, lead, agreement, nurses, school):
    shared(nurses, school, 2)
    manager = make_member("provider-manager", nurses)
    found = seen(lead, school, nurses)
    assert found is not None
    assert found.people is None
    mine = seen(manager, school, nurses)
    assert mine is not None
    assert mine.people == 2
    enter(client, lead)
    page = client.get(reverse("access:agreement", args=[agreement.pk])).content.decode()
    assert "fewer than 5 people" in page
    assert "2 people" not in page


def test_nobody_is_counted_who_is_kept_nor_what_is_sealed(lead, agreement, nurses, school):
    people = shared(nurses, school, 7)
    restrict(people[0], nurses)
    sealed = make_record(nurses)
    theirs = make_record(school)
    same(sealed, theirs)
    make_involvement(theirs, school, is_sealed=True)
    found = seen(lead, school, nurses)
    assert found is not None
    assert found.people == 6


def test_who_is_no_party_hears_no_number_past_the_application_either(agreement, nurses, school):
    shared(nurses, school, 6)
    for stranger in (make_member("provider-manager"), make_member("practitioner", nurses)):
        assert seen(stranger, school, nurses) is None
        with acting_as(user_id=stranger.pk), connection.cursor() as cursor:
            cursor.execute("select families_sight(%s, %s, 'involvement')", [school.pk, nurses.pk])
            assert cursor.fetchone() == (None,)
            cursor.execute("select * from hearth_members_who(%s, %s, 'families.view')", [school.pk, nurses.pk])
            assert cursor.fetchall() == []
            for inner in ("families_people_of", "families_is_kept"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"select * from {inner}(%s)", [nurses.pk])


def test_what_is_on_no_page_is_not_counted(lead, nurses, school):
    assert seen(lead, school, nurses, "attendance") is None
