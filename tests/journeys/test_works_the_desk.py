"""The front desk: a queue of three, an anonymous enquiry in a few clicks, and a handover that its colleague answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.referrals.actions import desk_upkeep
from hearth.referrals.models import Enquiry, Handover
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)

RECEPTIONIST = "tomasz.zielinski@larkmere-council.example"
MANAGER = "marcia.campbell@larkmere-council.example"
COLLEAGUE = "ayesha.malik@larkmere-council.example"
FORM = "#enquiry"


def comes_to_the_desk(visitor: Visitor) -> None:
    signs_in(visitor, RECEPTIONIST)
    visitor.follows("Front desk", within="nav")
    visitor.goes_to("/desk/?hub=the-lantern-family-hub")
    visitor.sees_heading("Front desk, The Lantern Family Hub")


def newest() -> Enquiry:
    with as_owner():
        return Enquiry.objects.order_by("-number").filter(day=clock.today()).first()


def test_an_anonymous_enquiry_is_noted_with_one_tick_and_one_press(visitor):
    # given a receptionist at the desk
    demo_with_requests()
    tomasz = visitor(phone=True, scripts=False)
    comes_to_the_desk(tomasz)
    # when somebody asks about money: one tick, one press, no field to type into
    must_be_chosen = tomasz.page.locator(f"{FORM} [required]").count()
    assert must_be_chosen == 0
    tomasz.chooses("Money and food")
    tomasz.presses("Save", within=FORM)
    # then it is noted, and names nobody
    tomasz.sees("Saved: Money and food.")
    noted = newest()
    assert (noted.topics, noted.who, noted.way, noted.outcome) == (["money"], "family", "walked-in", "helped")
    assert (noted.first_name, noted.words) == ("", "")


def test_the_keyboard_is_enough(visitor):
    demo_with_requests()
    tomasz = visitor()
    comes_to_the_desk(tomasz)
    tomasz.page.locator("#id_topics").focus()
    tomasz.page.keyboard.press("Space")
    tomasz.presses_enter()
    tomasz.sees("Saved: Feeding a baby.")


def test_a_queue_of_three_is_worked_through(visitor):
    demo_with_requests()
    tomasz = visitor(phone=True, scripts=False)
    comes_to_the_desk(tomasz)
    for words in ("Jo", "Kamil", "Money and food"):
        tomasz.sees(words)
    # two more come at once
    tomasz.presses("Add 2")
    tomasz.sees("2 more wait.")
    # the first is taken and helped
    tomasz.presses("Take the next one")
    tomasz.sees_heading("With you: Jo")
    tomasz.presses("Save", within=FORM)
    tomasz.sees("Saved: Feeding a baby.")
    # one leaves before anybody could talk
    tomasz.presses(re.compile("They left Kamil"))
    tomasz.sees("they left before anybody could talk with them")
    # today's list has both
    tomasz.follows("Today’s list")
    tomasz.sees("Left unseen")


def test_an_adult_is_handed_over_to_a_named_colleague_who_answers(visitor):
    demo_with_requests()
    tomasz = visitor()
    comes_to_the_desk(tomasz)
    # when the desk hands somebody over who waits
    tomasz.chooses("Home and housing")
    tomasz.chooses("An adult without children")
    tomasz.chooses("A handover")
    tomasz.presses("Save", within=FORM)
    tomasz.sees("Choose the colleague who takes over")  # nothing else is lost
    assert tomasz.page.get_by_label("An adult without children").is_checked()
    key = tomasz.page.locator("#id_colleague option", has_text="Ayesha Malik").get_attribute("value")
    tomasz.page.locator("#id_colleague").select_option(value=key)
    tomasz.presses("Save", within=FORM)
    tomasz.sees("Ayesha Malik is asked to take them over and has been told.")
    # then the colleague finds it on Today and takes it
    ayesha = visitor(phone=True, scripts=False)
    signs_in(ayesha, COLLEAGUE)
    ayesha.sees("Handed over to you by the front desk")
    with as_owner():
        handover = Handover.objects.order_by("-created_at").first()
    ayesha.goes_to(f"/desk/handovers/{handover.pk}/")
    ayesha.sees("An adult without children")
    ayesha.presses("I take them over")
    ayesha.sees("You have them. The desk sees it.")
    # and the desk sees it, and later what came of it
    tomasz.goes_to("/desk/")
    tomasz.sees("Ayesha Malik has them")
    ayesha.follows("Say what came of it")
    ayesha.presses("Save")
    ayesha.sees("Choose what came of it")
    ayesha.chooses("Made an appointment")
    ayesha.presses("Save")
    ayesha.sees("Thank you. The desk sees what came of it.")
    tomasz.goes_to(f"/desk/handovers/{handover.pk}/follow/")
    tomasz.sees("Made an appointment")


def test_nobody_answers_and_the_duty_lead_asks_somebody_else(visitor):
    demo_with_requests()
    desk_upkeep.escalate(now=clock.now() + timedelta(minutes=1))
    marcia = visitor()
    signs_in(marcia, MANAGER)
    marcia.sees("Handovers that nobody has")
    marcia.sees("Olena Kovalenko is asked")
    marcia.follows(re.compile("Open it"))
    marcia.sees("Answer was due")
    marcia.follows("Ask somebody else")
    marcia.page.locator("#id_colleague").select_option(index=1)
    marcia.presses("Ask them")
    marcia.sees("They are asked, and were told.")
    # she reads earlier days and the numbers, and says what the hub takes over
    marcia.goes_to("/desk/numbers/")
    marcia.sees("What these numbers mean")
    marcia.goes_to("/desk/topics/")
    marcia.chooses("Money and food")
    marcia.presses("Save")
    marcia.sees("Saved.")


def test_somebody_frightened_at_home_shows_at_once_whom_to_ring(visitor):
    demo_with_requests()
    tomasz = visitor(phone=True)
    comes_to_the_desk(tomasz)
    alarm = tomasz.page.locator(".hearth-alarm--frightened")
    assert not alarm.is_visible()
    tomasz.chooses("Frightened at home")
    assert alarm.is_visible()
    assert "0808 2000 247" in alarm.inner_text()
    tomasz.looks()
