"""A father registers by a poster’s code in Polish and is recognised at the desk; a mother sees who looked; a family
without a record is counted."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Site
from hearth.families.actions import Contact, Person
from hearth.families.models import CountedVisit, Registration, SourceRecord
from hearth.families.tests.cast import newest_code, registered
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)
RECEPTIONIST = "tomasz.zielinski@larkmere-council.example"


def the_lantern() -> Site:
    with as_owner():
        return Site.objects.select_related("organisation").get(source="demo", source_ref="lantern")


def goes_on(father: Visitor) -> None:
    """The form's own button, whatever the language calls it."""
    with father.page.expect_navigation():
        father.page.locator("main form .govuk-button").first.click()
    father.looks()


def types(father: Visitor, **values: str) -> None:
    """Fills in boxes and lists by their names."""
    for name, value in values.items():
        box = father.page.locator(f"main [name='{name.replace('__', '-')}']")
        kind = box.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            father.page.check(f"main [name='{name}'][value='{value}']")
        elif box.first.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def registers_in_polish(father: Visitor, hub: Site) -> str:
    """Answers one question a page; the reference to show at the desk."""
    father.goes_to(f"/register/{hub.slug}/?lang=pl")
    assert father.page.locator("html").get_attribute("lang") == "pl"
    father.sees("Zapisujemy to, co nam powiesz")  # the notice in his language
    with father.page.expect_navigation():
        father.page.locator("main a.govuk-button").click()
    father.looks()
    goes_on(father)  # nothing typed: told in words, in his language
    father.sees("Wpisz")
    types(father, given_name="Marek", family_name="Nowak")
    goes_on(father)
    types(father, birth_date__day="12", birth_date__month="4", birth_date__year="1991")
    goes_on(father)
    types(father, another="yes")
    goes_on(father)
    types(father, stage="born", given_name="Zofia", lives_here="yes", relation="father")
    types(father, birth_date__day="4", birth_date__month="9", birth_date__year="2023")
    goes_on(father)
    types(father, another="no")
    goes_on(father)
    types(father, postcode="ZZ1 1AA")
    goes_on(father)
    types(father, language="pl", needs_interpreter="yes")
    goes_on(father)
    types(father, dietary="nuts")
    goes_on(father)
    types(father, how="text", mobile="07700 900417")
    goes_on(father)
    types(father, when="any")
    goes_on(father)
    types(father, agreed="involvement")
    goes_on(father)
    for said in ("Marek", "Nowak", "Zofia", "07700 900417", "Bez orzechów"):
        father.sees(said)
    goes_on(father)
    return father.page.locator(".hearth-done__reference strong").first.inner_text()


def test_a_father_registers_by_a_posters_code_and_is_recognised_at_the_desk(visitor):
    # given
    demo_area()
    hub = the_lantern()
    father = visitor(phone=True, scripts=False, language="pl")
    # when he scans the poster on his own phone
    reference = registers_in_polish(father, hub)
    # then he and his daughter are written down as what he said, with the notice that he read
    with as_owner():
        kept = Registration.objects.get()
        assert SourceRecord.objects.filter(registered__registration=kept).count() == 2
        assert (kept.notice_version, kept.notice_language, kept.agreed) == ("1", "pl", ["involvement"])
    assert reference not in father.page.url
    # when he shows the reference at the desk
    desk = visitor()
    signs_in(desk, RECEPTIONIST)
    desk.follows("Register families", within="nav")
    desk.fills("The reference that they show", reference.lower())
    desk.presses("Find them")
    # then he is recognised, with all that he needs to be welcomed
    desk.sees_heading("Marek Nowak")
    for said in ("Zofia Nowak", "Polski, with an interpreter", "No nuts", "Text 07700 900417"):
        desk.sees(said)
    desk.presses("I have met them")
    desk.sees("Met in person")
    # when somebody types him in once more from paper
    desk.goes_to("/families/register/paper/")
    desk.fills("First name", "Marek")
    desk.fills("Last name", "Novak")
    desk.fills(re.compile("Date of birth"), "12 4 91")
    # then the page says that he is known before anything is saved
    desk.sees("1 person like this is known here")
    desk.follows("Marek Nowak", within="#known")
    desk.sees_heading("Marek Nowak")


def test_a_mother_sees_who_looked_and_corrects_what_is_held(visitor):
    # given a mother who registered, and a colleague at the desk who looked at it
    demo_area()
    hub = the_lantern()
    done = registered(
        hub,
        adult=Person(given_name="Amina", family_name="Siddiqui", birth_date=date(1993, 2, 1), relation="self"),
        contact=Contact(channels=["email"], email="amina@home.example"),
    )
    desk = visitor()
    signs_in(desk, RECEPTIONIST)
    desk.goes_to(f"/families/register/{done.registration.pk}/")
    # when she opens her family's page by a code to her safe contact
    mother = visitor(phone=True, scripts=False)
    mother.goes_to("/")
    mother.follows("Your family: what we hold", within="footer")
    mother.chooses("Email")
    mother.fills("Email address", "amina@home.example")
    mother.presses("Send me a code")
    mother.fills("The code", newest_code())
    mother.presses("Open my family’s page")
    # then she sees what is held, and who looked, when and why
    mother.sees("Amina Siddiqui")
    mother.follows("See who looked at it")
    for said in ("Tomasz Zieliński", hub.organisation.name, "You registered at their hub"):
        mother.sees(said)
    mother.goes_back_by_link()
    # when she corrects her date of birth and asks for a copy
    mother.follows(re.compile("Correct it Amina"))
    mother.gives_date(1, 2, 1994)
    mother.presses("Save")
    mother.sees("Born 1 February 1994")
    # and says in which language she would like to be spoken to, and what she needs
    mother.follows("Change your language and what you need")
    mother.page.locator("select[name=language]").select_option(label="Polski")
    mother.chooses("Yes")
    mother.fills(re.compile("Anything else"), "A lift")
    mother.presses("Save")
    mother.sees("Whoever works with you reads it from now on")
    mother.sees("A lift")
    mother.follows("Ask for a copy of everything")
    mother.presses("Yes, ask for a copy")
    mother.sees("You asked for a copy")
    # and closes it
    mother.presses("I am finished: close it on this device")
    mother.goes_to("/your-family/held/")
    mother.does_not_see("Amina")


def test_a_family_without_a_record_is_helped_and_counted(visitor):
    # given
    demo_area()
    hub = the_lantern()
    desk = visitor()
    signs_in(desk, RECEPTIONIST)
    # when a family comes that wants no record
    desk.follows("Register families", within="nav")
    desk.follows("Count a family without a record")
    desk.goes_to(f"/families/count/?hub={hub.slug}")
    desk.fills("Children, 1 to 4 (optional)", "2")
    desk.presses("Count them")
    # then it gets a tag that says nothing of it
    with as_owner():
        visit = CountedVisit.objects.get()
        assert (visit.site, visit.adults, visit.children) == (hub, 1, {"one-to-four": 2})
        assert visit.day == clock.today()
        assert not SourceRecord.objects.exists()
    desk.sees(visit.tag)
    # when it comes again with its tag on the same day
    desk.fills("Their tag (optional)", visit.tag.replace("-", " "))
    desk.presses("Count them")
    # then it stays one family of that day
    desk.sees("This family is counted here today already")
    desk.follows("Numbers", within="main")
    desk.sees("A few families in the last 28 days")
