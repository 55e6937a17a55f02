"""Families open their own page: with a sign-in that they added there, and with a code on paper from the desk."""

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from hearth.access.tests.provider import running_provider
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Site
from hearth.families.actions import Contact, Person
from hearth.families.models import Registration
from hearth.families.tests.cast import newest_code, registered
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)
RECEPTIONIST = "tomasz.zielinski@larkmere-council.example"


def amina(contact: Contact) -> Registration:
    """A mother whom the desk has met."""
    with as_owner():
        hub = Site.objects.select_related("organisation").get(source="demo", source_ref="lantern")
    adult = Person(given_name="Amina", family_name="Siddiqui", birth_date=date(1993, 2, 1), relation="self")
    done = registered(hub, adult=adult, contact=contact)
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=clock.now(), met_by_name="Marcia Campbell")
    return done.registration


def proves_who_she_is(mother: Visitor, sub: str) -> None:
    """At the provider, whose page is not ours to judge."""
    mother.page.locator("input[name=sub]").fill(sub)
    mother.page.get_by_role("button", name="Authorize").click()
    mother.looks()


def goes_to_the_provider(mother: Visitor, button: str) -> None:
    mother.page.get_by_role("button", name=button).click()
    mother.page.wait_for_url("**/oauth2/authorize**")


@pytest.fixture
def provider(settings, live_server):
    with running_provider() as address:
        settings.PUBLIC_URL = live_server.url
        settings.FAMILY_OIDC = {"name": "Larkmere Sign-in", "url": address, "client": "hearth", "secret": "between us"}
        policy = {name: list(values) for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
        policy["form-action"].append(address)
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
        yield address


def test_a_mother_adds_a_sign_in_and_opens_her_page_with_it(visitor, provider):
    # given a mother who opened her page by a code
    demo_area()
    amina(Contact(channels=["email"], email="amina@home.example"))
    mother = visitor(phone=True)
    mother.page.route("**/*.jsdelivr.net/**", lambda route: route.fulfill(body="", content_type="text/css"))
    mother.goes_to("/your-family/")
    mother.chooses("Email")
    mother.fills("Email address", "amina@home.example")
    mother.presses("Send me a code")
    mother.fills("The code", newest_code())
    mother.presses("Open my family’s page")
    # when she adds her sign-in and closes the page
    goes_to_the_provider(mother, "Next time, sign in with Larkmere Sign-in")
    proves_who_she_is(mother, "amina")
    mother.sees("Added. Next time you can also sign in with Larkmere Sign-in.")
    mother.presses("I am finished: close it on this device")
    # then it opens the page without a code, and she takes it back there
    goes_to_the_provider(mother, "Sign in with Larkmere Sign-in")
    proves_who_she_is(mother, "amina")
    mother.sees("Amina Siddiqui")
    mother.follows("Take back this sign-in")
    mother.presses("Yes, take it back")
    mother.sees("That sign-in no longer opens this page.")
    mother.presses("I am finished: close it on this device")
    # and from then on it opens nothing
    goes_to_the_provider(mother, "Sign in with Larkmere Sign-in")
    mother.page.locator("input[name=sub]").fill("amina")
    mother.page.get_by_role("button", name="Authorize").click()
    mother.sees("Open your page with a code first")
    mother.troubles.clear()  # the browser itself notes the refusal
    mother.looks()


def test_a_mother_without_a_safe_phone_opens_her_page_with_a_code_on_paper(visitor):
    # given a mother whom no message reaches, at the desk
    demo_area()
    family = amina(Contact(do_not_contact=True))
    desk = visitor()
    signs_in(desk, RECEPTIONIST)
    desk.goes_to(f"/families/register/{family.pk}/")
    desk.sees("We can send them no code")
    # when the desk hands over a code on paper
    desk.follows("Hand over a code on paper")
    desk.sees("Only to the adult who registered")
    form = desk.page.locator("main form").first
    token = form.locator("input[name=csrfmiddlewaretoken]").get_attribute("value")
    answer = desk.page.request.post(
        desk.page.url, form={"csrfmiddlewaretoken": token or ""}, headers={"Referer": desk.page.url}
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    found = re.search(r"\b[2-9B-Z]{3}-[2-9B-Z]{3}\b", text.replace(family.reference, ""))
    assert found
    # then it opens her page, where she reads who handed it over
    mother = visitor(phone=True, scripts=False)
    mother.goes_to("/your-family/reference/")
    mother.fills("Reference", family.reference)
    mother.fills("Code", found.group())
    mother.presses("Open my family’s page")
    mother.sees("This code is used up.")
    mother.sees("Amina Siddiqui")
    mother.follows("See who looked at it")
    mother.sees("Handed over a code on paper that opens this page")
