"""The page kit in a browser: every layout on a phone and a desk, in both directions of writing.
The visitor checks each page: axe, one h1, nothing wider than the screen, no error in the console."""

from pathlib import Path

import pytest

from hearth.access.guards import family
from hearth.core import tests as core_tests
from hearth.core.tests import kit_urls

PAGES = ["/", "/find/", "/form/", "/queue/?status=new&q=a", "/record/", "/empty/", "/confirm/", "/ask/sent/thanks/"]


@pytest.fixture
def kit(settings):
    first, *others = settings.TEMPLATES
    templates = Path(core_tests.__file__).parent / "templates"
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], templates]}, *others]
    settings.ROOT_URLCONF = "hearth.core.tests.kit_urls"
    for page in pages(kit_urls.urlpatterns):
        family(page)


def pages(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from pages(pattern.url_patterns)
        else:
            yield pattern.callback


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_layout_is_accessible(kit, visitor, phone, language):
    someone = visitor(phone=phone)
    for address in PAGES:
        someone.goes_to(f"{address}{'&' if '?' in address else '?'}lang={language}")


def test_errors_are_accessible_and_lead_to_their_fields(kit, visitor):
    someone = visitor(phone=True)
    someone.goes_to("/form/")
    someone.presses("Continue")
    someone.page.get_by_role("link", name="Enter your date of birth").click()
    assert someone.page.evaluate("document.activeElement.id") == "id_born-day"


def test_a_family_goes_through_a_flow(kit, visitor):
    someone = visitor(phone=True)
    someone.goes_to("/ask/")
    someone.chooses("My child or children")
    someone.presses("Continue")
    someone.fills("What is your child’s first name?", "Zara")
    someone.presses("Continue")
    someone.gives_date(1, 2, 2021)
    someone.presses("Continue")
    someone.chooses("No")
    someone.presses("Continue")
    someone.fills("What is going on?", "Sleep")
    someone.presses("Continue")
    someone.chooses("Phone")
    someone.fills("Phone number", "0161 496 0000")
    someone.presses("Continue")
    someone.sees("Check your answers")
    someone.goes_back_by_link()
    someone.presses("Continue")
    someone.presses("Send your request")
    someone.sees("We have your request")


def test_a_conditional_question_appears_when_it_is_chosen(kit, visitor):
    someone = visitor()
    someone.goes_to("/form/")
    assert not someone.page.get_by_label("Anything we should know about getting in?").is_visible()
    someone.chooses("At home")
    assert someone.page.get_by_label("Anything we should know about getting in?").is_visible()


def test_half_typed_answers_are_kept_without_pressing_anything(kit, visitor):
    someone = visitor()
    someone.goes_to("/keep/")
    with someone.page.expect_response(lambda answer: answer.status == 204):
        someone.fills("Note", "half a note")
    someone.goes_to("/keep/")
    assert someone.page.get_by_label("Note").input_value() == "half a note"


def test_arrow_keys_move_between_the_rows_of_a_list(kit, visitor):
    someone = visitor()
    someone.goes_to("/queue/")
    someone.page.get_by_role("link", name="HRT-0000", exact=True).focus()
    someone.page.keyboard.press("ArrowDown")
    assert someone.page.evaluate("document.activeElement.textContent") == "HRT-0001"
