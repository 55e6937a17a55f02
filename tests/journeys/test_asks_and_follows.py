"""A mother finds infant feeding near her, asks for support for two children, and follows it to its answer."""

from __future__ import annotations

import re

import pytest

from hearth.access.models import Organisation
from hearth.core.tests.support import as_owner
from hearth.referrals.models import Referral, State, StatusRow
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import NESTLING_MANAGER, demo_area, stockport

pytestmark = pytest.mark.django_db(transaction=True)


def searches(mother: Visitor, words: str, postcode: str) -> None:
    mother.goes_to("/")
    mother.sees_heading("What do you need help with?")
    mother.fills(re.compile("own words"), words)
    mother.page.get_by_label("Your postcode", exact=True).first.fill(postcode)
    mother.presses("Find help")


def asks_for_two_children(mother: Visitor) -> tuple[str, str]:
    """Answers one question a page; returns the reference and the code that she is shown."""
    mother.chooses(re.compile("My child or children"))
    mother.presses("Continue")
    # Nothing typed: told in words, beside the field and at the top, and nothing lost.
    mother.presses("Continue")
    mother.sees("Enter your first name")
    mother.fills("First name", "Amina")
    mother.fills(re.compile("Last name"), "Siddiqui")
    mother.presses("Continue")
    mother.chooses("Mum")
    mother.presses("Continue")
    mother.chooses("Yes")
    mother.fills("Child’s first name", "Yusuf")
    mother.gives_date(2, 10, 2026)
    mother.presses("Continue")
    mother.sees("Yusuf")
    mother.chooses("Yes")
    mother.presses("Continue")
    mother.chooses("Yes")
    mother.fills("Child’s first name", "Maryam")
    mother.gives_date(14, 2, 2024)
    mother.presses("Continue")
    mother.sees("Maryam")
    mother.chooses("No")
    mother.presses("Continue")
    mother.fills("What would help?", "Feeding hurts and he is not gaining weight.")
    mother.presses("Continue")
    mother.presses("Continue")  # tried already: optional
    mother.fills(re.compile("What is your postcode"), "SK2 5LB")
    mother.presses("Continue")
    mother.chooses("No")  # an interpreter
    mother.presses("Continue")
    mother.chooses("Email")
    mother.fills("Email address", "amina@home.example")
    mother.presses("Continue")
    mother.chooses("At any time")
    mother.presses("Continue")
    mother.sees_heading("Check your answers")
    for said in ("Amina", "Yusuf", "Maryam", "amina@home.example", "Feeding hurts"):
        mother.sees(said)
    mother.presses("Send my request")
    mother.sees_heading("Your request is sent")
    shown = mother.page.locator(".hearth-done__reference, .govuk-panel__body strong").all_inner_texts()
    found = [word for text in shown for word in re.findall(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", text)]
    assert len(found) == 2, shown
    return found[0], found[1]


def follows_with(mother: Visitor, reference: str, code: str) -> None:
    mother.goes_to("/follow/")
    mother.fills("Reference", reference.lower())
    mother.fills("Code", code)
    mother.presses("See my request")
    assert reference not in mother.page.url
    assert code not in mother.page.url


def test_a_mother_near_stockport_is_accepted_and_follows(visitor):
    # given
    demo_area()
    here = stockport()
    mother = visitor(phone=True, scripts=False)
    # when she looks for help in her own words
    searches(mother, "brest feeding", here.postcode)
    # then the service near her is found, with how far it is, though she misspelt it
    mother.sees(here.service_name)
    mother.sees(re.compile(r"mile|minutes’ walk|minutes' walk"))
    # when she opens it and asks
    mother.follows(here.service_name)
    mother.follows(re.compile("Ask for support"))
    reference, code = asks_for_two_children(mother)
    # then one request is there, with both children and her postcode's neighbourhood
    with as_owner():
        referral = Referral.objects.get()
        assert referral.people.filter(role="child").count() == 2
        assert referral.lsoa_code.startswith("E01")
    # when the provider opens and accepts it
    worker = visitor()
    signs_in(worker, NESTLING_MANAGER)
    worker.goes_to("/referrals/")
    worker.follows(re.compile("Open|" + reference), within="main")
    worker.presses(re.compile("Open this request"))
    worker.sees("Yusuf")
    worker.follows(re.compile("Accept"), within="main")
    worker.fills(re.compile("A message to the family"), "We ring you on Thursday. You are doing well.")
    worker.presses("Accept it")
    worker.sees("You accepted it")
    # then she sees who helps and what they wrote
    follows_with(mother, reference, code)
    mother.sees("Hannah Whitlock")
    mother.sees("We ring you on Thursday")
    # when the provider makes contact and completes it
    worker.follows(re.compile("first contact", re.I), within="main")
    worker.presses(re.compile("contact", re.I), within="main")
    worker.follows(re.compile("Complete"), within="main")
    worker.page.locator("main select").first.select_option("needs-met")
    worker.presses("Complete it")
    # then she sees that it is done, and the story has every step once
    mother.goes_to("/follow/request/")
    with as_owner():
        referral.refresh_from_db()
        assert referral.state == State.COMPLETED
        moves = list(StatusRow.objects.filter(referral=referral).values_list("move", flat=True))
    assert moves == ["send", "open", "accept", "start", "complete"]


def test_a_no_comes_with_another_way_and_she_can_ask_there(visitor):
    # given a request that she sent
    demo_area()
    mother = visitor(phone=True, scripts=False)
    searches(mother, "feeding", "ZZ1 1AA")
    mother.follows("Nestling feeding drop-in, The Lantern")
    mother.follows(re.compile("Ask for support"))
    reference, code = asks_for_two_children(mother)
    # when the provider declines, first without another way
    worker = visitor()
    signs_in(worker, NESTLING_MANAGER)
    worker.goes_to("/referrals/")
    worker.follows(re.compile("Open|" + reference), within="main")
    worker.presses(re.compile("Open this request"))
    worker.follows(re.compile("Decline"), within="main")
    worker.page.get_by_role("radio").first.check()
    worker.presses("Decline it")
    # then it is not taken, and nothing that was chosen is lost
    worker.sees("Suggest a service, or say in your words")
    assert worker.page.get_by_role("radio").first.is_checked()
    # when a service is suggested
    worker.fills(re.compile("Find a service"), "infant feeding clinic")
    worker.presses("Find services")
    worker.chooses(re.compile("Infant feeding clinic"))
    worker.presses("Decline it")
    worker.sees("You declined it")
    # then she reads it in kind words, with the next option in the same breath
    follows_with(mother, reference, code)
    mother.sees("Another way to get help")
    mother.sees("Infant feeding clinic")
    mother.follows(re.compile("Ask Infant feeding clinic"))
    mother.sees("Infant feeding clinic")


def test_her_page_reads_from_right_to_left_in_urdu(visitor):
    demo_area()
    mother = visitor(phone=True)
    mother.goes_to("/?lang=ur")
    assert mother.page.locator("html").get_attribute("dir") == "rtl"
    mother.goes_to("/find/?q=feeding&postcode=ZZ1+1AA")
    assert mother.page.locator("html").get_attribute("dir") == "rtl"
    mother.page.locator("main h2 a, main h3 a").first.click()
    mother.looks()
    mother.goes_to("/follow/")
    assert mother.page.locator("html").get_attribute("lang") == "ur"


def test_she_can_take_it_back_and_a_wrong_code_opens_nothing(visitor):
    demo_area()
    mother = visitor(phone=True)
    searches(mother, "feeding", "ZZ1 1AA")
    mother.follows("Nestling feeding drop-in, The Lantern")
    mother.follows(re.compile("Ask for support"))
    reference, code = asks_for_two_children(mother)
    stranger = visitor()
    follows_with(stranger, reference, "222-222")
    stranger.sees("do not go together")
    stranger.goes_to("/follow/request/")
    stranger.does_not_see(reference)
    follows_with(mother, reference, code)
    mother.follows("Take your request back")
    mother.presses(re.compile("Take it back|Yes"), within="main")
    with as_owner():
        assert Referral.objects.get().state == State.WITHDRAWN
        assert Organisation.objects.filter(name__startswith="Nestling").exists()
