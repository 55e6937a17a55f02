"""A health visitor sees the wait, refers and hears of every step; a GP practice does so without an account."""

from __future__ import annotations

import re
import sys
import time

import pytest

from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals.models import Referral
from tests.journeys.referring import (
    HEALTH_VISITOR,
    SERVICE,
    newest,
    refers_a_mother_and_her_baby,
    the_service_answers,
)
from tests.journeys.staff import signs_in
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)

SURGERY = "nurse@millbrook-surgery.example"


def test_a_health_visitor_sees_the_wait_refers_and_hears_of_every_step(visitor, record_property, capsys):
    # given a service in the directory, with families who came before
    demo_with_requests()
    blessing = visitor()
    signs_in(blessing, HEALTH_VISITOR)
    # when she looks before she asks
    blessing.goes_to("/pathways/?q=Feeding+helper")
    blessing.follows(SERVICE)
    # then she sees how long it has really been, of how many, and what is needed: nobody was named
    blessing.sees(
        re.compile(r"Half of the families heard from a worker within \d+ days? \(of \d+ in the last 90 days\)")
    )
    blessing.sees("What a referral needs")
    # when she refers
    began = time.monotonic()
    blessing.follows("Refer a family")
    blessing.sees("Before you start")
    hand = refers_a_mother_and_her_baby(blessing)
    seconds = time.monotonic() - began
    # then she holds the receipt
    referral = newest()
    blessing.sees(referral.reference)
    # when the service answers, works with the family and ends it
    worker = visitor(scripts=False)
    the_service_answers(worker, referral.reference)
    blessing.goes_to(f"/referrals/sent/{referral.reference}/")
    blessing.sees("Accepted")
    blessing.sees("Hannah Whitlock")
    worker.follows(re.compile("first contact", re.I), within="main")
    worker.presses(re.compile("contact", re.I), within="main")
    worker.follows(re.compile("Complete"), within="main")
    worker.page.locator("main select").first.select_option("needs-met")
    worker.presses("Complete it")
    # then she sees the outcome, and was written to at every step
    blessing.goes_to("/referrals/sent/?by=me")
    blessing.follows(referral.reference, within="main")
    blessing.sees("Completed")
    with as_owner():
        told = set(
            OutboxMessage.objects.filter(recipient=HEALTH_VISITOR, subject_id=referral.pk).values_list(
                "purpose", flat=True
            )
        )
    assert {"referrals.sent", "referrals.accepted", "referrals.started", "referrals.completed"} <= told
    # and it cost her no more than this
    assert hand.fields <= 16
    assert hand.clicks <= 10
    figure = (
        f"one referral: {hand.fields} fields, {hand.clicks} clicks, {seconds:.0f} s by a browser that types at once"
    )
    record_property("cost", figure)
    with capsys.disabled():
        sys.stdout.write(f"\n{figure}\n")


def test_a_gp_practice_refers_as_a_guest_and_sees_only_what_it_sent(visitor):
    # given a practice without an account
    demo_with_requests()
    nurse = visitor(phone=True, scripts=False)
    nurse.goes_to("/pathways/?q=Feeding+helper")
    nurse.follows(SERVICE)
    nurse.follows("Refer without an account")
    # when the nurse gives an address that anybody can have
    nurse.fills(re.compile("work email"), "priya@gmail.com")
    nurse.fills("Your name", "Priya Shah")
    nurse.fills(re.compile("Your job"), "Practice nurse")
    nurse.fills("Where you work", "Millbrook Surgery")
    nurse.presses("Send me a code")
    # then it is refused in words, and nothing is lost
    nurse.sees("Anybody can have an address like this one")
    # when she gives her work address and a wrong code, then the right one
    nurse.fills(re.compile("work email"), SURGERY)
    nurse.presses("Send me a code")
    nurse.sees_heading("Look at your email")
    with as_owner():
        letter = OutboxMessage.objects.filter(recipient=SURGERY, purpose="access.guest_code").latest("created_at").body
    found = re.search(r"code is (\d{6})", letter)
    assert found
    nurse.fills("Code", "000000" if found[1] != "000000" else "111111")
    nurse.presses("Go on")
    nurse.sees("This is not the code")
    nurse.fills("Code", found[1])
    nurse.presses("Go on")
    # then she is where she wanted to be, and refers
    refers_a_mother_and_her_baby(nurse)
    referral = newest()
    # when the service accepts
    worker = visitor(scripts=False)
    the_service_answers(worker, referral.reference)
    worker.goes_to(f"/referrals/{referral.reference}/")
    worker.sees("Priya Shah, Practice nurse, Millbrook Surgery")
    # then she sees it among what she sent, and nothing of others
    nurse.goes_to("/guest/sent/")
    nurse.follows(referral.reference)
    nurse.sees("Accepted")
    nurse.sees("Hannah Whitlock")
    with as_owner():
        other = Referral.objects.exclude(pk=referral.pk).filter(sender_guest__isnull=False).get()
    nurse.goes_to(f"/guest/sent/{other.reference}/", status=404)
    # and out again
    nurse.goes_to("/guest/sent/")
    nurse.presses("I am finished")
    nurse.goes_to(f"/guest/sent/{referral.reference}/")
    nurse.sees_heading("Refer without an account")
