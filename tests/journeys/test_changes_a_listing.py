"""A charity's editor changes a listing page by page, the council's editor compares and approves, a family reads it;
and what is wrong, closed or worth knowing reaches whoever must hear of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.core.words import date_words
from hearth.directory.actions import alerts
from hearth.directory.models import Service
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import DIRECTORY_EDITOR, FAMILY_HELP_WORKER, NESTLING_MANAGER, demo_area

pytestmark = pytest.mark.django_db(transaction=True)

LISTING_EDITOR = "ewan.farrow@nestlingfriends.example"
DROP_IN = "Nestling feeding drop-in, The Lantern"
OLD_LINE = "Help with latch, soreness, bottles or just a worry, from people who have been there."
NEW_LINE = "A warm chair, a cup of tea, and somebody who has fed a baby too."


def address_of(name: str) -> str:
    with as_owner():
        return f"/services/{Service.objects.get(name=name).pk}/"


def a_family_reads(family: Visitor, words: str, *, not_this: str = "") -> None:
    family.goes_to(address_of(DROP_IN))
    family.sees(words)
    if not_this:
        family.does_not_see(not_this)


def opens_own_listing(editor: Visitor, name: str) -> None:
    editor.goes_to("/staff/directory/")
    editor.follows("Listings you look after", within="main")
    editor.follows(name, within="main")


def test_a_change_waits_for_approval_and_can_be_put_back(visitor):
    # given an organisation whose changes need approval, and a listing of it
    demo_area()
    family = visitor(phone=True, scripts=False)
    a_family_reads(family, OLD_LINE)
    ewan = visitor(phone=True, scripts=False)
    signs_in(ewan, LISTING_EDITOR)
    opens_own_listing(ewan, DROP_IN)
    ewan.follows("Edit it")
    # when he empties what is needed he reads what to do; then he writes another line, and leaves
    ewan.follows("What it does")
    ewan.fills("What does it do, in one line?", "")
    ewan.presses("Save")
    ewan.sees("Say in one line what families get")
    ewan.fills("What does it do, in one line?", NEW_LINE)
    ewan.presses("Save")
    ewan.sees("Changed and not public yet: In one line.")
    # then a colleague goes on where he stopped, and sends it
    hannah = visitor()
    signs_in(hannah, NESTLING_MANAGER)
    opens_own_listing(hannah, DROP_IN)
    hannah.sees("Not public yet")
    hannah.follows("Edit it")
    hannah.follows("See it as families do")
    hannah.sees(NEW_LINE)
    hannah.sees("This is a preview. Families do not see it yet.")
    hannah.page.go_back()
    hannah.follows("Check it and send it")
    hannah.sees(NEW_LINE)
    hannah.fills(re.compile("Anything the approver should know"), "We asked the mothers how they would say it.")
    hannah.presses("Send it for approval")
    hannah.sees("Families read what they read before until it is approved")
    a_family_reads(family, OLD_LINE, not_this=NEW_LINE)
    # when the directory editor compares both and approves
    moira = visitor()
    signs_in(moira, DIRECTORY_EDITOR)
    moira.goes_to("/staff/directory/")
    moira.follows("Changes to approve", within="main")
    moira.follows(DROP_IN, within="main")
    moira.sees("We asked the mothers how they would say it.")
    for words in ("Families read now", OLD_LINE, "They would read", NEW_LINE):
        moira.sees(words)
    moira.presses("Approve it")
    # then families read it
    a_family_reads(family, NEW_LINE, not_this=OLD_LINE)
    # when she puts the version before back, and must say why
    moira.goes_to(address_of(DROP_IN).replace("/services/", "/staff/directory/listings/"))
    moira.follows("All versions")
    moira.follows(re.compile("Put it back.*version 3"))
    moira.presses("Put it back")
    moira.sees("Say why you put it back")
    moira.fills("Why do you put it back?", "They asked for the old line again.")
    moira.presses("Put it back")
    a_family_reads(family, OLD_LINE, not_this=NEW_LINE)


def test_a_group_closes_for_a_while_and_a_family_reads_until_when(visitor):
    demo_area()
    hannah = visitor(phone=True, scripts=False)
    signs_in(hannah, NESTLING_MANAGER)
    opens_own_listing(hannah, DROP_IN)
    hannah.follows("Close it")
    hannah.presses("Close it")
    hannah.sees("Say for how long it is closed")
    hannah.chooses("For a while")
    today = clock.today()
    last = today + timedelta(days=20)
    for legend, day in (("first day on which", today), ("the last day", last)):
        group = hannah.page.get_by_role("group", name=re.compile(legend))
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label, exact=True).fill(str(value))
    hannah.fills("What should families know? (optional)", "The floor is being mended. Ring us meanwhile.")
    hannah.presses("Close it")
    hannah.sees("Families read that it is closed")
    # then families read it on its page, and What's on says that it is not on
    family = visitor(phone=True, scripts=False)
    a_family_reads(family, "The floor is being mended. Ring us meanwhile.")
    family.sees(date_words(last))
    family.goes_to("/whats-on/?hub=the-lantern-family-hub&when=week")
    family.sees("Usually on, but not this time")
    # and when it opens again, nothing is left of it
    opens_own_listing(hannah, DROP_IN)
    hannah.follows("Open it again")
    hannah.presses("Yes, open it")
    family.goes_to(address_of(DROP_IN))
    family.does_not_see("The floor is being mended")


def test_a_family_says_what_is_wrong_and_the_owner_answers(visitor):
    # given a family without an account
    demo_area()
    family = visitor(phone=True, scripts=False)
    family.goes_to(address_of(DROP_IN))
    family.follows("Something wrong here? Tell us")
    family.chooses("Some details are wrong")
    family.presses("Send")
    family.sees("Tell us what is wrong, so that it can be put right")
    family.fills("Tell us more (optional)", "The door on Saturdays is the one in the yard.")
    family.presses("Send")
    # then the owner's editor finds it on the listing, and in the editor
    ewan = visitor()
    signs_in(ewan, LISTING_EDITOR)
    opens_own_listing(ewan, DROP_IN)
    ewan.sees("The door on Saturdays is the one in the yard.")
    ewan.follows("Edit it")
    ewan.sees("The door on Saturdays is the one in the yard.")
    ewan.follows("Answer it")
    ewan.chooses("It is put right")
    ewan.presses("Answer")
    ewan.sees("Answered. Now make sure that the listing says it right.")
    ewan.does_not_see("The door on Saturdays is the one in the yard.")


def test_a_family_worker_hears_of_a_change_and_leaves_a_note_that_only_staff_read(visitor):
    # given a family worker who follows the group
    demo_area()
    ayesha = visitor()
    signs_in(ayesha, FAMILY_HELP_WORKER)
    ayesha.goes_to("/staff/directory/services/?q=nestling+feeding+drop-in")
    ayesha.follows(DROP_IN, within="main")
    ayesha.presses("Follow")
    ayesha.sees("You hear when it changes")
    # when it closes for a while
    hannah = visitor()
    signs_in(hannah, NESTLING_MANAGER)
    opens_own_listing(hannah, DROP_IN)
    hannah.follows("Close it")
    hannah.chooses("For a while")
    today = clock.today()
    hannah.gives_date(today.day, today.month, today.year)
    hannah.presses("Close it")
    alerts.spread(now=clock.now())
    # then she reads so on Today, and goes there
    ayesha.goes_to("/staff/")
    ayesha.sees("What has changed in what you follow")
    ayesha.sees(DROP_IN)
    ayesha.goes_to("/staff/directory/changed/")
    ayesha.follows(DROP_IN, within="main")
    # and what she notes is there for colleagues of every organisation, and for no family
    note = "The yard door has no step, and the lift is slow."
    ayesha.fills("What should colleagues know?", note)
    ayesha.presses("Save the note")
    ayesha.sees(note)
    opens_own_listing(hannah, DROP_IN)
    hannah.sees("What colleagues know")
    hannah.sees(note)
    family = visitor(phone=True)
    family.goes_to(address_of(DROP_IN))
    family.does_not_see(note)
