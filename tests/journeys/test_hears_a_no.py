"""A service declines and offers another way; whoever referred must say how it goes on, and nothing is told twice."""

from __future__ import annotations

import re

import pytest

from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals.models import Referral
from tests.journeys.referring import (
    HEALTH_VISITOR,
    SERVICE,
    newest,
    refers_a_mother_and_her_baby,
    the_service_opens,
)
from tests.journeys.staff import signs_in
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_service_declines_with_another_way_and_the_sender_sends_it_there(visitor):
    # given a health visitor who referred a mother
    demo_with_requests()
    blessing = visitor(phone=True, scripts=False)
    signs_in(blessing, HEALTH_VISITOR)
    blessing.goes_to("/pathways/?q=Feeding+helper")
    blessing.follows(SERVICE)
    blessing.follows("Refer a family")
    refers_a_mother_and_her_baby(blessing)
    first = newest()
    # when the service wants to say no and nothing else
    hannah = visitor(scripts=False)
    the_service_opens(hannah, first.reference)
    hannah.follows(re.compile("Decline"), within="main")
    hannah.chooses("We are full")
    hannah.fills(re.compile("A message to the family"), "We are so sorry: both our helpers are away this month.")
    hannah.presses("Decline it")
    # then she is asked for another way, and her words are still there
    hannah.sees(re.compile("another way"))
    assert "both our helpers" in hannah.page.get_by_label(re.compile("A message to the family")).input_value()
    # when she finds a service that can
    hannah.fills(re.compile("Find a service to suggest"), "a worker for your family")
    hannah.presses("Find services")
    offered = hannah.page.get_by_role("group", name=re.compile("Service to suggest"))
    offered.get_by_label(re.compile("a worker for your family")).check()
    hannah.presses("Decline it")
    with as_owner():
        told = Referral.objects.get(pk=first.pk)
        assert (told.state, told.choose_by is not None) == ("declined", True)
        letter = OutboxMessage.objects.filter(
            recipient=HEALTH_VISITOR, purpose="referrals.declined", subject_id=first.pk
        ).get()
    # then the sender is told, without a name, and stands before a choice
    assert "Haddad" not in letter.subject + letter.body
    blessing.goes_to("/staff/")
    blessing.sees("Declined: say how it goes on")
    blessing.goes_to(f"/referrals/sent/{first.reference}/")
    blessing.sees("Say how it goes on: send it there, help yourselves, or close it.")
    blessing.follows("Say how it goes on")
    blessing.presses("Save", within="main")
    blessing.sees("Choose how it goes on")
    # when she sends it there
    blessing.chooses(re.compile("Send it to "))
    blessing.presses("Save", within="main")
    blessing.sees("Ask the family, and tick the box when they agree.")
    blessing.chooses("The family agrees that it is sent there")
    blessing.presses("Save", within="main")
    # then what the family told stands in the new one, she types nothing of it again, and the first is at its end
    again = Referral.objects
    with as_owner():
        second = again.latest("created_at")
        first_now = again.get(pk=first.pk)
    assert second.pk != first.pk
    assert second.reopens_id == first.pk
    assert first_now.choose_by is None
    blessing.goes_to(f"/referrals/sent/{second.reference}/")
    for said in ("Leila", "Sami", "Feeding hurts"):
        blessing.sees(said)
    blessing.goes_to(f"/referrals/sent/{first.reference}/")
    blessing.does_not_see("Say how it goes on: send it there")
