"""A nurse opens more of a child's record in an emergency; the information lead is told, reviews it, and closes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from tests.journeys.staff import signs_in, signs_in_by_hand
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)

NURSE = "joseph.adeyemi@sorrelvale-nhs.example"
LEAD = "gareth.llewellyn@larkmere-council.example"


def page_of_zara() -> str:
    with as_owner():
        return f"/people/{SourceRecord.objects.get(source_ref='HV-20419').pk}/"


def signs_in_again(nurse: Visitor) -> None:
    from hearth.access.demo import cast

    nurse.fills("Password", cast.password())
    nurse.presses("Go on")


def test_a_nurse_opens_a_record_and_the_lead_closes_the_review(visitor):
    # given a nurse whose trust works with a child, and an agreement that shows who else does
    demo_with_requests()
    nurse = visitor(phone=True, scripts=False)
    signs_in_by_hand(nurse, NURSE)
    nurse.goes_to(page_of_zara())
    # when the nurse needs to see more, and signs in again
    nurse.follows("Open more in an emergency")
    signs_in_again(nurse)
    nurse.sees_heading("Open more in an emergency")
    nurse.presses("Open it")
    nurse.sees("Choose what you need to see")
    nurse.chooses(re.compile("Summary"))
    nurse.chooses(re.compile("A child may be in danger"))
    nurse.fills("What is happening?", "She came to school alone and will not say why.")
    nurse.presses("Open it")
    # then it is open for three hours, and says why it can be seen
    nurse.sees("You can see this because you opened it in an emergency")
    nurse.sees(re.compile("Open until"))
    # and the lead is told at once, in words that name nobody
    with as_owner():
        message = OutboxMessage.objects.filter(purpose="families.opened_in_emergency", recipient=LEAD).latest(
            "created_at"
        )
    assert "Zara" not in message.subject + message.body
    # and finds it on Today, and closes the review without seeing the record
    lead = visitor()
    signs_in(lead, LEAD)
    lead.goes_to("/families/openings/?state=waiting")
    lead.follows("Open", within="main table tbody tr:first-child")
    lead.sees("She came to school alone")
    lead.follows("Review it")
    lead.presses("Close the review")
    lead.sees("Choose what you found")
    lead.chooses(re.compile("It was right"))
    lead.fills("What was said and done about it?", "Rang the school with her. Right to look.")
    lead.presses("Close the review")
    lead.sees("Rang the school with her")
    lead.follows("Who looked at this record")
    lead.sees_heading("Who looked at this record")
    lead.sees("Opened more of a record in an emergency")
    # and what the nurse seals about her afterwards opens to nobody whom it does not name
    nurse.goes_to(page_of_zara())
    nurse.follows("Sealed parts")
    nurse.chooses("A safe address")
    nurse.fills("What is to be sealed?", "She stays with her aunt this week.")
    nurse.presses("Seal it")
    nurse.sees("She stays with her aunt")
    other = visitor()
    signs_in(other, "blessing.okafor@sorrelvale-nhs.example")
    other.goes_to(page_of_zara())
    other.follows("Sealed parts")
    other.does_not_see("She stays with her aunt")


def test_a_manager_reads_who_is_kept_for_named_colleagues_without_names(visitor):
    demo_with_requests()
    manager = visitor()
    signs_in(manager, "sian.probert@larkmere-council.example")
    manager.follows("Kept for named colleagues")
    manager.sees("They work for one of our organisations")
    manager.follows(re.compile("Change who may see it"))
    again = clock.today() + timedelta(days=90)
    manager.gives_date(again.day, again.month, again.year)
    manager.presses("Save")
    manager.sees("Saved. It counts from now on.")
