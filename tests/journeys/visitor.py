"""Somebody at a browser. Every page they come to is checked: axe, one h1, a title, a language, nothing wider than the
screen, no error in the console. What they do reads like what a person does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.journeys import judged

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# Every rule stays on, best practice included.
AXE_OPTIONS = {"resultTypes": ["violations"]}
BUT_FOR_COLOURS = AXE_OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}
_axe = Axe()
CLASSES = "[...new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]))].sort().join(' ')"
# What makes a page of one kind another to judge: a summary of errors, words about what was done, an open question.
STATES = (".govuk-error-summary", ".govuk-notification-banner", "details[open]", ".hearth-list, table")


@dataclass
class Visitor:
    """One person with one browser window."""

    page: Page
    base: str
    pictures: Path | None = None
    # Where this window runs no scripts, axe cannot run in it: it judges the same page in a second window, to which no
    # script of ours is given.
    second_window: Page | None = None
    checked: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hears)
        self.page.on("pageerror", self._stumbles)
        if self.second_window:
            self.second_window.route("**/*.js", lambda route: route.abort())

    def leaves(self) -> None:
        """The window goes to somebody else."""
        self.page.remove_listener("console", self._hears)
        self.page.remove_listener("pageerror", self._stumbles)

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(message.text)

    def _stumbles(self, error: object) -> None:
        self.troubles.append(str(error))

    # going ------------------------------------------------------------------------------------------------------
    def goes_to(self, path: str, *, status: int = 200) -> None:
        """Opens an address; the page must answer with `status`."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        if status >= 400:
            # The browser itself notes a failed load; that is what was asked for.
            self.troubles = [t for t in self.troubles if "Failed to load resource" not in t]
        self.looks()

    def follows(self, words: str | re.Pattern[str], *, within: str | None = None) -> None:
        """Follows a link by its words, also one that is dressed as a button."""
        scope = self._scope(within)
        dressed = scope.locator("a[role=button]").filter(has_text=words)
        self._click(scope.get_by_role("link", name=words).or_(dressed).first)

    def presses(self, words: str | re.Pattern[str], *, within: str | None = None) -> None:
        """Presses a button by its words."""
        self._click(self._scope(within).get_by_role("button", name=words).first)

    def presses_enter(self) -> None:
        """Presses the Enter key where the cursor is."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.looks()

    def goes_back_by_link(self) -> None:
        """Follows the page's own back link."""
        self._click(self.page.locator(".govuk-back-link").first)

    # filling in -------------------------------------------------------------------------------------------------
    def fills(self, label: str | re.Pattern[str], value: str) -> None:
        """Types into the field with this label."""
        self.page.get_by_label(label, exact=isinstance(label, str)).first.fill(value)

    def chooses(self, label: str | re.Pattern[str]) -> None:
        """Ticks a radio button or a box by its label."""
        self.page.get_by_label(label, exact=isinstance(label, str)).first.check()

    def selects(self, label: str | re.Pattern[str], option: str) -> None:
        """Chooses from a drop-down list."""
        self.page.get_by_label(label).first.select_option(label=option)

    def gives_date(self, day: int, month: int, year: int) -> None:
        """Fills in the three boxes of a date."""
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            self.page.get_by_label(label, exact=True).first.fill(str(value))

    # seeing -----------------------------------------------------------------------------------------------------
    def sees(self, words: str | re.Pattern[str]) -> None:
        """The words are on the page, visibly."""
        expect(self.page.locator("body")).to_contain_text(words)

    def does_not_see(self, words: str | re.Pattern[str]) -> None:
        """The words are nowhere on the page."""
        expect(self.page.locator("body")).not_to_contain_text(words)

    def sees_heading(self, words: str | re.Pattern[str]) -> None:
        """The page's one h1 says this."""
        expect(self.page.locator("h1")).to_contain_text(words)

    def looks(self) -> None:
        """Checks the page that is there."""
        page = self.page
        page.wait_for_load_state("load")
        where = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", page.url.removeprefix(self.base))
        assert page.locator("h1").count() == 1, f"{where} has {page.locator('h1').count()} h1"
        assert page.title().strip(), f"{where} has no title"
        assert page.locator("html").get_attribute("lang"), f"{where} names no language"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{where} is {wide} pixels wider than the screen"
        self._passes_axe(where)
        assert not self.troubles, f"{where}: {self.troubles}"
        self.checked.append(where)
        if self.pictures:
            name = re.sub(r"[^a-z0-9]+", "-", where.lower()).strip("-")[:60] or "home"
            page.screenshot(path=self.pictures / f"{len(self.checked):02d}-{name}.png", full_page=True)

    # ------------------------------------------------------------------------------------------------------------
    def _passes_axe(self, where: str) -> None:
        """Axe finds nothing. A page of the same kind, in the same state, language and width, is judged once; colours,
        which take two thirds of the time, once where the same classes are on a page of the same name."""
        name = self._name(where)
        kind, colours = (name, *self._state()), ("colours", name, self.page.evaluate(CLASSES))
        if judged.has_passed(kind):
            return
        options = BUT_FOR_COLOURS if judged.has_passed(colours) else AXE_OPTIONS
        found = _axe.run(self._as_axe_can_read(self.page.content()), options=options)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"
        judged.passes(kind)
        judged.passes(colours)

    def _name(self, where: str) -> str:
        try:
            return (
                str(resolve(urlsplit(self.page.url).path).view_name) if self.page.url.startswith(self.base) else where
            )
        except Resolver404:
            return where

    def _state(self) -> tuple[object, ...]:
        asked = sorted({key for key, _value in parse_qsl(urlsplit(self.page.url).query)})
        state = tuple(self.page.locator(selector).count() > 0 for selector in STATES)
        language = self.page.locator("html").get_attribute("lang")
        title = re.sub("[0-9]+", "", self.page.title()) if self.page.locator("form.hearth-form, form").count() else ""
        size = self.page.viewport_size
        return asked, state, language, title, size and size["width"], self.second_window is None

    def _as_axe_can_read(self, html: str) -> Page:
        window = self.second_window
        if window is None:
            return self.page
        window.route(
            self.page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"), times=1
        )
        window.goto(self.page.url)
        return window

    def _scope(self, within: str | None) -> Locator:
        return self.page.locator(within) if within else self.page.locator("body")

    def _click(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()
        self.looks()
