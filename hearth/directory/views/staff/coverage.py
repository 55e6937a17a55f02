"""Which ages the offer covers, and where it has holes."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import pages
from hearth.core.lists import csv_file
from hearth.directory import asked as asking
from hearth.directory import choosing, queries
from hearth.directory.queries import coverage as covering


@staff("directory.oversee")
@require_safe
def coverage(request: MemberRequest) -> HttpResponse:
    """The service expectations against the age bands, everywhere or near a place; also as a file."""
    asked = asking.read(request.GET)
    place = queries.find_place(asked.postcode)
    bands = covering.bands()
    rows = covering.coverage(place.spot, asked.miles)
    if request.GET.get("export") == "csv":
        audit.record(action="directory.coverage_exported", kind=EntryKind.EXPORT, by=request.actor)
        heads = [_("Service expectation"), *(band.name for band in bands), _("Ages not stated"), _("All services")]
        return csv_file(
            "age-coverage", heads, ([row.name, *row.counts, row.ages_not_stated, row.services] for row in rows)
        )
    holes = [
        (row.name, [band.name for band, number in zip(bands, row.counts, strict=True) if not number and not band.send])
        for row in rows
    ]
    return pages.render(
        request,
        "directory/staff/coverage.html",
        {
            "bands": bands,
            "rows": [(row, asking.Asked(category=row.code, postcode=asked.postcode).address()) for row in rows],
            "holes": [(name, missing) for name, missing in holes if len(missing) == len(bands) - 1],
            "place": place,
            "postcode": asked.postcode,
            "miles": choosing.selects(asked, near=True)["miles"],
            "thin": covering.THIN,
            "csv_url": f"?{request.GET.urlencode()}{'&' if request.GET else ''}export=csv",
        },
    )
