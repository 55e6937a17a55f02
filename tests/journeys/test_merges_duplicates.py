"""The directory editor finds a service that is listed twice, makes one listing of it, and takes that back."""

from __future__ import annotations

import re

import pytest

from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import DIRECTORY_EDITOR, demo_area

pytestmark = pytest.mark.django_db(transaction=True)
OWN, COPY = "Noor little ones", "Noor little ones playgroup"


def address_of(name: str) -> str:
    with as_owner():
        return f"/services/{Service.objects.get(name=name).pk}/"


def a_family_finds(visitor: Visitor, *names: str, not_these: tuple[str, ...] = ()) -> None:
    visitor.goes_to("/find/?q=noor+little+ones")
    for name in names:
        assert visitor.page.get_by_role("link", name=name, exact=True).count(), name
    for name in not_these:
        assert not visitor.page.get_by_role("link", name=name, exact=True).count(), name


def test_two_listings_of_one_group_become_one_and_two_again(visitor):
    # given a playgroup that its own hall and a council team have both listed
    demo_area()
    old_address = address_of(COPY)
    family = visitor(phone=True, scripts=False)
    a_family_finds(family, OWN, COPY)
    family.goes_to(old_address)
    family.presses(re.compile("^Save"))
    # when the editor finds them on Today, and says how they become one
    editor = visitor(phone=True, scripts=False)
    signs_in(editor, DIRECTORY_EDITOR)
    editor.goes_to("/staff/directory/")
    editor.follows(re.compile("Listings that may be the same"))
    editor.follows(re.compile(f"{OWN}, and|and {OWN}"))
    editor.sees_heading("Are these the same service?")
    editor.sees("Same telephone: 01632 960445")
    editor.sees("Same place")
    editor.follows(re.compile(f"Keep this one: {OWN}, Noor"))
    editor.presses("See what families would read")
    editor.sees("Say how you know that they are the same service")
    editor.fills("How do you know that they are the same?", "The hall told me.")
    editor.presses("See what families would read")
    editor.sees("Families would read")
    editor.presses("Bring them together")
    editor.sees("They are one listing now")
    # then families find one, the old address leads there, and the saved list has it
    a_family_finds(family, OWN, not_these=(COPY,))
    family.goes_to(old_address)
    family.sees_heading(OWN)
    family.goes_to("/saved/")
    family.sees(OWN)
    # when she takes them apart
    editor.fills("Why do you take them apart?", "They are two after all.")
    editor.presses("Take them apart")
    editor.sees("They are two listings again")
    # then families find both, and the old address is its own again
    a_family_finds(family, OWN, COPY)
    family.goes_to(old_address)
    family.sees_heading(COPY)


def test_what_is_not_the_same_is_asked_no_more(visitor):
    demo_area()
    editor = visitor(phone=True)
    signs_in(editor, DIRECTORY_EDITOR)
    editor.goes_to("/staff/directory/duplicates/")
    editor.follows(re.compile("Tuesday tots.*and"))
    editor.presses("Keep both, and do not ask again")
    editor.sees("Say how you know that they are two services")
    editor.fills("How do you know that they are two?", "One is for grandparents.")
    editor.presses("Keep both, and do not ask again")
    editor.sees("Both stay as they are")
    editor.does_not_see("Tuesday tots")


def test_two_that_no_rule_finds_are_put_forward_by_hand(visitor):
    demo_area()
    editor = visitor(phone=True, scripts=False)
    signs_in(editor, DIRECTORY_EDITOR)
    with as_owner():
        one = Service.objects.get(name="Nestling feeding drop-in, The Lantern")
    editor.goes_to(f"/staff/directory/listings/{one.pk}/")
    editor.follows("There is another listing of the same")
    editor.fills("Find the other listing (optional)", "baby massage")
    editor.presses("Find listings")
    editor.chooses("Baby massage, five weeks")
    editor.presses("Put both forward")
    editor.sees("Say why you think that they are the same")
    assert editor.page.get_by_label("Baby massage, five weeks", exact=True).is_checked()
    editor.fills("Why do you think so?", "Same room, same hour.")
    editor.presses("Put both forward")
    editor.sees_heading("Are these the same service?")
    editor.sees("Moira Tennant: Same room, same hour.")
    editor.goes_to("/staff/directory/duplicates/")
    editor.sees("Put forward by Moira Tennant")
