"""What came of a request, need by need: who says it, who reads it, and how it is counted."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hearth.core.tests.support import as_owner
from hearth.directory.models import Term
from hearth.directory.vocabularies import shipped
from hearth.referrals import actions, needs
from hearth.referrals.machine import machine
from hearth.referrals.models import LoopFact, StatusRow
from hearth.referrals.queries import numbers as queries
from hearth.referrals.staff import numbers as shown
from hearth.referrals.tests.factories import fresh, later, make_cast, send_request, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db
SAID = {"feeding": "needs-met", "money": "not-met"}


@pytest.fixture
def cast():
    made = make_cast()
    with as_owner():
        made.service.terms.add(Term.objects.get(taxonomy__code="service-expectations", code="infant-feeding"))
    return made


def complete(cast, referral, by_need=SAID):
    with working(cast.worker) as by:
        return actions.complete(referral=referral, by=by, now=later(days=3), by_need=by_need)


# What the data says ---------------------------------------------------------------------------------------------------


def test_every_kind_of_help_is_for_a_need():
    expected = {term["code"] for term in shipped("expectations.yaml")["terms"]}
    assert {code for need in needs.needs().values() for code in need.of} == expected


def test_families_read_needs_in_every_public_language():
    for need in needs.needs().values():
        assert set(need.family) == {"en", "pl", "ur", "uk"}, need.code


@pytest.mark.parametrize(
    ("by_need", "whole"),
    [
        ({"feeding": "needs-met", "money": "needs-met"}, "needs-met"),
        ({"feeding": "needs-met", "money": "not-met"}, "partly-met"),
        ({"feeding": "partly-met", "money": "did-not-take-up"}, "partly-met"),
        ({"feeding": "other-help-found", "money": "not-met"}, "other-help-found"),
        ({"feeding": "did-not-take-up", "money": "not-met"}, "not-met"),
        ({"feeding": "did-not-take-up"}, "did-not-take-up"),
        ({}, ""),
    ],
)
def test_how_it_ended_as_a_whole_follows_from_the_needs(by_need, whole):
    assert needs.overall(by_need) == whole


def test_any_outcomes_make_one_of_the_whole():
    codes = list(machine().reasons["outcomes"])
    for one in codes:
        for other in codes:
            assert needs.overall({"feeding": one, "money": other}) in codes


# Completing -----------------------------------------------------------------------------------------------------------


def test_the_story_keeps_each_need_and_the_whole(cast):
    complete(cast, cast.brought_to("in-progress"))
    with as_owner():
        row = StatusRow.objects.get(move="complete")
        fact = LoopFact.objects.get()
    assert (row.by_need, row.outcome) == (SAID, "partly-met")
    assert (fact.by_need, fact.has_outcome) == (SAID, True)


@pytest.mark.parametrize("by_need", [{}, {"feeding": ""}, {"no-such": "needs-met"}, {"feeding": "no-such"}])
def test_what_the_data_does_not_have_is_no_outcome(cast, by_need):
    referral = cast.brought_to("in-progress")
    with pytest.raises(actions.Incomplete):
        complete(cast, referral, by_need)
    assert fresh(referral).state == "in-progress"


def test_the_needs_of_the_service_stand_first_and_one_is_needed(cast):
    referral = cast.brought_to("in-progress")
    client, address = browser(cast.worker), reverse("referrals:complete", args=[referral.reference])
    page = client.get(address).content.decode()
    assert page.index("need_feeding") < page.index("Other needs that came up") < page.index("need_money")
    assert "need_whole" not in page
    assert "Feeding a baby (optional)" not in page
    again = client.post(address, {"outcome_words": "Three visits", "words": ""}).content.decode()
    assert 'href="#id_need_feeding"' in again or "need_feeding-error" in again
    assert "Three visits" in again
    assert fresh(referral).state == "in-progress"


def test_what_was_chosen_among_the_others_is_shown_again_upon_a_mistake(cast):
    referral = cast.brought_to("in-progress")
    address = reverse("referrals:complete", args=[referral.reference])
    again = browser(cast.worker).post(address, {"need_money": "no-such", "outcome_words": ""}).content.decode()
    assert '<details class="govuk-details" open>' in again


# Reading --------------------------------------------------------------------------------------------------------------


def test_a_sender_and_the_service_read_it_need_by_need(cast):
    referral = cast.brought_to("in-progress", sent_by_referrer=True)
    complete(cast, referral)
    for who, name in ((cast.referrer, "sent_record"), (cast.worker, "record")):
        page = browser(who).get(reverse(f"referrals:{name}", args=[referral.reference])).content.decode()
        for words in ("Feeding a baby", "Money, work and food", "The need is still there"):
            assert words in page, (name, words)


@pytest.mark.parametrize("address", ["/referrals/?state=completed&export=csv", "/referrals/sent/?export=csv"])
def test_the_files_of_both_lists_say_it_need_by_need(cast, address):
    referral = cast.brought_to("in-progress", sent_by_referrer=True)
    complete(cast, referral)
    who = cast.referrer if "sent" in address else cast.worker
    said = b"".join(browser(who).get(address)).decode()
    assert "What came of it" in said
    assert (
        "Feeding a baby: The family got the help they asked for; Money, work and food: The need is still there" in said
    )


def test_a_family_reads_it_need_by_need_in_its_language(cast):
    sending = send_request(cast.service)
    with working(cast.worker) as by:
        for hours, move in enumerate(("open", "accept", "start"), start=1):
            getattr(actions, move)(referral=fresh(sending.referral), by=by, now=later(hours=hours))
    complete(cast, fresh(sending.referral))
    client = Client()
    client.post("/follow/", {"reference": sending.referral.reference, "code": sending.code})
    page = client.get("/follow/request/").content.decode()
    assert "Feeding your baby" in page
    assert "This has not got better yet" in page
    with translation.override("pl"):
        assert ("Karmienie dziecka", "Masz już pomoc, o którą chodziło w Twojej prośbie.") in needs.family_words(SAID)


# Counting -------------------------------------------------------------------------------------------------------------


def test_a_request_counts_once_for_each_of_its_needs(cast):
    for by_need in (SAID, SAID, {"feeding": "partly-met"}):
        complete(cast, cast.brought_to("in-progress"), by_need)
    with as_owner():
        counted = queries.outcomes(LoopFact.objects.all())
    assert counted == {"feeding": Counter({"needs-met": 2, "partly-met": 1}), "money": Counter({"not-met": 2})}


def test_a_need_that_few_had_is_not_shown():
    table = shown._outcome_table(
        {"feeding": Counter({"needs-met": 12, "partly-met": 6}), "money": Counter({"not-met": 2})}
    )
    rows = dict(table.rows)
    assert rows["Feeding a baby"] == [18, 12, 6, 0, 0, 0]
    assert set(rows["Money, work and food"]) == {None}
