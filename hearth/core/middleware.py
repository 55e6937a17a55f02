"""What every request passes: its log line, its language, and a clear page when the database is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from psycopg_pool import PoolTimeout

logger = logging.getLogger("hearth.requests")
GetResponse = Callable[[HttpRequest], HttpResponse]
AWAY = (OperationalError, InterfaceError, PoolTimeout)


class RequestLogMiddleware:
    """One line a request: the route's pattern (never the path or the query), the status and the time taken."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = uuid4().hex[:12]
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": f"/{match.route}" if match else "unmatched",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                "request_id": request_id,
            },
        )
        response["X-Request-Id"] = request_id
        return response


class DatabaseAwayMiddleware:
    """Turns a database that is away (restarted, full, cut off) into a page that says so and how to go on: 503."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from hearth.core.errors import away

        try:
            response = self.get_response(request)
        except AWAY:
            return away(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        from hearth.core.errors import away

        if isinstance(exception, AWAY):
            logger.warning("the database is away")
            return away(request)
        return None


class LanguageMiddleware:
    """Speaks the language of `?lang=`, then of the cookie; a choice by link is remembered for a year.

    A link with `lang` works without JavaScript and without a session, and can be shared and printed as a QR code. A
    page that stands in another website leaves no cookie there: its view sets `leaves_no_cookie` on the answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.codes = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang")
        code = chosen if chosen in self.codes else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if code not in self.codes:
            code = settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if chosen == code and not getattr(response, "leaves_no_cookie", False):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=31536000,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
