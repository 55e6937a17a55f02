"""Pathways for everybody: for each service what a referral needs, who may refer, what happens and how long it takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.directory.models import AccessRoute
from hearth.referrals import before_words, flows, queries
from hearth.referrals.forms.pathways import FindPathwayForm
from hearth.referrals.pathways import referrers
from hearth.referrals.queries import before as befores
from hearth.referrals.queries.before import Before
from hearth.referrals.queries.steps import front_doors

A_PAGE = 30


@public
@require_safe
def pathways(request: HttpRequest) -> HttpResponse:
    """All of them, found by words and by who may refer; on one long page for printing."""
    words, who = request.GET.get("q", "").strip(), request.GET.get("who", "")
    who = who if who in referrers() else ""
    rows = befores.listed(words=words, who=who)
    whole = "all" in request.GET
    page = Paginator(rows, rows.count() or 1 if whole else A_PAGE).get_page(request.GET.get("page"))
    kept = {key: value for key, value in (("q", words), ("who", who)) if value}

    def address(**more: Any) -> str:
        return f"{reverse('referrals:pathways')}?{urlencode(kept | more)}"

    context = {
        "form": FindPathwayForm(initial={"q": words, "who": who}),
        "rows": [row(found) for found in befores.before(list(page.object_list), now=clock.now())],
        "total": page.paginator.count,
        "whole": whole,
        "all_url": address(all=1),
        "previous_url": address(page=page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page=page.next_page_number()) if page.has_next() else "",
        "looked": bool(kept),
    }
    return pages.render(request, "referrals/pathways.html", context)


def row(found: Before) -> dict[str, Any]:
    """One service in a list."""
    words, kind = before_words.room(found.service)
    return {
        "service": found.service,
        "href": reverse("referrals:pathway", args=[found.service.pk]),
        "room": words,
        "kind": kind,
        "wait": before_words.wait(found),
        "who": before_words.who(found),
    }


@public
@require_safe
def worried(request: HttpRequest) -> HttpResponse:
    """Whom to ring about a child; and after ringing, for professionals, the front door."""
    doors = [
        {
            "service": found.service,
            "send_url": reverse("referrals:refer", args=[found.service.pk]),
            "guest_url": f"{reverse('referrals:guest_send')}?service={found.service.pk}" if found.takes_guests else "",
            "pathway_url": reverse("referrals:pathway", args=[found.service.pk]),
        }
        for found in befores.before(list(front_doors()), now=clock.now())
    ]
    return pages.render(request, "referrals/worried.html", {"doors": doors})


@public
@require_safe
def pathway(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service's. 404 for one that takes no requests here."""
    service = queries.service_to_ask(service_id)
    if service is None or not queries.takes_requests(service):
        raise Http404
    now = clock.now()
    found = befores.before_one(service, now=now)
    by_family = service.access_routes != [AccessRoute.PROFESSIONAL]
    context = row(found) | {
        "needed": before_words.needed(found),
        "happens": before_words.happens(found),
        "how_long": before_words.how_long(found),
        "others": [row(other) for other in befores.shorter_waits(found, now=now)],
        "service_url": flows.service_url(service),
        "send_url": reverse("referrals:refer", args=[service.pk]),
        "guest_url": f"{reverse('referrals:guest_send')}?service={service.pk}" if found.takes_guests else "",
        "ask_url": f"{reverse('referrals:ask')}?service={service.pk}" if by_family else "",
        "edited_at": found.pathway.edited_at if found.pathway else None,
        "sensitive_page": service.is_sensitive,
    }
    return pages.render(request, "referrals/pathway.html", context)
