"""A family looks in vain; the directory editor reads what is missing, sees which ages have nothing, and agrees
something with a partner."""

from __future__ import annotations

import re

import pytest

from tests.journeys.staff import signs_in
from tests.journeys.worlds import DIRECTORY_EDITOR, demo_area

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_family_looked_for_in_vain_reaches_somebody_who_can_provide_it(visitor):
    # given the demo area
    demo_area()
    # when a mother looks for something that nobody offers
    mother = visitor(phone=True)
    mother.goes_to("/find/?q=unicycle+hockey&postcode=ZZ1+1AA")
    mother.sees_heading(re.compile("unicycle hockey"))
    # then the directory editor finds it among what was looked for, without the postcode
    editor = visitor(phone=True, scripts=False)
    signs_in(editor, DIRECTORY_EDITOR)
    editor.follows("Directory")
    editor.follows("Looked for in vain", within="main")
    editor.sees("kinship care support group")
    editor.sees("…")
    editor.does_not_see("ZZ1")
    editor.selects(re.compile("At worst"), "Nothing was found")
    editor.presses("Show")
    editor.sees("kinship care support group")
    editor.does_not_see("evening baby massage")
    # and sees which ages have nothing near a place, and what to do where the place is not known
    editor.goes_to("/staff/directory/")
    editor.follows("What there is for each age", within="main")
    editor.fills("Near a postcode or place", "Nowhereville")
    editor.presses("Show")
    editor.sees("We do not know this place.")
    editor.fills("Near a postcode or place", "ZZ1 1AA")
    editor.presses("Show")
    editor.sees("Near ZZ1 1AA")
    # and writes down what was agreed with a partner
    editor.goes_to("/staff/directory/")
    editor.follows("Partner organisations", within="main")
    editor.follows("Nestling Feeding Friends", within="main")
    editor.follows("Add an agreement")
    editor.presses("Save the agreement")
    editor.sees("Enter what the agreement is called")
    editor.fills("What is the agreement called?", "Rooms on Saturdays")
    editor.chooses("They use our rooms, or we use theirs")
    editor.gives_date(1, 9, 2026)
    editor.presses("Save the agreement")
    editor.sees("The agreement is in the register.")
    editor.sees("Rooms on Saturdays")
