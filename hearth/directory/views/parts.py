"""What several public pages need beside their own content."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import get_language

from hearth.directory import saved
from hearth.directory.queries import merged


def saving(request: HttpRequest) -> dict[str, Any]:
    """What the buttons need that put a service on the reader's list."""
    return {"saved_ids": {str(one) for one in saved.read(request.session)}, "here": request.get_full_path()}


def sharing(path: str) -> dict[str, str]:
    """The address of a public page, without anything that the reader brought along; in a preview it is that page's."""
    return {"share_path": path, "share_url": f"{settings.PUBLIC_URL}{path}"}


def own_address(request: HttpRequest) -> str:
    """By which a search engine knows this page in this language."""
    language = get_language() or settings.LANGUAGE_CODE
    chosen = "" if language == settings.LANGUAGE_CODE else f"?lang={language}"
    return f"{settings.PUBLIC_URL}{request.path}{chosen}"


def leads_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a service that another listing took in leads to the same page of that one. Browsers ask again each
    time, because the two may be taken apart."""

    @wraps(view)
    def inner(request: HttpRequest, service_id: UUID, **arguments: Any) -> HttpResponse:
        try:
            return view(request, service_id=service_id, **arguments)
        except Http404:
            kept = merged.kept([service_id]).get(service_id)
            if kept is None or request.resolver_match is None:
                raise
            values = arguments | {"service_id": kept}
            moved = HttpResponsePermanentRedirect(reverse(request.resolver_match.view_name, kwargs=values))
            moved["Cache-Control"] = "no-cache"
            return moved

    return inner
