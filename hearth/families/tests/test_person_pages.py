"""The list of families and a person's page: what is on them, what is not, and that each look is in the log."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families.models import AccessNeeds, Household, HouseholdPlace, Identifier, Relationship, SafeContact
from hearth.families.tests.factories import NOW, make_involvement, make_record, restrict
from hearth.families.tests.test_see_people import agree, same

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def nurses():
    return make_organisation(name="Health visiting", kind="nhs")


@pytest.fixture
def reader(client, nurses):
    user = make_member("practitioner", nurses)
    enter(client, user)
    return user


def page(client, record):
    return client.get(reverse("people:person", args=[record.pk]))


def words(answer):
    return answer.content.decode()


def test_it_says_who_is_involved_whom_to_ring_and_why_one_may_know(client, reader, nurses):
    ours, school = make_record(nurses), make_organisation(name="Brook School", kind="school")
    theirs = make_record(school)
    same(ours, theirs)
    make_involvement(theirs, school, contact_name="Mrs Lund", contact_phone="01632 960470")
    agree(school, nurses, "involvement", until=clock.today())
    shown = words(page(client, ours))
    for expected in ("Amina Begum", "Brook School", "Mrs Lund", "tel:01632960470", "Shared under", "You can see this"):
        assert expected in shown


def test_the_drawing_and_the_list_say_the_same(client, reader, nurses):
    mother, child = make_record(nurses), make_record(nurses, given_name="Zara")
    with as_owner():
        Relationship.objects.create(record=mother, to_record=child, kind="parent", lives_with=False)
    shown = words(page(client, mother))
    assert "child of Amina Begum, lives elsewhere" in shown
    drawing = shown.split('class="hearth-family"')[1].split("</svg>")[0]
    assert drawing.count("<rect") == 2
    assert 'stroke-dasharray="6 5"' in drawing


def test_numbers_are_shown_to_whom_they_concern(client, reader, nurses):
    ours, school = make_record(nurses), make_organisation(kind="school")
    theirs = make_record(school)
    same(ours, theirs)
    agree(school, nurses, "summary", until=clock.today())
    with as_owner():
        Identifier.objects.create(source_record=ours, scheme="nhs", value="9434765919")
        Identifier.objects.create(source_record=theirs, scheme="upn", value="B801200005001")
    shown = words(page(client, ours))
    assert "943 476 5919" in shown
    assert "B801200005001" not in shown


def test_needs_are_shown(client, reader, nurses):
    ours = make_record(nurses)
    with as_owner():
        AccessNeeds.objects.create(source_record=ours, diet="No nuts")
    assert "No nuts" in words(page(client, ours))


def tied(one, other, kind="parent", **values):
    with as_owner():
        Relationship.objects.create(record=one, to_record=other, kind=kind, **values)


def test_a_service_that_works_with_several_stands_once_with_each_of_them(client, reader, nurses):
    mother, child = make_record(nurses), make_record(nurses, given_name="Zara", birth_date=None)
    tied(mother, child)
    for record, month in ((mother, 1), (child, 2)):
        make_involvement(record, nurses, since=date(2026, month, 5), contact_name="Blessing Okafor")
    shown = words(page(client, mother))
    assert shown.count("Blessing Okafor") == 1
    for said in ("Amina Begum · since 5 January", "Zara Begum · since 5 February"):
        assert said in shown


def test_a_twin_is_told_before_anything_else(client, reader, nurses):
    mother = make_record(nurses, birth_date=date(1994, 5, 6))
    twins = [make_record(nurses, given_name=name, birth_date=date(2023, 9, 11)) for name in ("Oscar", "Otis")]
    elder = make_record(nurses, given_name="Olive", birth_date=date(2020, 9, 11))
    for child in (*twins, elder):
        tied(mother, child)
    assert "Same day of birth as Otis Begum: check which of them you mean" in words(page(client, twins[0]))
    for other in (mother, elder):
        assert "Same day of birth" not in words(page(client, other))


def test_how_it_is_safe_to_reach_them_is_shown_and_for_a_child_of_whom_it_lives_with(client, reader, nurses):
    mother, child = make_record(nurses), make_record(nurses, given_name="Zara")
    father = make_record(nurses, given_name="Yusuf")
    tied(mother, child)
    tied(father, child, lives_with=False)
    with as_owner():
        SafeContact.objects.create(source_record=mother, channels=["text"], phone="+447700900411")
        SafeContact.objects.create(source_record=father, channels=["email"], email="yusuf@home.example")
    assert "Text 07700 900411" in words(page(client, mother))
    of_the_child = words(page(client, child))
    assert "Safe contact: Amina Begum" in of_the_child
    assert "yusuf@home.example" not in of_the_child


def test_a_baby_that_is_due_is_what_is_coming(client, reader, nurses):
    mother = make_record(nurses)
    baby = make_record(nurses, given_name="", birth_date=None, due_date=clock.today() + 40 * DAY)
    tied(mother, baby, "expecting")
    shown = words(page(client, mother)).split("What is coming")[1].split("</section>")[0]
    assert "Baby due" in shown
    assert reverse("people:person", args=[baby.pk]) in shown


def test_a_named_reader_is_told_that_the_person_is_kept(client, reader, nurses):
    ours, other = make_record(nurses), make_record(nurses)
    restrict(ours, nurses, reader)
    assert "For named colleagues" in words(page(client, ours))
    assert "For named colleagues" not in words(page(client, other))


def test_a_protected_address_is_not_shown(client, reader, nurses):
    ours = make_record(nurses, address="14 Weir Row", postcode="ZZ2 1AB")
    with as_owner():
        restriction = restrict(ours, nurses, reader)
        restriction.kind = "address"
        restriction.save()
    shown = words(page(client, ours))
    assert "14 Weir Row" not in shown
    assert "ZZ2 1AB" not in shown
    assert "Protected" in shown


def family_at_home(nurses):
    """A mother, and two children of hers, of whom one lives there some of the time and one no longer."""
    mother = make_record(nurses)
    zara, sami = (make_record(nurses, given_name=name) for name in ("Zara", "Sami"))
    with as_owner():
        home = Household.objects.create()
        for child in (zara, sami):
            Relationship.objects.create(record=mother, to_record=child, kind="parent")
        for record, said in ((mother, {}), (zara, {"part_time": True}), (sami, {"until": clock.today() - DAY})):
            HouseholdPlace.objects.create(household=home, source_record=record, **said)
    return mother, zara


def test_who_lives_together_is_shown_and_who_left_is_not(client, reader, nurses):
    mother, _zara = family_at_home(nurses)
    assert "Amina Begum and Zara Begum (some of the time)" in words(page(client, mother))


def test_who_lives_with_somebody_at_a_protected_address_is_not_shown(client, reader, nurses):
    mother, zara = family_at_home(nurses)
    with as_owner():
        restriction = restrict(zara, nurses, reader)
        restriction.kind = "address"
        restriction.save()
    assert "Who lives together" not in words(page(client, mother))


def test_every_record_that_was_shown_is_in_the_log(client, reader, nurses):
    mother, child = make_record(nurses), make_record(nurses, given_name="Zara")
    with as_owner():
        Relationship.objects.create(record=mother, to_record=child, kind="parent")
    page(client, mother)
    entries = logged("families.person_viewed")
    assert {entry.subject_id for entry in entries} == {mother.pk, child.pk}
    assert {entry.reason for entry in entries} == {"own"}


def test_somebody_elses_family_does_not_exist(client, reader):
    assert page(client, make_record(make_organisation())).status_code == 404


def test_an_older_id_leads_to_whoever_holds_the_record_now(client, reader, nurses):
    one, other = make_record(nurses), make_record(nurses)
    same(one, other)
    assert page(client, other).url == reverse("people:person", args=[one.pk])


def test_the_list_has_each_person_once(client, reader, nurses):
    one, other = make_record(nurses), make_record(nurses)
    same(one, other)
    make_record(make_organisation(), given_name="Stranger")
    shown = words(client.get(reverse("people:people")))
    assert "1 person" in shown
    assert "Stranger" not in shown


def families(client, **asked):
    """The families of the list, each as its names in their order."""
    url = reverse("people:people")
    shown = words(client.post(url, asked) if asked else client.get(url))
    return [
        re.findall(r'hearth-known__name"[^>]*>([^<]+)<', family) for family in shown.split('hearth-known__family">')[1:]
    ]


def test_who_belongs_together_stands_together_the_eldest_first(client, reader, nurses):
    stranger = make_record(nurses, given_name="Ola", said_at=NOW + DAY)
    child = make_record(nurses, given_name="Zara", birth_date=date(2021, 5, 6))
    baby = make_record(nurses, given_name="", birth_date=None, due_date=date(2026, 12, 1))
    mother = make_record(nurses)
    tied(mother, child)
    tied(mother, baby, "expecting")
    assert families(client) == [["Ola Begum"], ["Amina Begum", "Zara Begum", "Baby on the way"]]
    assert stranger.pk
    assert families(client, name="begum a") == [["Amina Begum", "Zara Begum"], ["Ola Begum"]]


def test_who_lives_elsewhere_or_has_parted_is_no_family_of_two_in_the_list(client, reader, nurses):
    one, other, third = (make_record(nurses, given_name=name) for name in ("Amina", "Yusuf", "Zara"))
    tied(one, other, "former-partner")
    tied(other, third, lives_with=False)
    assert sorted(families(client)) == [["Amina Begum"], ["Yusuf Begum"], ["Zara Begum"]]


def test_a_tie_that_the_reader_may_not_know_brings_nobody_together(client, reader, nurses):
    """Both of them are seen, but the school said that they belong together, and shares nothing."""
    school = make_organisation(kind="school")
    one, other = make_record(nurses), make_record(nurses, given_name="Zara")
    theirs = [make_record(school), make_record(school)]
    same(one, theirs[0])
    same(other, theirs[1])
    tied(*theirs)
    assert len(families(client)) == 2


def test_a_child_without_a_name_is_called_one(client, reader, nurses):
    make_record(nurses, given_name="", family_name="", birth_date=clock.today() - 400 * DAY)
    assert families(client) == [["Child, name not given"]]


def test_what_is_looked_for_stands_in_no_address_and_no_log(client, reader, nurses):
    make_record(nurses, given_name="Zofia", family_name="Nowak")
    make_record(nurses)
    shown = client.post(reverse("people:people"), {"name": "nowak zof"})
    assert "1 person found" in words(shown)
    assert "Zofia Nowak" in words(shown)
    [entry] = logged("families.searched")
    assert entry.detail == {"found": 1}


def test_a_restricted_person_is_not_found_and_not_counted(client, reader, nurses):
    restrict(make_record(nurses), nurses)
    assert "Nobody found" in words(client.post(reverse("people:people"), {"name": "Begum"}))
    assert "No families yet" in words(client.get(reverse("people:people")))


def test_looking_for_nothing_says_what_to_enter(client, reader):
    assert "Enter a name or a date of birth" in words(client.post(reverse("people:people"), {}))


def test_the_list_can_be_taken_away_and_that_is_logged(client, reader, nurses):
    make_record(nurses)
    answer = client.get(reverse("people:export_csv"))
    assert "Amina Begum" in answer.content.decode("utf-8-sig")
    assert logged("families.list_exported")[0].detail == {"rows": 1}
    assert client.get(reverse("people:export_xlsx")).content[:2] == b"PK"
