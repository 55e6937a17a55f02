"""Families use a word that no listing has. The directory editor sees it, tries what it could mean, and publishes it;
then families find the service. She takes it back, and the word finds nothing again."""

from __future__ import annotations

import re

import pytest

from tests.journeys.staff import signs_in
from tests.journeys.worlds import DIRECTORY_EDITOR, demo_area

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "cubbyhole"  # in the demo area, what families call the baby bank
SERVICE = "Little Wardrobe baby bank"


def test_a_word_that_found_nothing_leads_to_a_service_and_can_be_taken_back(visitor):
    # given the demo area, where a father looks for something by the name that his neighbours use
    demo_area()
    father = visitor(phone=True, scripts=False)
    father.goes_to(f"/find/?q={WORD}")
    father.does_not_see(SERVICE)
    # when the directory editor reads what was looked for in vain
    editor = visitor()
    signs_in(editor, DIRECTORY_EDITOR)
    editor.follows("Directory")
    editor.follows("Looked for in vain", within="main")
    editor.follows(re.compile(f"Say what it means.*{WORD}"))
    # then the word is there already, and she may not save what says nothing
    editor.sees_heading("Add everyday words")
    editor.presses("Save")
    editor.sees("Enter a word that it means, or choose the help that it leads to")
    # and she sees what it would find before anything is saved
    editor.fills(re.compile("Which other words does it mean"), "baby bank")
    editor.fills("Why?", "Families in Brindlow call the baby bank so")
    editor.presses("Preview")
    editor.sees("Preview: nothing is saved yet")
    editor.sees(SERVICE)
    father.goes_to(f"/find/?q={WORD}")
    father.does_not_see(SERVICE)
    # and when she saves it, the father finds the service
    editor.presses("Save")
    editor.sees("Saved. Searches know these words from now on.")
    editor.sees("Families in Brindlow call the baby bank so")
    father.goes_to(f"/find/?q={WORD}")
    father.sees(SERVICE)
    # and when she takes it back, with a reason, he does not
    editor.follows("Take it away")
    editor.sees("What searches would find: nothing is changed yet")
    editor.presses("Take it away")
    editor.sees("Enter why, so that colleagues understand it later")
    editor.fills("Why?", "The baby bank does not like the name")
    editor.presses("Take it away")
    editor.sees("Taken away. You can bring it back from its history.")
    editor.sees("The baby bank does not like the name")
    father.goes_to(f"/find/?q={WORD}")
    father.does_not_see(SERVICE)
