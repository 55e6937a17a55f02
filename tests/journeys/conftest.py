"""A real browser against a real server. `HEARTH_PICTURES=FOLDER` keeps a picture of every page that is seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys import judged
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Playwright keeps an event loop in the test's own thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if hasattr(item.module, "demo_area") or hasattr(item.module, "demo_with_requests"):
                item.add_marker(pytest.mark.demo_area)


def _chromium() -> str:
    for name in (os.environ.get("HEARTH_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("No Chromium on this machine: install the package chromium.")


@pytest.fixture(autouse=True, scope="session")
def judged_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    if os.environ.get("PYTEST_XDIST_WORKER"):  # whose own folder stands in that of the run
        judged.share(tmp_path_factory.getbasetemp().parent / "judged")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_ARGUMENTS)
        yield window
        window.close()


class Windows:
    """Browser windows, used again: opening one costs seconds, for the browser draws its own surroundings each time."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser, self._origin = browser, origin
        self._free: dict[tuple[bool, bool, str], list[Page]] = {}
        self._lent: list[tuple[tuple[bool, bool, str], Page]] = []

    def lend(self, *, phone: bool, scripts: bool, language: str) -> Page:
        """A window in which nobody was before, as far as a site can tell."""
        kind = (phone, scripts, language)
        free = self._free.setdefault(kind, [])
        page = free.pop() if free else self._open(*kind)
        self._lent.append((kind, page))
        return page

    def take_back(self) -> None:
        """Close what was opened beside them, and forget everything."""
        for kind, page in self._lent:
            if page.is_closed():
                page.context.close()
                continue
            for other in page.context.pages:
                if other != page:
                    other.close()
            page.goto("about:blank")
            page.unroute_all()
            page.set_viewport_size(PHONE if kind[0] else DESKTOP)  # type: ignore[arg-type]
            page.context.clear_cookies()
            session = page.context.new_cdp_session(page)
            session.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
            session.detach()
            self._free[kind].append(page)
        self._lent.clear()

    def _open(self, phone: bool, scripts: bool, language: str) -> Page:
        context = self._browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale=language,
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        return context.new_page()


@pytest.fixture(scope="session")
def windows(browser: Browser, live_server: Any) -> Windows:
    return Windows(browser, live_server.url)


@pytest.fixture
def visitor(windows: Windows, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes somebody at a browser: `visitor(phone=True, scripts=False, language="ur")`."""
    made: list[Visitor] = []

    def make(*, phone: bool = False, scripts: bool = True, language: str = "en") -> Visitor:
        folder = None
        if os.environ.get("HEARTH_PICTURES"):
            kind = f"{'phone' if phone else 'desktop'}{'' if scripts else '-noscript'}-{language}-{len(made)}"
            folder = Path(os.environ["HEARTH_PICTURES"]) / request.node.name.replace("[", "-").rstrip("]") / kind
            folder.mkdir(parents=True, exist_ok=True)
        page = windows.lend(phone=phone, scripts=scripts, language=language)
        second = None if scripts else windows.lend(phone=phone, scripts=True, language=language)
        made.append(Visitor(page, live_server.url, folder, second))
        return made[-1]

    yield make
    for one in made:
        one.leaves()
    windows.take_back()
