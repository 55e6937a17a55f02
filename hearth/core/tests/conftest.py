"""The page kit's own small site: its pages, its templates, and no more middleware than pages need."""

from pathlib import Path

import pytest

NEEDED = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hearth.core.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


@pytest.fixture
def kit(settings, client):
    """A browser on the kit's pages."""
    from hearth.core.tests import kit_pages

    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], Path(__file__).parent / "templates"]}, *others]
    settings.ROOT_URLCONF = "hearth.core.tests.kit_urls"
    settings.MIDDLEWARE = NEEDED
    kit_pages.SENT.clear()
    kit_pages.EXPORTED.clear()
    return client
