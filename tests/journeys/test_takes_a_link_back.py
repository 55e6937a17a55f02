"""A records clerk says that two records are of one child; a colleague sees what would become of it and takes it back:
everything is as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from hearth.core.tests.support import as_owner
from hearth.families.models import LinkDecision, PersonLink, SourceRecord
from tests.journeys.staff import signs_in, signs_in_by_hand
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)
CLERK, COLLEAGUE = "beth.lindqvist@larkmere-council.example", "anil.sethi@larkmere-council.example"
BOTH = re.compile("Dan(ylo|iel) Shevchuk and Dan(ylo|iel) Shevchuk")
HUB, SCHOOL = "marcia.campbell@larkmere-council.example", "carys.penhallow@millpond.example"


@dataclass
class TwoRecords:
    """What the hub and the school know of one boy."""

    at_the_hub: str
    at_school: str


def danylo() -> TwoRecords:
    with as_owner():
        hub = SourceRecord.objects.get(given_name="Danylo", family_name="Shevchuk")
        school = SourceRecord.objects.get(given_name="Daniel", family_name="Shevchuk")
    return TwoRecords(f"/people/{hub.pk}/", f"/people/{school.pk}/")


def who_is_who() -> dict[object, object]:
    with as_owner():
        return dict(PersonLink.objects.values_list("pk", "person"))


def reads(visitor: Visitor, *paths: str) -> list[str]:
    """All that stands on these pages, but for what "just now" becomes a minute later."""
    found = []
    for path in paths:
        visitor.goes_to(path)
        found.append(visitor.page.locator("main").inner_text())
    return found


def link_between_them() -> str:
    with as_owner():
        return f"/people/links/decided/{LinkDecision.objects.latest('created_at').pk}/"


def test_a_clerk_links_and_a_colleague_takes_it_back_and_all_is_as_before(visitor):
    # given a boy whom the hub and his school know, each by itself
    demo_with_requests()
    boy, before = danylo(), who_is_who()
    hub, school = visitor(), visitor(phone=True, scripts=False)
    signs_in(hub, HUB)
    signs_in(school, SCHOOL)
    at_the_hub, at_school = reads(hub, boy.at_the_hub, "/people/"), reads(school, boy.at_school, "/people/")
    hub.goes_to(boy.at_school, status=404)
    # when a clerk takes the pair from the queue, and says how they know
    clerk = visitor(phone=True, scripts=False)
    signs_in_by_hand(clerk, CLERK)
    clerk.follows("Who is who", within="nav")
    clerk.follows(BOTH)
    clerk.sees("The dates of birth are the same")
    clerk.sees("93 per cent")
    clerk.presses("Decide")
    clerk.sees("Choose whether they are one person")
    clerk.chooses("Yes, the same person")
    clerk.fills("How do you know?", "Rang the school: Daniel is Danylo.")
    clerk.presses("Decide")
    clerk.sees("Decided. You can take it back below.")
    # then the hub reads that his school works with him, on one page, and his number at school leads there
    hub.goes_to(boy.at_the_hub)
    hub.sees("Year 3")
    hub.goes_to(boy.at_school)
    assert hub.page.url.endswith(boy.at_the_hub)
    school.goes_to(boy.at_school)
    assert school.page.url.endswith(boy.at_the_hub)
    # when a colleague asks why, sees what would become of it, and takes it back
    colleague = visitor()
    signs_in(colleague, COLLEAGUE)
    colleague.goes_to("/people/links/")
    colleague.follows(BOTH)
    colleague.sees("Rang the school: Daniel is Danylo.")
    colleague.sees("Beth Lindqvist")
    colleague.sees("2 people:")
    colleague.sees(re.compile(r"Danylo Shevchuk \(.*Hub"))
    colleague.presses("Take it back")
    colleague.sees("Say why you take it back")
    colleague.fills("Why do you take it back?", "His cousin is Daniel. The school mixed them up.")
    colleague.presses("Take it back")
    colleague.sees("Taken back")
    # then all is as before: the people, both pages, both lists, and what each address leads to
    assert who_is_who() == before
    assert reads(hub, boy.at_the_hub, "/people/") == at_the_hub
    assert reads(school, boy.at_school, "/people/") == at_school
    hub.goes_to(boy.at_school, status=404)
    school.goes_to(boy.at_the_hub, status=404)
    # and the page of the decision still says who decided what, and why it was taken back
    colleague.goes_to(link_between_them())
    for words in ("Rang the school: Daniel is Danylo.", "Taken back", "The school mixed them up"):
        colleague.sees(words)
    colleague.does_not_see("2 people:")
