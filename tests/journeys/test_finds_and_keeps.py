"""A mother finds evening help in her language, keeps three services and prints them; a midwife prints a hub's leaflet.
On a phone, with the keyboard alone, and without scripts."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)
POSTCODE = "ZZ1 1DL"
HUB = "The Lantern Family Hub"


def given_the_demo_area():
    demo_area()


def when_she_chooses_evenings_in_urdu_without_steps_and_free(who):
    who.page.locator(".hearth-filterbox > summary").click()
    who.selects("Language spoken there", "Urdu")
    who.selects("Cost", "Free")
    for group, box in (("Time of day", "Evening (from 5pm)"), ("What you need there", "No steps")):
        who.page.locator(".hearth-filterbox__group > summary", has_text=group).click()
        who.chooses(box)
    who.presses("Show", within=".hearth-filterbox")


def then_she_sees_what_was_chosen_and_what_nobody_said(who):
    who.sees("4 filters in use")
    for chip in ("Free", "Evening (from 5pm)", "Urdu", "No steps"):
        assert who.page.locator(".hearth-chips a", has_text=chip).count() == 1
    who.sees("These may fit too")
    who.sees("Days and times not stated")


def when_she_saves_three(who):
    for number in range(3):
        who.page.locator("button[name=add]").first.click()
        who.page.wait_for_load_state("load")
        who.sees(f"Your list: {number + 1} service")
    who.looks()


def the_leaflet(who):
    href = (
        who.page.get_by_role("button", name="Leaflet to print (PDF)")
        .or_(who.page.get_by_role("link", name="Leaflet to print (PDF)"))
        .first.get_attribute("href")
    )
    return PdfReader(BytesIO(who.page.request.get(who.base + href).body()))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_mother_keeps_three_services_and_prints_them(visitor, scripts):
    given_the_demo_area()
    mother = visitor(phone=True, scripts=scripts)
    mother.goes_to("/")
    mother.page.locator("#find-postcode").fill(POSTCODE)
    mother.presses("Find help")
    when_she_chooses_evenings_in_urdu_without_steps_and_free(mother)
    then_she_sees_what_was_chosen_and_what_nobody_said(mother)
    when_she_saves_three(mother)

    mother.follows(re.compile("Your list"))
    mother.sees_heading("Your list")
    names = [heading.inner_text() for heading in mother.page.locator(".hearth-result__name").all()]
    assert len(names) == 3
    mother.presses(re.compile("^Move down"))
    assert mother.page.locator(".hearth-result__name").nth(1).inner_text() == names[0]
    pdf = the_leaflet(mother)
    shown = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert all(name in shown for name in names)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]

    # What she hands on says nothing of where she lives.
    mother.page.locator(".hearth-share summary").click()
    link = mother.page.locator("#share-link").input_value()
    assert "ZZ1" not in link
    sister = visitor()
    sister.goes_to("/" + link.split("//")[1].partition("/")[2])
    sister.sees_heading("A list of help for you")
    assert sister.page.locator(".hearth-result__name").count() == 3

    mother.presses("Forget this list now")
    mother.sees("Nothing saved yet")


def test_a_filter_comes_off_with_the_keyboard_alone(visitor):
    given_the_demo_area()
    reader = visitor()
    reader.goes_to(f"/find/?q=play&postcode={POSTCODE.replace(' ', '+')}&free=1&on=mo")
    chip = reader.page.locator(".hearth-chips a").first
    chip.focus()
    reader.presses_enter()
    assert reader.page.locator(".hearth-chips a").count() == 1
    reader.page.locator(".hearth-map a").first.focus()
    reader.page.keyboard.press("Enter")
    assert "#result-" in reader.page.url


def test_a_midwife_prints_a_hubs_leaflet_for_the_red_book(visitor):
    given_the_demo_area()
    midwife = visitor()
    midwife.goes_to("/hubs/")
    midwife.follows(HUB)
    href = midwife.page.get_by_role("link", name=re.compile("red book")).get_attribute("href")
    pdf = PdfReader(BytesIO(midwife.page.request.get(midwife.base + href).body()))
    assert pdf.metadata.title == HUB
    assert float(pdf.pages[0].mediabox.width) == pytest.approx(419.5, abs=1)
