"""How many families get emails about what is new, by area: numbers, never addresses."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import pages
from hearth.directory.queries.new_nearby import FEWEST_SAID, subscribers_by_area


@staff("directory.oversee")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """One table."""
    areas = subscribers_by_area()
    shown = {"areas": areas, "fewest": FEWEST_SAID, "said": sum(area.count or 0 for area in areas)}
    return pages.render(request, "directory/staff/subscribers.html", shown)
