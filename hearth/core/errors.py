"""Error pages: plain words, no blame, a way on. They need neither a user nor the database."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from hearth.core.pages import error_page

AWAY = (OperationalError, InterfaceError, PoolTimeout)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; but 503 where the database went away while the session was being written, which Django reports as a
    session that was interrupted."""
    if _database_went_away(exception):
        return away(request)
    return error_page(
        request, 400, _("We could not read that"), _("Go back and try again. If it keeps happening, tell us.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a page that the active role does not use. Records that are not yours are 404 instead."""
    return error_page(
        request,
        403,
        _("Your role does not use this page"),
        _("If you need it for your work, ask the person who looks after accounts in your organisation."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_page(
        request,
        404,
        _("We cannot find that page"),
        _("The address may be mistyped, or the page may have moved. You can search for help from the home page."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500; but 503 where the database went away outside a view."""
    if _database_went_away(sys.exc_info()[1]):
        return away(request)
    return error_page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing that you sent before has been lost. Try again in a few minutes."),
    )


def away(request: HttpRequest) -> HttpResponse:
    """503: the database is away."""
    response = error_page(
        request,
        503,
        _("We are back in a moment"),
        _(
            "We could not save or show that just now. Wait a minute, then go back and send it again: "
            "it will not be sent twice."
        ),
    )
    response["Retry-After"] = "30"
    return response


def _database_went_away(error: BaseException | None) -> bool:
    """Whether an error, or what led to it, is that the database could not be reached."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, AWAY):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's safety token is missing or old."""
    return error_page(
        request,
        403,
        _("This page has been open for a while"),
        _("To keep your answers safe we need you to go back, refresh the page and send it again."),
    )
