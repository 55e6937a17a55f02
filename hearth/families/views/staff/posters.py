"""Posters with a code to register: the hub's own, and one for each session, with how many came by it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.directory.queries.times import rule_words
from hearth.families.queries import registrations as queries
from hearth.families.views.staff.counting import hub_here


@staff("families.register")
@require_safe
def posters(request: MemberRequest) -> HttpResponse:
    """All posters of the hub at which this browser stands."""
    site, sites = hub_here(request)
    sessions = queries.sessions_at(site) if site else []
    counts = queries.registered_by_session(request.actor, site) if site else {}
    here, today = {None, *(session.service_id for session in sessions)}, clock.today()
    context = {
        "hub": site,
        "sites": sites,
        "rows": [
            {
                "id": session.service_id,
                "name": session.name,
                "when": [rule_words(rule, today) for rule in session.rules],
                "number": counts.get(session.service_id, 0),
            }
            for session in sessions
        ],
        "by_the_hubs": counts.get(None, 0),
        "by_others": sum(number for session, number in counts.items() if session not in here),
    }
    return pages.render(request, "families/staff/posters.html", context)
