"""A web editor puts the search into the council's own website, which is another origin with a strict content policy; a
family finds help there, and a website that nobody registered shows nothing."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hearth.core.tests.support import as_owner
from hearth.directory.models import EmbedOrigin
from tests.journeys.second_site import council_website
from tests.journeys.staff import signs_in
from tests.journeys.visitor import AXE_OPTIONS
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)

WEB_EDITOR = "nadia.farouk@larkmere-council.example"
POSTCODE = "ZZ1 1DL"


def the_snippet(editor, way):
    """What the page shows to copy, and its policy lines."""
    code = editor.page.locator(f"#code-{way}").inner_text()
    details = editor.page.locator(f"section[aria-labelledby=way-{way}] details")
    if not details.get_attribute("open"):
        details.locator("summary").click()
    return code, details.locator("pre").inner_text()


def judged_by_axe(frame):
    """The page inside the frame, by the same rules as every other page of ours."""
    html, address = frame.content(), frame.url
    context = frame.page.context.browser.new_context(java_script_enabled=True)
    try:
        window = context.new_page()
        window.goto(address)
        found = Axe().run(window, options=AXE_OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        assert "<h1" in html
    finally:
        context.close()


def frame_of(page, hearth):
    expect(page.locator("iframe")).to_have_count(1)
    page.wait_for_function("document.querySelector('iframe').contentWindow !== null")
    for _ in range(100):
        found = next((f for f in page.frames if f.url.startswith(f"{hearth}/embed/")), None)
        if found:
            found.wait_for_load_state("load")
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"no frame of ours: {[f.url for f in page.frames]}")


def search_inside(frame):
    frame.get_by_label("In your own words").fill("baby will not feed")
    frame.get_by_label("Your postcode").fill(POSTCODE)
    frame.get_by_role("button", name="Find help").click()
    frame.wait_for_url(re.compile("q=baby"))
    expect(frame.locator(".hearth-result").first).to_be_visible()


def test_a_web_editor_puts_the_search_into_the_councils_website(visitor, settings, live_server):
    demo_area()
    settings.PUBLIC_URL = live_server.url
    pages = {}
    with council_website(pages) as council:
        # given a web editor who registers her website and chooses a look
        editor = visitor()
        signs_in(editor, WEB_EDITOR)
        editor.goes_to("/staff/directory/")
        editor.follows("Search on your own website")
        editor.fills("Address of the website", f"{council}/families?page=1")
        editor.presses("Add this website")
        editor.sees(f"Enter only the website, not one page of it: {council}")
        editor.fills("Address of the website", council)
        editor.presses("Add this website")
        editor.sees(f"{council} may show the search now.")
        editor.page.get_by_label("Colour of links and buttons").fill("#ffc247")
        editor.presses("Show me")
        editor.sees("hard to read on white")
        editor.page.get_by_label("Colour of links and buttons").fill("#7a1f5c")
        editor.selects("Corners", "Square")
        editor.presses("Show me")
        preview = editor.page.frame_locator("#preview")
        expect(preview.get_by_role("button", name="Find help")).to_have_css("background-color", "rgb(122, 31, 92)")
        # when she pastes the three ways into her pages
        pages["/script/"] = the_snippet(editor, "script")
        pages["/frame/"] = the_snippet(editor, "frame")
        pages["/form/"] = the_snippet(editor, "form")

        # then a family finds help in the council's page, by the script
        family = visitor(phone=True)
        family.page.goto(f"{council}/script/")
        inside = frame_of(family.page, live_server.url)
        expect(family.page.locator("main > div > a")).to_be_hidden()  # the plain link made room
        before = family.page.locator("iframe").bounding_box()["height"]
        search_inside(inside)
        family.page.wait_for_function(f"document.querySelector('iframe').offsetHeight > {before} + 200")
        assert inside.evaluate("document.documentElement.scrollHeight - innerHeight") <= 2, "nothing scrolls inside"
        assert inside.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        judged_by_axe(inside)
        # and opens a service beside it
        with family.page.context.expect_page() as opened:
            inside.locator(".hearth-result__name a").first.click()
        service = opened.value
        service.wait_for_load_state("load")
        assert re.search(r"/services/[0-9a-f-]{36}/$", service.url)
        assert family.page.url == f"{council}/script/"
        assert service.evaluate("window.opener") is None
        # and words that point to danger show whom to ring
        inside.get_by_label("In your own words").fill("my husband hits me")
        inside.get_by_role("button", name="Find help").click()
        expect(inside.get_by_role("link", name="Exit this page")).to_be_visible()
        expect(inside.locator(".hearth-urgent").first).to_contain_text("999")
        judged_by_axe(inside)
        # and nothing of it is remembered by the browser
        assert family.page.context.cookies(live_server.url) == [] or all(
            cookie["name"] != "hearth_session" for cookie in family.page.context.cookies(live_server.url)
        )
        assert family.troubles == [], family.troubles

        # by the frame alone, where no script runs
        plain = visitor(scripts=False)
        plain.page.goto(f"{council}/frame/")
        inside = frame_of(plain.page, live_server.url)
        search_inside(inside)
        # by the search box alone
        box = visitor()
        box.page.goto(f"{council}/form/")
        box.page.get_by_label("In your own words").fill("baby will not feed")
        with box.page.expect_navigation():
            box.page.get_by_role("button", name="Find help").click()
        assert box.page.url.startswith(f"{live_server.url}/find/?q=baby")
        box.looks()


def test_a_website_that_nobody_registered_shows_nothing_and_keeps_its_link(visitor, settings, live_server):
    demo_area()
    settings.PUBLIC_URL = live_server.url
    snippet = (
        f'<div data-hearth-search><a href="{live_server.url}/find/">Find help for families</a></div>'
        f'<script src="{live_server.url}/embed/v1.js" async></script>'
    )
    policy = f"script-src {live_server.url}; frame-src {live_server.url};"
    with council_website({"/": (snippet, policy)}) as stranger:
        family = visitor()
        family.page.goto(f"{stranger}/")
        expect(family.page.locator("iframe")).to_have_count(1)
        # the browser refuses the frame, and the script takes it away again: the plain link is left
        expect(family.page.locator("iframe")).to_have_count(0, timeout=20_000)
        expect(family.page.get_by_role("link", name="Find help for families")).to_be_visible()
        assert any("frame-ancestors" in trouble for trouble in family.troubles), family.troubles


def test_a_website_taken_off_the_list_is_refused_from_then_on(visitor, settings, live_server):
    demo_area()
    settings.PUBLIC_URL = live_server.url
    pages = {
        "/": (f'<iframe src="{live_server.url}/embed/" title="Find help"></iframe>', f"frame-src {live_server.url};")
    }
    with council_website(pages) as council:
        with as_owner():
            EmbedOrigin.objects.create(origin=council, about="Pop-up site")
        family = visitor()
        family.page.goto(f"{council}/")
        expect(family.page.frame_locator("iframe").locator("h1")).to_contain_text("Find help for families")
        editor = visitor(scripts=False)
        signs_in(editor, WEB_EDITOR)
        editor.goes_to("/staff/directory/embed/")
        editor.page.get_by_role("row", name=council).get_by_role("link").click()
        editor.presses("Yes, stop it")
        editor.sees(f"{council} may not show the search any more.")
        family.page.reload()
        family.page.wait_for_timeout(1500)
        assert any("frame-ancestors" in trouble for trouble in family.troubles)
