"""A health visitor sees who helps a child at school and at the hub, under an agreement; the day after its last, not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hearth.access.models import Agreement
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from tests.journeys.staff import signs_in
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)

HEALTH_VISITOR = "blessing.okafor@sorrelvale-nhs.example"
LEAD = "gareth.llewellyn@larkmere-council.example"
TITLE = "Knowing who helps a family in Larkmere"


def the_day_passes() -> None:
    """Its last day was yesterday. The clock itself is moved in access/tests/test_agree.py."""
    with as_owner():
        Agreement.objects.filter(title=TITLE).update(ends_on=clock.today() - timedelta(days=1))


def test_what_an_agreement_shows_is_gone_the_day_after_its_last(visitor):
    demo_with_requests()
    with as_owner():
        page = f"/people/{SourceRecord.objects.get(source_ref='HV-20419').pk}/"
    # given a health visitor whose trust gets from the school and the hubs who is involved
    nurse = visitor(phone=True, scripts=False)
    signs_in(nurse, HEALTH_VISITOR)
    nurse.goes_to(page)
    nurse.sees("Reception class")
    nurse.sees("Stay and play, The Lantern")
    nurse.sees(re.compile(f"Shared under “{TITLE}”"))
    # when the information lead makes today its last day
    lead = visitor()
    signs_in(lead, LEAD)
    lead.goes_to("/staff/agreements/")
    lead.follows(TITLE)
    lead.sees("Sorrel Vale Community NHS Trust would no longer see what 5 organisations give")
    lead.follows("Change", within=".hearth-titlebar")
    today = clock.today()
    last = lead.page.get_by_role("group", name=re.compile("last day"))
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        last.get_by_label(part).fill(str(value))
    lead.fills("Why do you change it?", "The partners make a new one")
    lead.presses("Save the change")
    lead.sees("Ends tonight")
    lead.goes_to("/staff/agreements/between/")
    lead.selects("One organisation", "Millpond Primary School")
    lead.selects("The other", "Sorrel Vale Community NHS Trust")
    lead.presses("Show")
    lead.sees(re.compile("Millpond Primary School gives Sorrel Vale"))
    # then it is there until midnight, and gone the next day, without anybody doing anything
    nurse.goes_to(page)
    nurse.sees("Reception class")
    the_day_passes()
    nurse.goes_to(page)
    nurse.does_not_see("Reception class")
    nurse.does_not_see("Stay and play, The Lantern")
    lead.goes_to("/staff/agreements/?state=expired")
    lead.sees(TITLE)
