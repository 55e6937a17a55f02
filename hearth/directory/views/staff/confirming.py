"""The own organisation's listings that are due: still right with one click, or many at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.directory import cards, queries, times_shown
from hearth.directory.actions.confirming import confirm
from hearth.directory.models import Service
from hearth.directory.queries import freshness
from hearth.directory.staff.freshness import due_words, next_words

A_PAGE = 20


@staff("directory.edit")
def to_confirm(request: MemberRequest) -> HttpResponse:
    """Each with what families read of it. Confirms the one whose button was pressed, those ticked, or the page."""
    if request.method == "POST":
        wanted = _ids(request)
        rows = freshness.to_confirm(request.actor).filter(pk__in=wanted)
        done = confirm(service_ids=[row.pk for row in rows], by=request.actor, now=clock.now())
        if done:
            text = ngettext("%(n)s listing is confirmed.", "%(n)s listings are confirmed.", len(done))
            pages.say(request, text % {"n": len(done)})
        elif wanted:
            pages.say(request, _("Somebody has confirmed this already."), "important")
        else:
            pages.say(request, _("Tick the listings that are still right, then press the button."), "important")
        return redirect("directory:to_confirm")
    page = Paginator(freshness.to_confirm(request.actor), A_PAGE).get_page(request.GET.get("page", 1))
    services = list(page.object_list)
    facts = queries.services(service.pk for service in services)
    shown = {
        "listings": [_listing(facts[service.pk], service) for service in services if service.pk in facts],
        "total": page.paginator.count,
        "previous": page.previous_page_number() if page.has_previous() else None,
        "next": page.next_page_number() if page.has_next() else None,
    }
    return pages.render(request, "directory/staff/to_confirm.html", shown)


def _listing(facts: queries.ServiceFacts, service: Service) -> dict[str, Any]:
    due, late = due_words(service)
    return {
        "id": facts.id,
        "service": facts,
        "card": cards.result_card(facts, now=clock.now()),
        "times": [row for _place, rows in times_shown.service_times(facts, clock.now()).rules for row in rows],
        "places": [place.address for place in facts.places if place.address],
        "due": due,
        "late": late,
        "next": next_words(service, clock.today()),
    }


def _ids(request: MemberRequest) -> list[UUID]:
    """The listing whose own button was pressed, or those ticked, or all of the page."""
    name = "one" if "one" in request.POST else "shown" if "page" in request.POST else "ticked"
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
