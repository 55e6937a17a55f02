"""A clerk links two records, another takes that back, and all is as before."""

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core.tests.support import as_owner
from hearth.families.models import Identifier, LinkCandidate, LinkDecision, PersonLink, Restriction
from hearth.families.staff.link_words import WORDS
from hearth.families.tests.factories import make_record, restrict

pytestmark = pytest.mark.django_db
FOUND = [["dob", "exact", 9.1], ["first", "near", 2.3], ["home", "different", -4.4]]


@pytest.fixture
def council():
    return make_organisation(is_host=True, kind="council")


def candidate(one, other, **values):
    a, b = sorted([one.pk, other.pk])
    chosen = {"probability": 0.7, "model_version": 1, "evidence": FOUND}
    with as_owner():
        return LinkCandidate.objects.create(record_a_id=a, record_b_id=b, **chosen | values)


@pytest.fixture
def waiting(council):
    return candidate(make_record(council), make_record(council, given_name="Aminah", postcode="ZZ1 1AA"))


def people():
    with as_owner():
        return dict(PersonLink.objects.values_list("source_record", "person"))


def words(answer):
    return answer.content.decode()


def decides(client, one, verdict="same"):
    said = {"verdict": verdict, "reason": "Asked the mother"}
    return client.post(reverse("people:pair", args=[one.pk]), said, follow=True)


def test_one_links_another_takes_it_back_and_all_is_as_before(client, council, waiting):
    before = people()
    enter(client, make_member("records-clerk", council))
    assert "Nothing waits" in words(decides(client, waiting))
    assert len(set(people().values())) == 1
    with as_owner():
        decision = LinkDecision.objects.get()
    enter(client, make_member("records-clerk", council, name="Second Clerk"))
    page = reverse("people:link_decision", args=[decision.pk])
    assert "Asked the mother" in words(client.get(page))
    client.post(page, {"reason": "Two cousins"})
    assert people() == before
    assert "Two cousins" in words(client.get(page))


def test_the_page_says_in_words_what_speaks_for_and_against(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    shown = words(client.get(reverse("people:pair", args=[waiting.pk])))
    assert "<strong>The dates of birth are the same</strong>" in shown  # it weighs much
    assert "The given names are alike" in shown
    assert "<strong>Their addresses are different</strong>" in shown
    assert "70 per cent" in shown


def test_both_records_that_were_looked_at_are_in_the_log(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    client.get(reverse("people:pair", args=[waiting.pk]))
    assert {entry.subject_id for entry in logged("families.person_viewed")} == {
        waiting.record_a_id, waiting.record_b_id,
    }  # fmt: skip


def test_never_the_same_leaves_them_apart_and_the_pair_is_decided(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    decides(client, waiting, "never")
    assert len(set(people().values())) == 2
    with as_owner():
        assert LinkDecision.objects.get().verdict == "never"
        assert LinkCandidate.objects.get().closed_at


def test_without_a_reason_nothing_is_decided(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    shown = client.post(reverse("people:pair", args=[waiting.pk]), {"verdict": "same", "reason": ""})
    assert "Say how you know" in words(shown)
    with as_owner():
        assert not LinkDecision.objects.exists()


def test_a_possible_twin_is_marked(client, council):
    candidate(make_record(council), make_record(council), hazard="twin")
    enter(client, make_member("records-clerk", council))
    assert "Possible twins" in words(client.get(reverse("people:links")))


def test_somebody_who_is_restricted_waits_in_no_list(client, council, waiting):
    with as_owner():
        record = waiting.record_a
    restrict(record, council)
    enter(client, make_member("records-clerk", council))
    assert "Nothing waits" in words(client.get(reverse("people:links")))
    assert client.get(reverse("people:pair", args=[waiting.pk])).status_code == 404


def test_records_of_an_organisation_that_agreed_to_nothing_are_not_compared(client, council):
    one = candidate(make_record(council), make_record(make_organisation()))
    enter(client, make_member("records-clerk", council))
    assert client.get(reverse("people:pair", args=[one.pk])).status_code == 404


def test_only_the_hosts_clerk_decides(client, council, waiting):
    for role, where in (("practitioner", council), ("records-clerk", make_organisation())):
        enter(client, make_member(role, where))
        assert client.get(reverse("people:links")).status_code == 403


def test_every_level_of_the_model_has_its_words():
    from hearth.families.matching.levels import COMPARISONS

    known = {(comparison.name, level.name) for comparison in COMPARISONS for level in comparison.levels}
    assert known == set(WORDS)


def numbered(record_id, value):
    with as_owner():
        Identifier.objects.create(source_record_id=record_id, scheme="nhs", value=value)


def test_two_nhs_numbers_in_one_person_wait_to_be_split(client, council, waiting):
    """The clerk sees that there are two, which link brought them together, and no number."""
    enter(client, make_member("records-clerk", council))
    numbered(waiting.record_a_id, "9434765919")
    numbered(waiting.record_b_id, "4010232137")
    page = reverse("people:links")
    assert "Two NHS numbers in one person" not in words(client.get(page))
    decides(client, waiting)
    shown = words(client.get(page))
    assert "Two NHS numbers in one person" in shown
    assert "9434765919" not in shown
    decision = LinkDecision.objects.filter(revoked_at=None)
    with as_owner():
        made = decision.get()
    assert shown.count(reverse("people:link_decision", args=[made.pk])) == 2  # to split, and decided
    client.post(reverse("people:link_decision", args=[made.pk]), {"reason": "Two numbers"})
    assert "Two NHS numbers in one person" not in words(client.get(page))


def test_one_number_twice_and_a_corrected_one_need_no_splitting(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    numbered(waiting.record_a_id, "9434765919")
    numbered(waiting.record_b_id, "4010232137")
    later = make_record(council, given_name="Aminah", corrects_id=waiting.record_b_id)
    numbered(later.pk, "9434765919")
    decides(client, waiting)
    assert "Two NHS numbers in one person" not in words(client.get(reverse("people:links")))


def test_taking_back_shows_beforehand_who_it_would_be(client, council, waiting):
    enter(client, make_member("records-clerk", council))
    decides(client, waiting)
    with as_owner():
        decision = LinkDecision.objects.get()
    shown = words(client.get(reverse("people:link_decision", args=[decision.pk])))
    assert "2 people:" in shown
    assert f"Amina Begum ({council.name})" in shown
    assert f"Aminah Begum ({council.name})" in shown


def test_the_home_of_somebody_whose_address_is_protected_is_no_part_of_the_explanation(client, council):
    home = {"address": "7 Canal Street", "postcode": "QX1 2AB", "phone": "07700 900999"}
    one, other = make_record(council, **home), make_record(council, **home)
    same_home = candidate(one, other, evidence=[["dob", "exact", 9.1], ["home", "same", 7.4], ["town", "same", 1.0]])
    enter(client, make_member("records-clerk", council))
    page = reverse("people:pair", args=[same_home.pk])
    assert "They live at one address" in words(client.get(page))
    with as_owner():
        Restriction.objects.create(
            source_record=one, organisation=council, kind="address", reason="not-safe", by_user=one.pk
        )
    shown = words(client.get(page))
    for hidden in (*home.values(), "They live at one address", "They live in one town", "per cent likely"):
        assert hidden not in shown
    assert "The dates of birth are the same" in shown
    assert "Protected" in shown
