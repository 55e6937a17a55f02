"""The directory editor reads another directory: a first look, a new service let in, and a choice between both sides."""

from __future__ import annotations

import re

import pytest

from hearth.directory.models import Feed
from hearth.directory.tests.feeds.server import elsewhere
from hearth.directory.tests.feeds.support import edit, read, record, service
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import DIRECTORY_EDITOR, demo_area

pytestmark = pytest.mark.django_db(transaction=True)
# Words that stand nowhere in the demo area.
ACORN, WILLOW = record("Acorn Songbirds"), record("Willow Songbirds")


def registers(editor: Visitor, address: str) -> None:
    editor.goes_to("/staff/directory/")
    editor.follows("Feeds")
    editor.follows("Add a feed")
    editor.fills("What do you call it?", "Fernshire activities")
    editor.fills("Its address", "ftp://fernshire.example/")
    editor.fills("Who publishes it?", "Fernshire Council")
    editor.fills("Under which licence?", "Open Government Licence v3.0")
    editor.chooses(re.compile("No, somebody here looks"))
    editor.chooses("Every day")
    editor.presses("Look at what it gives")
    # Refused beside the field, and nothing of the rest is lost.
    assert editor.page.get_by_label("What do you call it?").input_value() == "Fernshire activities"
    editor.fills("Its address", address)
    editor.presses("Look at what it gives")


def test_what_another_directory_gives_is_looked_at_and_what_we_changed_stays(visitor):
    demo_area()
    moira, family = visitor(), visitor(phone=True, scripts=False)
    signs_in(moira, DIRECTORY_EDITOR)
    with elsewhere(services=[ACORN, WILLOW, {"id": "x"}], knows_modified_after=False) as there:
        # when she has a first look at what it gives
        registers(moira, there.url)
        moira.sees("Acorn Songbirds")
        moira.sees("1 of them would be refused")
        family.goes_to("/find/?q=songbirds")
        family.does_not_see("Acorn Songbirds")
        # and adds it, asks for it to be read, and the worker reads it
        moira.presses("Add this feed")
        moira.sees("The feed is added")
        moira.presses("Read it now")
        moira.sees("It waits for its turn")
        feed = Feed.objects.get(name="Fernshire activities")
        read(feed)
        # then nothing of it is found before she has looked at it
        family.goes_to("/find/?q=songbirds")
        family.does_not_see("Acorn Songbirds")
        moira.goes_to(f"/staff/directory/feeds/{feed.pk}/")
        moira.follows("Look at 2 new services")
        moira.chooses("Acorn Songbirds")
        moira.presses("Show those ticked")
        family.goes_to("/find/?q=songbirds")
        family.sees("Acorn Songbirds")
        family.does_not_see("Willow Songbirds")
        # when both sides change the same words
        edit(service("Acorn Songbirds"), description="Songs on the carpet, said the leader when we rang.")
        there.services[0] = ACORN | {
            "description": "Songs and drums for under fives.",
            "last_modified": "2026-10-02T10:00:00Z",
        }
        read(feed)
        # then families read ours until she takes theirs
        family.goes_to(f"/services/{ACORN['id']}/")
        family.sees("Songs on the carpet")
        moira.goes_to(f"/staff/directory/feeds/{feed.pk}/")
        moira.follows("Choose between ours and theirs in 1 listing")
        moira.follows("Acorn Songbirds", within="main table")
        moira.sees("Songs and drums")
        moira.presses("Save what is right")
        moira.sees("Choose which is right")
        moira.chooses("Take theirs")
        moira.presses("Save what is right")
        family.goes_to(f"/services/{ACORN['id']}/")
        family.sees("Songs and drums")
        family.does_not_see("Songs on the carpet")
