"""An administrator invites a colleague, who signs in with a second step and reaches nobody else's requests."""

from __future__ import annotations

import re

import pytest

from hearth.access.models import User
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals.models import Referral
from tests.journeys.staff import code_now, signs_in_by_hand
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import NESTLING_MANAGER, demo_area, demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "jo.bello@nestlingfriends.example"
PASS_PHRASE = "seven quiet lanterns at dusk"


def invitation_link() -> str:
    """The link in the email that was queued for the colleague."""
    with as_owner():
        message = OutboxMessage.objects.get(recipient=NEW)
    assert "Nestling" not in message.subject
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found, message.body
    return found.group(1)


def sets_up_the_second_step(colleague: Visitor) -> None:
    secret = colleague.page.locator(".hearth-key").inner_text().replace(" ", "")
    colleague.fills(re.compile("code", re.I), code_now(secret))
    colleague.page.locator("main").get_by_role("button").first.click()
    colleague.looks()


@pytest.mark.parametrize(
    ("inviter", "organisation_words", "scripts"),
    [
        pytest.param(NESTLING_MANAGER, "Nestling", False, id="provider-manager-no-scripts"),
    ],
)
def test_a_colleague_is_invited_and_sees_only_their_own_organisation(visitor, inviter, organisation_words, scripts):
    # given two organisations with requests
    demo_with_requests()
    # when somebody who looks after accounts invites a colleague as a practitioner
    manager = visitor(scripts=scripts)
    signs_in_by_hand(manager, inviter)
    manager.goes_to("/staff/")
    manager.follows(re.compile("Colleagues|Accounts|People"))
    manager.follows(re.compile("Invite"))
    manager.fills(re.compile("name", re.I), "Jo Bello")
    manager.fills(re.compile("email", re.I), NEW)
    manager.chooses(re.compile("Practitioner"))
    manager.presses(re.compile("invitation"))
    # then an email has left whose link opens the account
    colleague = visitor(phone=True, scripts=scripts)
    colleague.goes_to(invitation_link())
    colleague.sees(organisation_words)
    colleague.page.locator("input[type=password]").first.fill("short")
    colleague.page.locator("main").get_by_role("button", name=re.compile("account|Join|Accept", re.I)).first.click()
    colleague.looks()
    colleague.sees(re.compile("12 characters"))
    colleague.page.locator("input[type=password]").first.fill(PASS_PHRASE)
    colleague.page.locator("main").get_by_role("button", name=re.compile("account|Join|Accept", re.I)).first.click()
    colleague.looks()
    # and nothing is shown before the second step is set up
    colleague.goes_to("/referrals/")
    colleague.sees(re.compile("code", re.I))
    sets_up_the_second_step(colleague)
    colleague.goes_to("/referrals/")
    colleague.sees_heading("Requests")
    # then a request of their own organisation opens, and another's does not exist, by any of its addresses
    with as_owner():
        organisation = User.objects.get(email=NEW).memberships.get().organisation
        own = list(Referral.objects.filter(provider=organisation)[:1])
        others = list(Referral.objects.exclude(provider=organisation)[:3])
    assert others
    for referral in own:
        colleague.goes_to(f"/referrals/{referral.reference}/")
    for other in others:
        for verb in ("", "accept/", "decline/", "start/", "complete/"):
            colleague.goes_to(f"/referrals/{other.reference}/{verb}", status=404)
            colleague.does_not_see(other.reference)
    # and the pages of the administrator are not theirs
    colleague.goes_to("/staff/brand/", status=403)


def test_everything_can_be_done_by_keyboard(visitor):
    """From the home page to a service, and through the sign-in, without a mouse."""
    demo_area()
    mother = visitor()
    mother.goes_to("/")
    mother.page.keyboard.press("Tab")
    assert "Skip" in mother.page.evaluate("document.activeElement.textContent")
    for _press in range(40):
        if mother.page.evaluate("document.activeElement.name") == "q":
            break
        mother.page.keyboard.press("Tab")
    mother.page.keyboard.type("baby group")
    mother.page.keyboard.press("Tab")
    mother.page.keyboard.type("ZZ1 1AA")
    mother.presses_enter()
    mother.sees_heading("baby group")
    # the focus is always to be seen
    mother.page.keyboard.press("Tab")
    mother.page.keyboard.press("Tab")
    seen = mother.page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.backgroundColor !== 'rgba(0, 0, 0, 0)'; }"
    )
    assert seen
