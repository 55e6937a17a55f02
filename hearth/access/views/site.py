"""What every footer links to: accessibility, cookies, privacy. And the quick way out."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolTimeout

from hearth.access.guards import public
from hearth.core import pages

ELSEWHERE = "https://www.bbc.co.uk/weather"  # what anybody might look at


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


@public
@never_cache
def away(request: HttpRequest) -> HttpResponse:
    """Leave at once for a page that tells nothing, and forget what this browser asked or follows.

    Whoever then presses "back" finds neither a draft nor a code. A member who is signed in stays so: a link that signs
    people out could be set as a trap, and the lock is theirs.
    """
    # Leaving comes first: also while the database is away.
    with suppress(DatabaseError, InterfaceError, PoolTimeout):
        if SESSION_KEY not in request.session:
            request.session.flush()
    return HttpResponseRedirect(ELSEWHERE)
