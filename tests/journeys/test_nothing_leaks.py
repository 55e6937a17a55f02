"""Twins, namesakes, an adopted child, a protected address, a colleague's own family: nothing of what is hidden shows to
a practitioner, at the desk or to whoever links, in a search, a suggestion, an explanation, a file or a count."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pytest

from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)
WORKER, MANAGER = "ayesha.malik@larkmere-council.example", "sian.probert@larkmere-council.example"
DESK, NURSE = "tomasz.zielinski@larkmere-council.example", "joseph.adeyemi@sorrelvale-nhs.example"
HUB_MANAGER, CLERK = "marcia.campbell@larkmere-council.example", "beth.lindqvist@larkmere-council.example"
HOME = ("Harbour Steps", "ZZ5 2BC")


def record(given_name: str, family_name: str) -> SourceRecord:
    with as_owner():
        return SourceRecord.objects.filter(given_name=given_name, family_name=family_name).earliest("created_at")


def page_of(one: SourceRecord) -> str:
    return f"/people/{one.pk}/"


def day(born: date | None) -> str:
    assert born
    return f"{born.day} {born.month} {born.year}"


def looks_for(visitor: Visitor, name: str) -> None:
    visitor.goes_to("/people/")
    visitor.fills(re.compile("Name"), name)
    visitor.presses("Find")


def listed(visitor: Visitor) -> set[str]:
    """The names on the list of families, which says how many there are."""
    visitor.goes_to("/people/")
    names = visitor.page.locator(".hearth-known__name").all_inner_texts()
    visitor.sees(re.compile(rf"\b{len(names)} (people|person)\b"))
    return set(names)


def files(visitor: Visitor) -> list[str]:
    """The list as CSV and as a workbook: all that stands in each."""
    table = visitor.page.request.get(visitor.base + "/people/list.csv").body().decode("utf-8-sig")
    book = zipfile.ZipFile(io.BytesIO(visitor.page.request.get(visitor.base + "/people/list.xlsx").body()))
    words = book.read("xl/sharedStrings.xml").decode()
    names = [row[0] for row in list(csv.reader(io.StringIO(table)))[1:]]
    assert len(names) == len(listed(visitor)) or len(set(names)) == len(listed(visitor))
    return [table, words]


def types(desk: Visitor, one: SourceRecord, **other: str) -> None:
    """The desk types somebody from paper, and asks whether they are known."""
    desk.goes_to("/families/register/paper/")
    desk.fills("First name", other.get("given_name", one.given_name))
    desk.fills("Last name", one.family_name)
    desk.fills(re.compile("Date of birth"), other.get("born", day(one.birth_date)))
    desk.presses("Is this person already known?")


def test_who_a_child_was_before_an_adoption_shows_to_the_named_alone(visitor):
    # given an adopted girl, whose earlier record her worker's own manager has sealed
    demo_with_requests()
    before, now = record("Rosalind", "Tranter"), record("Rosie", "Ellwood")
    for email in (WORKER, NURSE, HUB_MANAGER):
        member = visitor(phone=email == WORKER, scripts=False)
        signs_in(member, email)
        # when a practitioner looks for her by the name that she had
        looks_for(member, "Tranter")
        # then nobody is found, and her old page is none
        member.sees("Nobody found")
        member.goes_to(page_of(before), status=404)
        member.does_not_see("Tranter")
        for words in files(member):
            assert "Tranter" not in words
            assert "Rosalind" not in words
    # and who she is now is there as anybody is, without a word of who she was
    worker = visitor()
    signs_in(worker, WORKER)
    assert "Rosie Ellwood" in listed(worker)
    worker.goes_to(page_of(now))
    worker.sees("Helen Ellwood")
    for words in ("Tranter", "Rosalind", "Mill Lane", "Also known as"):
        worker.does_not_see(words)
    # and another hub's desk that types what she was called hears nothing, and of who she is what the agreement says
    desk = visitor()
    signs_in(desk, DESK)
    types(desk, before)
    desk.sees("Nobody like this is known here")
    desk.does_not_see("Another organisation in the network")
    types(desk, now)
    desk.sees("Another organisation in the network works with somebody of this name")
    desk.does_not_see("Tranter")
    # and whoever links is shown neither
    clerk = visitor()
    signs_in(clerk, CLERK)
    clerk.goes_to("/people/links/")
    clerk.does_not_see("Tranter")
    # but the colleague who is named finds it from the list of what is kept
    manager = visitor(phone=True, scripts=False)
    signs_in(manager, MANAGER)
    manager.sees("Kept for named colleagues: is it still needed?")
    manager.goes_to("/families/restricted/")
    manager.follows("Rosalind Tranter")
    manager.sees_heading("Rosalind Tranter")


def test_where_somebody_lives_who_is_looked_for_is_shown_to_nobody(visitor):
    # given a mother and her son, whose hub knows that nobody may learn where they live
    demo_with_requests()
    mother = record("Leila", "Marwan")
    manager = visitor(phone=True, scripts=False)
    signs_in(manager, HUB_MANAGER)
    # when the hub's manager reads her page and the list
    assert {"Leila Marwan", "Sami Marwan"} <= listed(manager)
    for words in HOME:
        manager.does_not_see(words)
        assert not any(words in file for file in files(manager))
    manager.goes_to(page_of(mother))
    # then it is said that her address is protected, and nothing tells it: no line, and nobody who lives with her
    manager.sees("Protected: ask before you share anything about where they are")
    manager.does_not_see("Who lives together")
    for words in HOME:
        manager.does_not_see(words)
    # and the desk finds her by her name, and not by where she lives
    desk = visitor()
    signs_in(desk, DESK)
    types(desk, mother)
    desk.sees("Leila Marwan")
    types(desk, mother, given_name="Hester", born="1 1 1970")
    desk.fills("Postcode (optional)", "ZZ5 2BC")
    desk.presses("Is this person already known?")
    desk.does_not_see("Leila Marwan")
    # and the explanation of a pair says nothing of homes, nor how likely they make it
    clerk = visitor(phone=True, scripts=False)
    signs_in(clerk, CLERK)
    clerk.goes_to("/people/links/")
    clerk.follows(re.compile("Le.la Marwan and Le.la Marwan"))
    clerk.sees("The dates of birth are the same")
    for words in (*HOME, "They live at one address", "per cent likely"):
        clerk.does_not_see(words)


def test_a_family_tells_the_desk_that_nobody_may_know_where_it_lives(visitor):
    # given a family that registered itself at the hub
    demo_with_requests()
    desk = visitor(phone=True, scripts=False)
    signs_in(desk, DESK)
    desk.goes_to("/families/register/")
    desk.follows(re.compile("Leanne Brightwell"))
    desk.sees("4 Minster Close")
    # when it says at the desk that its address must be kept secret
    desk.follows("Keep where they live secret")
    desk.presses("Keep it secret")
    # then the desk itself reads it no more, and nor do others
    desk.sees("From now on nobody is shown where they live.")
    desk.does_not_see("Minster Close")
    manager = visitor()
    signs_in(manager, HUB_MANAGER)
    looks_for(manager, "Brightwell")
    manager.does_not_see("ZZ1 1AA")
    # and the manager sees that it is so, of whom, and can end it
    manager.goes_to("/families/restricted/")
    manager.sees("Leanne Brightwell")
    manager.sees("Somebody who looks for them could be a danger to them")


def test_a_twin_and_a_namesake_are_not_taken_for_each_other(visitor):
    demo_with_requests()
    desk = visitor()
    signs_in(desk, DESK)
    # when the desk types one of twins, only that one is suggested
    types(desk, record("Kofi", "Osei"))
    desk.sees("1 person like this is known here")
    desk.sees("Kofi Osei")
    assert "Ama Osei" not in desk.page.locator("#known").inner_text()
    # when it types a boy who is called as his father is, the boy is: the father is known to others alone
    with as_owner():
        son = SourceRecord.objects.filter(family_name="Okoro", access_needs__isnull=False).get()
    types(desk, son)
    shown = desk.page.locator("#known").inner_text()
    assert "9 years" in shown
    assert "born 1" not in shown
    # and whoever links is warned of both
    clerk = visitor(phone=True, scripts=False)
    signs_in(clerk, CLERK)
    clerk.goes_to("/people/links/")
    clerk.sees("Possible twins")
    clerk.follows(re.compile("Dean Okoro and Dean Okoro"))
    clerk.sees("The dates of birth are different")


def test_a_colleagues_own_family_is_nowhere(visitor):
    demo_with_requests()
    hidden = record("Megan", "Ashdown")
    worker = visitor(phone=True, scripts=False)
    signs_in(worker, WORKER)
    assert "Megan Ashdown" not in listed(worker)
    looks_for(worker, "Ashdown")
    worker.sees("Nobody found")
    worker.goes_to(page_of(hidden), status=404)
    assert not any("Ashdown" in file for file in files(worker))
    desk = visitor()
    signs_in(desk, DESK)
    types(desk, hidden)
    desk.sees("Nobody like this is known here")
    desk.does_not_see("Another organisation")
