"""Requests between the first answer and the end: a manager triages, a family answers and takes back, a held message."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions
from hearth.referrals.actions import Asked, Sending
from hearth.referrals.demo import as_person
from hearth.referrals.models import PersonRole, Referral, StatusRow
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import FAMILY_HELP_WORKER, demo_area

pytestmark = pytest.mark.django_db(transaction=True)

MANAGER = "sian.probert@larkmere-council.example"


def a_request(service: str = "family-help-team", *, days_ago: int = 0, contact: Contact | None = None) -> Sending:
    """A mother asks a service of the demo."""
    with as_owner():
        asked = Service.objects.select_related("organisation").get(source="demo", source_ref=service)
    mother = Person(given_name="Amina", family_name="Begum", relation="mother", email="amina@home.example")
    return actions.send(
        service=asked,
        asked=Asked(
            people=[(PersonRole.SENDER, mother)],
            what_help="I am worn out and do not know where to begin.",
            contact=contact or Contact(channels=["email"], email="amina@home.example"),
        ),
        sent_key=uuid4(),
        by=FAMILY,
        now=clock.now() - timedelta(days=days_ago),
    )


def opens(sending: Sending, *, by: str = FAMILY_HELP_WORKER) -> Referral:
    with as_person(by) as worker:
        return actions.open(referral=sending.referral, by=worker, now=clock.now())


def follows_hers(mother: Visitor, sending: Sending) -> None:
    mother.goes_to("/follow/")
    mother.fills("Reference", sending.referral.reference)
    mother.fills("Code", sending.code)
    mother.presses("See my request")


def state_of(sending: Sending) -> str:
    with as_owner():
        return Referral.objects.get(pk=sending.referral.pk).state


def test_a_hub_manager_triages_twelve_gives_passes_on_and_escalates(visitor):
    # given twelve requests of two services, one of them late
    demo_area()
    late = a_request(days_ago=14)
    twelve = [late, *[a_request() for _n in range(6)], *[a_request("one-to-one-parenting") for _n in range(5)]]
    sian = visitor(scripts=False)
    signs_in(sian, MANAGER)
    # when she opens what is to decide
    sian.follows("Requests", within="nav")
    sian.follows("To decide")
    sian.sees_heading("To decide")
    # then all twelve stand there, the late one first
    rows = sian.page.locator("tbody tr")
    assert rows.count() == len(twelve)
    assert late.referral.reference in rows.first.inner_text()
    sian.sees(re.compile("Late: "))
    # when she gives four to Olena, who has nothing
    for sending in twelve[1:5]:
        sian.page.get_by_label(f"Give {sending.referral.reference}").check()
    sian.chooses("Olena Kovalenko")
    sian.presses("Give those ticked")
    sian.sees("4 requests are given.")
    # and opens one that another service does better, and passes it on
    elsewhere = twelve[6]
    sian.follows(re.compile(f"^{elsewhere.referral.reference}$"))
    sian.presses("Open this request")
    sian.follows("Pass on")
    sian.fills(re.compile("Find the service"), "feeding at home")
    sian.presses("Find services")
    sian.page.get_by_role("radio").first.check()
    sian.presses("Pass it on")
    sian.sees("It is passed on")
    with as_owner():
        new = Referral.objects.get(reopens=elsewhere.referral)
        assert new.state == "sent"
    sian.sees(new.reference)
    # and looks at what is late, and tells the duty lead of it
    sian.goes_to("/referrals/?late=yes")
    sian.sees(late.referral.reference)
    sian.follows(re.compile(f"^{late.referral.reference}$"))
    sian.presses("Open this request")
    sian.follows("Tell the duty lead")
    sian.fills(re.compile("What should the duty lead know"), "It came while we were short of people.")
    sian.presses("Tell them")
    sian.sees("The duty lead is told.")
    # then the lead finds it on Today
    sian.follows("Today", within="nav")
    sian.sees("A colleague asks you to look")


def test_a_family_answers_a_question_and_takes_its_request_back(visitor):
    # given a mother whose request was opened, and a question about it
    demo_area()
    sending = a_request()
    referral = opens(sending)
    with as_person(FAMILY_HELP_WORKER) as worker:
        actions.ask_for_information(referral=referral, by=worker, now=clock.now(), words="Which mornings suit you?")
    mother = visitor(phone=True, scripts=False)
    follows_hers(mother, sending)
    # when she answers on her phone
    mother.sees_heading("The service has a question for you")
    mother.sees("Which mornings suit you?")
    mother.follows("Answer")
    mother.presses("Send my answer")
    mother.sees("Write your answer")
    mother.fills("Your answer", "Mondays and Tuesdays.")
    mother.presses("Send my answer")
    # then the service goes on with it
    mother.sees("They have your answer")
    mother.sees("Mondays and Tuesdays.")
    assert state_of(sending) == "sent"
    # when she changes her mind
    mother.follows("Take your request back")
    mother.presses("Yes, take it back")
    # then it is taken back, kindly
    mother.sees_heading("The request was taken back")
    assert state_of(sending) == "withdrawn"


def test_a_message_that_is_not_safe_is_held_back_and_the_answer_waits_on_the_page(visitor):
    # given a woman who must not be contacted
    demo_area()
    sending = a_request(contact=Contact(do_not_contact=True))
    opens(sending)
    worker = visitor(scripts=False)
    signs_in(worker, FAMILY_HELP_WORKER)
    # when the worker says yes
    worker.goes_to(f"/referrals/{sending.referral.reference}/accept/")
    worker.sees("Do not contact this family.")
    worker.sees("We send the family no message.")
    worker.fills(re.compile("A message to the family"), "Come to the hub on Thursday. Ask for Ayesha.")
    worker.presses("Accept it")
    # then nothing leaves, and it is on record why
    with as_owner():
        told = OutboxMessage.objects.filter(subject_id=sending.referral.pk, purpose="referrals.accepted")
        held = told.get(status=MessageStatus.HELD)
        assert (held.recipient, held.body) == ("", "")
        assert StatusRow.objects.filter(referral=sending.referral, move="accept").exists()
    # and she reads it where and when she chooses, with the name of who helps her
    woman = visitor(phone=True, scripts=False)
    follows_hers(woman, sending)
    woman.sees_heading("The service said yes")
    woman.sees("Come to the hub on Thursday. Ask for Ayesha.")
    woman.sees("Ayesha Malik, practitioner")
