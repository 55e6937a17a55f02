"""The directory's page in the staff menu."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearth.access.guards import signed_in
from hearth.access.requests import MemberRequest
from hearth.core import pages
from hearth.directory.staff import desk


@signed_in
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """Each job with the directory that the reader's role has."""
    return pages.render(request, "directory/staff/desk.html", {"tiles": desk.tiles_for(request)})
