"""A sender hears of every step that is for them, and of nothing that a family and its service say to each other; a
service reads nobody's words before it opens a request."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.tests.factories import make_area
from hearth.families.tests.factories import protect
from hearth.referrals import actions, queries
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, Webhook, WebhookDelivery
from hearth.referrals.tests.factories import fresh, later, working
from hearth.referrals.tests.test_desk import browser

OWN = {"message", "read-message", "reply", "complain", "answer-complaint", "assign", "escalate"}


def test_the_moves_that_are_not_the_senders_are_these():
    """A new move shows here: decide whether the sender may read it."""
    assert {code for code, move in machine().moves.items() if not move.is_seen_by("sender")} == OWN


@pytest.fixture
def told(cast):
    """A referral that was completed, with words to and fro that are not the sender's."""
    referral = cast.brought_to("in-progress", sent_by_referrer=True)
    now = later(days=4)
    with acting_as(reference=referral.reference):
        actions.message(referral=referral, by=FAMILY, now=now, words="Qxmessage: please do not tell my health visitor")
    with working(cast.worker) as by:
        actions.reply(referral=referral, by=by, now=now, words="Qxreply")
        actions.escalate(referral=referral, by=by, now=now, words="Qxlead")
        actions.complete(referral=referral, by=by, now=now, by_need={"feeding": "needs-met"}, outcome_words="Qxoutcome")
    with acting_as(reference=referral.reference):
        actions.complain(referral=referral, by=FAMILY, now=now, words="Qxcomplaint")
    return fresh(referral)


SECRET = ("Qxmessage", "Qxreply", "Qxlead", "Qxcomplaint")


def test_a_sender_reads_the_outcome_and_no_private_words(cast, told):
    page = browser(cast.referrer).get(reverse("referrals:sent_record", args=[told.reference])).content.decode()
    assert "Qxoutcome" in page
    assert [word for word in SECRET if word in page] == []
    service = browser(cast.worker).get(reverse("referrals:record", args=[told.reference])).content.decode()
    assert [word for word in SECRET if word not in service] == []


LISTS = ("queue", {}), ("queue", {"export": "csv"}), ("triage", {"export": "csv"})


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_no_list_says_in_which_area_somebody_with_a_protected_address_lives(cast, name, query):
    make_area("QXAREA01", name="Qxward")
    referral = cast.brought_to("opened")
    with as_owner():
        Referral.objects.filter(pk=referral.pk).update(lsoa_code="QXAREA01")

    def listed():
        return browser(cast.worker).get(reverse(f"referrals:{name}"), query).content.decode()

    assert "Qxward" in listed()
    with as_owner():
        protect(referral.people.get(order=0).source_record, cast.service.organisation)
    page = listed()
    assert referral.reference in page
    assert "Qxward" not in page
    assert "Protected" in page


def test_a_service_reads_no_words_of_anybody_before_it_opens_the_request(cast):
    referral = cast.brought_to("sent", sent_by_referrer=True)
    with acting_as(reference=referral.reference):
        actions.message(referral=referral, by=FAMILY, now=later(days=1), words="Qxmessage")
    address = reverse("referrals:record", args=[referral.reference])
    assert "Qxmessage" not in browser(cast.worker).get(address).content.decode()
    browser(cast.worker).post(reverse("referrals:open", args=[referral.reference]))
    assert "Qxmessage" in browser(cast.worker).get(address).content.decode()


def test_a_senders_file_for_another_system_holds_none_of_them_either(cast, told):
    file = browser(cast.referrer).get(reverse("referrals:sent_fhir", args=[told.reference])).content.decode()
    assert [word for word in SECRET if word in file] == []
    # and a complaint after the end does not take the outcome away
    [task] = [e["resource"] for e in json.loads(file)["entry"] if e["resource"]["resourceType"] == "Task"]
    assert task["output"][0]["valueCodeableConcept"]["coding"][0]["code"] == "needs-met"


def test_a_guest_reads_as_a_sender_does(told):
    guest = Actor(ActorKind.GUEST, uuid4(), None, "Priya Shah")
    with as_owner():
        rows = queries.story_for(told, guest)
    assert "complete" in {row.move for row in rows}
    assert not {row.move for row in rows} & OWN


def test_a_senders_systems_hear_of_none_of_them(cast, told):
    with as_owner():
        for side in (told.provider_id, told.sender_organisation_id):
            Webhook.objects.create(organisation_id=side, address=f"https://{side}.example/")
    with acting_as(reference=told.reference):
        actions.complain(referral=told, by=FAMILY, now=later(days=5), words="Again")
    with as_owner():
        heard = set(WebhookDelivery.objects.values_list("webhook__organisation_id", flat=True))
    assert heard == {told.provider_id}
