"""An information lead looks at what is due: one family's registration is destroyed, another is held for a court."""

from __future__ import annotations

import re

import pytest

from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from tests.journeys.staff import signs_in
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = "gareth.llewellyn@larkmere-council.example"


def test_a_lead_destroys_what_is_over_and_what_is_held_stays(visitor):
    # given a registration whose time is over, and one that a court may ask for
    demo_with_requests()
    lead = visitor(phone=True, scripts=False)
    signs_in(lead, LEAD)
    lead.follows("Kept and destroyed")
    lead.sees_heading("What is due to be destroyed")
    # when the lead looks at it
    lead.follows(re.compile("Decide Registration"))
    lead.sees("Nobody holds it")
    lead.presses("Keep it until then")
    lead.sees("Enter why it stays")
    lead.follows("Destroy it")
    lead.presses("Destroy it")
    # then it is gone, and a record says what went and nothing of whom
    lead.sees_heading("What was destroyed")
    lead.sees("source records")
    lead.does_not_see("Pemberton")
    with as_owner():
        assert not SourceRecord.objects.filter(family_name="Pemberton").exists()
        assert SourceRecord.objects.filter(family_name="Fairweather").exists()
    lead.follows("To decide")
    lead.sees("Nothing is due")
    # and what is held stands among the holds until it is lifted
    lead.follows("Held")
    lead.sees("A court or tribunal may ask for it")
    lead.follows(re.compile("Lift it"))
    lead.presses("Lift it")
    lead.sees("Enter why it is lifted")
    lead.goes_back_by_link()
    lead.follows("Put something on hold")
    lead.presses("Hold it")
    lead.sees("Enter the reference of the registration or request")
    lead.goes_back_by_link()
    # and how long what is kept can be read with its source, and changed
    lead.follows("How long what is kept")
    lead.follows(re.compile("Registration at a hub"))
    lead.fills("Years", "")
    lead.presses("Change it")
    lead.sees("Enter for how many years")
