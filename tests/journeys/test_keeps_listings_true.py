"""A provider answers the letter on a phone, a family sees the label go, and the directory editor sees to the rest."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from hearth.core import actors, clock
from hearth.core.models import OutboxMessage
from hearth.core.outbox.sending import send_message
from hearth.core.tests.support import as_owner
from hearth.directory.actions import reminding, standing
from hearth.directory.actions.confirming import confirm
from hearth.directory.models import FreshnessStep, ReviewDates, Service, ServiceStatus
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import FAMILY_HELP_WORKER, demo_area

pytestmark = pytest.mark.django_db(transaction=True)

LISTING_EDITOR = "ewan.farrow@nestlingfriends.example"
DIRECTORY_EDITOR = "moira.tennant@larkmere-council.example"
JOB = actors.job("freshness")


def service(name: str) -> Service:
    with as_owner():
        return Service.objects.get(name=name)


def the_letter_to(email: str) -> str:
    """What the file gateway wrote for somebody: the worker does its job, then we look into the folder."""
    with as_owner():
        message = OutboxMessage.objects.get(recipient=email, purpose="directory.reminder")
    send_message(str(message.pk))
    return (Path(settings.OUTBOX_FOLDER) / f"{message.pk}.eml").read_text(encoding="utf-8")


def link_in(letter: str) -> str:
    found = re.search(r"http://testserver(/confirm/\S+)", letter)
    assert found, letter
    return found[1]


def a_family_reads(visitor: Visitor, name: str, words: str | re.Pattern[str]) -> None:
    visitor.goes_to(f"/services/{service(name).pk}/")
    visitor.sees(words)


def searching_finds(visitor: Visitor, words: str, name: str, *, finds: bool) -> None:
    visitor.goes_to(f"/find/?q={words.replace(' ', '+')}")
    (visitor.sees if finds else visitor.does_not_see)(name)


def test_a_provider_answers_the_letter_on_a_phone_without_scripts(visitor):
    # given a letter about three listings, one of them labelled
    demo_area()
    family = visitor(phone=True)
    a_family_reads(family, "Oxenbeck feeding table", re.compile("Not confirmed since .*: ring before you go"))
    letter = the_letter_to(LISTING_EDITOR)
    assert "Subject: Are your listings still right?" in letter
    assert "Oxenbeck feeding table" in letter
    # when the provider opens the link, nothing is confirmed yet
    provider = visitor(phone=True, scripts=False)
    provider.goes_to(link_in(letter))
    provider.sees_heading("Are your listings still right?")
    for words in ("Nestling Feeding Friends", "Oxenbeck feeding table", "Marlhope milk mornings"):
        provider.sees(words)
    assert service("Oxenbeck feeding table").standing == "unconfirmed"
    # when two are confirmed and one is no longer run
    provider.presses(re.compile("Still correct.*Oxenbeck feeding table"))
    provider.sees("1 listing is confirmed")
    provider.presses(re.compile("Still correct.*Marlhope milk mornings"))
    provider.follows(re.compile("We no longer run this.*Bottles without the guilt"))
    provider.sees("We close it now")
    provider.presses("Yes, close it")
    # then nothing is left, and the family reads another label
    provider.sees("Nothing is left to confirm")
    provider.sees("Closed")
    a_family_reads(family, "Oxenbeck feeding table", "Confirmed today by the service")
    assert service("Bottles without the guilt").status == ServiceStatus.CLOSED
    # and the directory editor is told, and can open it again
    editor = visitor()
    signs_in(editor, DIRECTORY_EDITOR)
    editor.goes_to(f"/staff/directory/freshness/listings/{service('Bottles without the guilt').pk}/")
    editor.sees("Its owner said that it is no longer run")
    editor.presses("Open it again")
    editor.sees("It is open again")
    # the old link confirms nothing a second time
    provider.goes_to(link_in(letter))
    provider.does_not_see("Oxenbeck feeding table: Still correct")
    with as_owner():
        assert FreshnessStep.objects.filter(service=service("Oxenbeck feeding table"), step="confirmed").count() == 2


def test_a_provider_without_an_account_says_what_changed(visitor):
    demo_area()
    provider = visitor(phone=True, scripts=False)
    provider.goes_to(link_in(the_letter_to(LISTING_EDITOR)))
    provider.follows(re.compile("Something changed.*Marlhope"))
    provider.presses("Send")
    provider.sees("Tell us what has changed")
    provider.fills("What has changed?", "From May we meet on Wednesdays.")
    provider.presses("Send")
    provider.sees("We have passed on what has changed")
    # then those who can change it have it to do
    ewan = visitor()
    signs_in(ewan, LISTING_EDITOR)
    ewan.goes_to("/staff/directory/problems/")
    ewan.follows(re.compile("Answer.*Marlhope"), within="main")
    ewan.sees("From May we meet on Wednesdays.")


def test_the_letter_leads_whoever_has_an_account_to_the_editor(visitor):
    # given a letter, and its reader on a computer where nobody is signed in
    demo_area()
    ewan = visitor()
    link = link_in(the_letter_to(LISTING_EDITOR))
    ewan.goes_to(link)
    ewan.follows(re.compile("Something changed.*Marlhope"))
    ewan.follows("Sign in and change it")
    ewan.sees_heading("Sign in")
    # when he has signed in, the same words lead to the editor at once
    signs_in(ewan, LISTING_EDITOR)
    ewan.goes_to(link)
    ewan.follows(re.compile("Something changed.*Marlhope"))
    ewan.sees_heading("Marlhope milk mornings")
    ewan.sees("Choose what to change")
    # but somebody whose account may not change it says in words what has changed
    moved_on = visitor()
    signs_in(moved_on, FAMILY_HELP_WORKER)
    moved_on.goes_to(link)
    moved_on.follows(re.compile("Something changed.*Marlhope"))
    moved_on.sees("You cannot change this listing with your account")
    moved_on.fills("What has changed?", "From May we meet on Wednesdays.")


def test_a_provider_confirms_in_the_staff_area(visitor):
    demo_area()
    ewan = visitor()
    signs_in(ewan, LISTING_EDITOR)
    ewan.sees("Listings to confirm")
    ewan.follows("All to confirm")
    ewan.sees("3 listings to confirm")
    ewan.presses(re.compile("Still right.*Oxenbeck"))
    ewan.sees("1 listing is confirmed")
    ewan.chooses("Marlhope milk mornings")
    ewan.chooses("Bottles without the guilt")
    ewan.presses("Those ticked are still right")
    ewan.sees("2 listings are confirmed")
    ewan.sees("Nothing to confirm now")


def test_the_directory_editor_rings_gives_time_and_one_comes_back(visitor):
    # given
    demo_area()
    moira = visitor()
    signs_in(moira, DIRECTORY_EDITOR)
    moira.sees("Not confirmed, and nobody reached")
    # when she looks at the dashboard
    moira.goes_to("/staff/directory/")
    moira.follows("How true the directory is")
    for words in ("Month by month", "Who never answers", "By organisation", "By category", "By ward"):
        moira.sees(words)
    moira.sees("What these numbers mean")
    # and goes on to those shown after others, and to one of them
    moira.follows(re.compile("Shown after others"))
    moira.sees("Buggy walks along the Sorrel")
    moira.follows("Buggy walks along the Sorrel")
    moira.sees("did not arrive: ring them")
    # then she gives it 30 more days, and must say why
    moira.follows("Give it more time")
    moira.presses("Give it more time")
    moira.sees("Say why, for whoever looks at this later")
    moira.chooses("30 days")
    moira.fills("Why?", "They walk again from the spring.")
    moira.presses("Give it more time")
    moira.sees("It is shown as before until")
    moira.sees("They walk again from the spring.")
    assert service("Buggy walks along the Sorrel").standing == "unconfirmed"


def test_the_ladder_hides_one_and_confirming_brings_it_back(visitor):
    # given a listing that is found
    demo_area()
    family = visitor(phone=True)
    searching_finds(family, "talks on knives", "Choices: talks on knives", finds=True)
    # when nobody confirms it until its day
    knives = service("Choices: talks on knives, gangs and the law")
    with as_owner():
        hide_on = ReviewDates.objects.get(service=knives).hide_on
    now = clock.now()
    later = now + timedelta(days=(hide_on - clock.today(now)).days)
    standing.nightly(now=later, by=JOB)
    reminding.remind_all(now=later, by=JOB)
    # then searching does not find it, and its page says why and whom to ring
    searching_finds(family, "talks on knives", "Choices: talks on knives", finds=False)
    a_family_reads(family, knives.name, "so it is no longer found by searching")
    family.sees("Ring before you go")
    # when it is confirmed
    confirm(service_ids=[knives.pk], by=JOB, now=now)
    # then it is back
    searching_finds(family, "talks on knives", "Choices: talks on knives", finds=True)
    a_family_reads(family, knives.name, "Confirmed today by the service")


def test_the_rules_are_looked_at_before_they_are_saved(visitor):
    demo_area()
    moira = visitor()
    signs_in(moira, DIRECTORY_EDITOR)
    moira.goes_to("/staff/directory/")
    moira.follows("How often listings are confirmed")
    moira.follows("Transport")
    moira.fills("Confirm every … months (optional)", "1")
    moira.presses("See what would change")
    moira.sees("What would change")
    moira.sees("would be due on another day than now")
    moira.presses("Save these rules")
    moira.sees("Saved as rules 2")
