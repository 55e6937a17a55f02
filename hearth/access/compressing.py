"""Public pages leave compressed: a page of results is 60 kB of words, and 10 kB on the way.

Only pages that show nothing of anybody. Compressing a page that holds a secret beside words from its address would let
whoever watches the line guess the secret by its length: the family's own pages and the staff's leave as they are.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from hearth.access.guards import Reach, guard_of


class CompressPublicPages(GZipMiddleware):
    """Compresses what a public view answered, where the browser takes that."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        guard = guard_of(match.func) if match else None
        if guard is None or guard.reach is not Reach.PUBLIC:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
