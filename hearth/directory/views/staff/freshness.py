"""How true the directory is: the numbers, each with its definition. The host sees all, others their own part."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import formats
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.directory import policy
from hearth.directory.queries import freshness, stale
from hearth.directory.staff.bars import Bar, bars
from hearth.directory.staff.scope import everywhere


@staff("directory.oversee")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """Shares by organisation, category and area, over the months, and who never answers."""
    whole = everywhere(request)
    organisation_id = None if whole else request.actor.organisation_id
    now = clock.now()
    months = stale.by_month(organisation_id, now)
    standings = stale.standings(organisation_id)
    shown = {
        "whole": whole,
        "standings": standings,
        "percent": stale.percent(standings.stale, standings.all),
        "organisations": stale.by_organisation(organisation_id) if whole else [],
        "categories": stale.by_category(organisation_id),
        "areas": stale.by_area(organisation_id),
        "months": [(formats.date_format(month.day, "F Y"), month) for month in months],
        "chart": bars([Bar(month.listings, month.stale) for month in months]),
        "silent": stale.silent(organisation_id, now),
        "to_ring": freshness.to_ring(request.actor, everywhere=whole).count() if whole else 0,
        "usual": policy.usual(),
    }
    return pages.render(request, "directory/staff/freshness.html", shown)
