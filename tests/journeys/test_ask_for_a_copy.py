"""A mother asks for a copy on her own page. One information lead gathers it and blacks out her aunt, another signs it
off, and the mother takes it from her page: her aunt is not in it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.directory.models import Site
from hearth.families.actions import Contact, Person
from hearth.families.actions.relating import Needs
from hearth.families.models import CopySignOff, Registration
from hearth.families.tests.cast import newest_code, registered
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_with_requests

pytestmark = pytest.mark.django_db(transaction=True)
GARETH, RUTH = "gareth.llewellyn@larkmere-council.example", "ruth.ademola@larkmere-council.example"
EMAIL = "iman.yusuf@home.example"


def iman_registered() -> Registration:
    """A mother, met at the desk, who said why her aunt brings her."""
    with as_owner():
        hub = Site.objects.select_related("organisation").get(source="demo", source_ref="lantern")
    done = registered(
        hub,
        adult=Person(given_name="Iman", family_name="Yusuf", birth_date=date(1993, 5, 4), relation="self"),
        contact=Contact(channels=["email"], email=EMAIL),
        needs=Needs(other="My aunt Rosalind brings me. I like to sit near the door."),
    )
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=clock.now(), met_by_name="Marcia Campbell")
    return done.registration


def opens_her_page(mother: Visitor) -> None:
    mother.goes_to("/your-family/")
    mother.chooses("Email")
    mother.fills("Email address", EMAIL)
    mother.presses("Send me a code")
    mother.fills("The code", newest_code())
    mother.presses("Open my family’s page")


def test_a_family_asks_one_blacks_out_another_signs_and_the_family_takes_it(visitor):
    # given a mother who asked on her own page
    demo_with_requests()
    registration = iman_registered()
    mother = visitor(phone=True, scripts=False)
    opens_her_page(mother)
    mother.follows("Ask for a copy of everything")
    mother.presses("Yes, ask for a copy")
    mother.sees("You asked for a copy")
    # when an information lead puts it together, without a script
    lead = visitor(scripts=False)
    signs_in(lead, GARETH)
    lead.follows("Copies for families")
    lead.follows("Begin", within=f"main tr:has-text('{registration.reference}')")
    lead.presses("Gather it")
    lead.sees("Decide of the next part")
    lead.follows(re.compile("What they need to take part"))
    lead.chooses("Give it with words blacked out")
    lead.fills(re.compile("Words to black out"), "her sister")
    lead.chooses(re.compile("It is about another person"))
    lead.presses("Save, and see how it reads")
    lead.sees("“her sister” does not stand in this part")
    lead.fills(re.compile("Words to black out"), "my aunt Rosalind")
    lead.presses("Save, and see how it reads")
    assert lead.page.locator("del").inner_text() == "My aunt Rosalind"
    lead.goes_back_by_link()
    lead.presses(re.compile("with nothing against"))
    lead.presses("Put it before somebody to sign off")
    lead.sees("Somebody who did not prepare it signs it off")
    # then only somebody else signs it off, after reading it
    second = visitor()
    signs_in(second, RUTH)
    second.follows("Copies for families")
    second.follows("Open", within=f"main tr:has-text('{registration.reference}')")
    second.follows("Read it as the family will")
    assert "My aunt Rosalind" in second.page.locator("del").all_inner_texts()
    second.goes_back_by_link()
    second.follows("Sign it off")
    second.presses("Sign it off")
    second.follows("Hand it over")
    second.chooses(re.compile("On their own page"))
    second.presses("Note it")
    second.sees("On their own page")
    # and the mother is told in words that say nothing, and takes it
    with as_owner():
        told = OutboxMessage.objects.get(purpose="families.copy_open", recipient=EMAIL)
    assert "copy" not in told.subject.lower()
    mother.goes_to("/your-family/held/")
    mother.sees_heading("Your family")
    with mother.page.expect_download() as download:
        mother.page.get_by_role("link", name=re.compile(r"Your copy .*PDF")).click()
    body = download.value.path().read_bytes()
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).split())
    assert "I like to sit near the door." in text
    assert "Rosalind" not in text
    with as_owner():
        assert b"Rosalind" not in bytes(CopySignOff.objects.get(file__registration=registration).data)


def test_the_demos_copy_waits_for_the_second_lead_and_shows_what_is_blacked_out(visitor):
    demo_with_requests()
    second = visitor(phone=True)
    signs_in(second, RUTH)
    second.follows("Read it")
    second.follows("Read it as the family will")
    second.sees_heading("As the family reads it")
    assert any("Abena" in words for words in second.page.locator("del").all_inner_texts())
    second.goes_back_by_link()
    second.follows("Send it back")
    second.presses("Send it back")
    second.sees("Enter what has to change")
    second.fills(re.compile("What has to change"), "Part 3: look at the address again.")
    second.presses("Send it back")
    second.sees("look at the address again")
