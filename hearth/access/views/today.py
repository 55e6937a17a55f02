"""The staff home: what is late, new, due and waiting, each with its next step; composed of every app's panels."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect

from hearth.access import queries
from hearth.access.guards import signed_in
from hearth.access.middleware import way_back
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.today import panels_for


@signed_in
def today(request: MemberRequest) -> HttpResponse:
    """Every role has it. The second step is asked for before anything of a family is shown."""
    wants = queries.second_step_missing(request)
    if wants or request.membership is None:
        return redirect(f"{wants}?{urlencode({'next': way_back(request)})}")
    panels = panels_for(request)
    shown = {
        "panels": panels,
        "nothing_waits": not any(panel.items for panel in panels),
        "membership": request.membership,
        "permissions": queries.permission_words(request.membership.role_code, request.actor),
        "first_name": request.actor.name.split(" ")[0],
        "day": clock.today(),
    }
    return pages.render(request, "access/today.html", shown)
