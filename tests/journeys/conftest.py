"""A real browser against a real server. `HEARTH_PICTURES=FOLDER` keeps a picture of every page that is seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
            if hasattr(item.module, "demo_area"):
                item.add_marker(pytest.mark.demo_area)


def _chromium() -> str:
    for name in (os.environ.get("HEARTH_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("No Chromium on this machine: install the package chromium.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_ARGUMENTS)
        yield window
        window.close()


@pytest.fixture
def visitor(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes somebody at a browser: `visitor(phone=True, scripts=False, language="ur")`."""
    contexts = []

    def make(*, phone: bool = False, scripts: bool = True, language: str = "en") -> Visitor:
        def window(runs_scripts: bool) -> Page:
            context = browser.new_context(
                viewport=PHONE if phone else DESKTOP,
                java_script_enabled=runs_scripts,
                locale=language,
                timezone_id="Europe/London",
                reduced_motion="reduce",
            )
            context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
            contexts.append(context)
            return context.new_page()

        folder = None
        if os.environ.get("HEARTH_PICTURES"):
            kind = f"{'phone' if phone else 'desktop'}{'' if scripts else '-noscript'}-{language}-{len(contexts)}"
            folder = Path(os.environ["HEARTH_PICTURES"]) / request.node.name.replace("[", "-").rstrip("]") / kind
            folder.mkdir(parents=True, exist_ok=True)
        return Visitor(window(scripts), live_server.url, folder, None if scripts else window(True))

    yield make
    for context in contexts:
        context.close()
