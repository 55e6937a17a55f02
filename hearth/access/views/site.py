"""What every footer links to: accessibility, cookies, privacy."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hearth.access.guards import public
from hearth.core import pages


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, what is known to fail, and how to complain."""
    return pages.render(request, "access/site/accessibility.html")


@public
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies there are: all of them are needed."""
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "form": settings.CSRF_COOKIE_NAME,
        "language": settings.LANGUAGE_COOKIE_NAME,
    }
    return pages.render(request, "access/site/cookies.html", {"names": names})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep of a family, why, for how long, and who sees it."""
    return pages.render(request, "access/site/privacy.html")
