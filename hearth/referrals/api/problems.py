"""Errors as RFC 9457 has them: application/problem+json with a type that a program can rely on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

TYPES = {
    "unauthorised": (401, "The key is missing, wrong or ended."),
    "forbidden": (403, "The key may not do this."),
    "not-found": (404, "Your organisation has sent no such referral."),
    "already-open": (409, "Your organisation has an open referral to this service for somebody with this contact."),
    "key-used": (422, "This Idempotency-Key was used for something else."),
    "invalid": (422, "Something in the request is not right."),
    "not-accepting": (409, "The service takes no referrals here now."),
    "consent-needed": (409, "The service takes referrals only of families that know of it and agreed."),
    "too-many": (429, "Too many requests. Wait, then try again."),
}


class Problem(Exception):
    """Ends a request with a problem. `code` is one of TYPES; `detail` says more."""

    def __init__(self, code: str, detail: str = "", **more: Any) -> None:
        super().__init__(code)
        self.code, self.detail, self.more = code, detail, more


def respond(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    status, title = TYPES[problem.code]
    said: dict[str, Any] = {"type": f"urn:hearth:problem:{problem.code}", "title": title, "status": status}
    if problem.detail:
        said["detail"] = problem.detail
    response = JsonResponse(said | problem.more, status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Hearth referrals"'
    if status == 429:
        response["Retry-After"] = "60"
    return response


def unreadable(_request: HttpRequest, errors: list[dict[str, Any]]) -> HttpResponse:
    """What the body's own description refuses: each place and what is wrong with it."""
    found = [
        {"pointer": "/" + "/".join(str(part) for part in one["loc"][2:]), "detail": str(one["msg"])} for one in errors
    ]
    return respond(Problem("invalid", errors=found))
