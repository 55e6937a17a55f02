"""What several public pages need beside their own content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from hearth.directory import saved


def saving(request: HttpRequest) -> dict[str, Any]:
    """What the buttons need that put a service on the reader's list."""
    return {"saved_ids": {str(one) for one in saved.read(request.session)}, "here": request.get_full_path()}


def sharing(request: HttpRequest) -> dict[str, str]:
    """The page's own address, without anything that the reader brought along."""
    return {"share_path": request.path, "share_url": f"{settings.PUBLIC_URL}{request.path}"}


def own_address(request: HttpRequest) -> str:
    """By which a search engine knows this page in this language."""
    language = get_language() or settings.LANGUAGE_CODE
    chosen = "" if language == settings.LANGUAGE_CODE else f"?lang={language}"
    return f"{settings.PUBLIC_URL}{request.path}{chosen}"
