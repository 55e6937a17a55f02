"""What is on: the public page, and times as calendar files. An address may hold the reader's postcode, so that page
is kept by nobody; a calendar file is the same for everybody."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.directory import calendar_files, holidays_shown, queries, whatson_shown
from hearth.directory import whatson_asked as asking
from hearth.directory.queries import ServiceFacts
from hearth.directory.views.parts import leads_on
from hearth.directory.views.public import keep_private

AN_HOUR = "public, max-age=3600"


@public
@require_safe
def whats_on(request: HttpRequest) -> HttpResponse:
    """What is on near a place, day by day."""
    now = clock.now()
    asked = asking.read(request.GET, clock.today(now))
    response = pages.render(request, "directory/whats_on.html", whatson_shown.page(asked, now=now))
    return keep_private(response) if asked.postcode else response


@public
@require_safe
def school_holidays(request: HttpRequest) -> HttpResponse:
    """School terms, school holidays and bank holidays."""
    return pages.render(request, "directory/school_holidays.html", holidays_shown.page(clock.today()))


@public
@require_safe
@leads_on
def service_calendar(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """All times of a service as a calendar file."""
    facts = _facts_or_404(service_id)
    body = calendar_files.service_file(facts, page=_page(request, facts), today=clock.today())
    return _calendar(request, body, f"{facts.id}.ics", attached=True)


@public
@require_safe
@leads_on
def occurrence_calendar(request: HttpRequest, service_id: UUID, occasion: str) -> HttpResponse:
    """One time that a service is on, as a calendar file."""
    facts = _facts_or_404(service_id)
    found = calendar_files.occurrences_named(facts.timetable, occasion)
    if not found:
        raise Http404
    body = calendar_files.occasion_file(facts, found, page=_page(request, facts))
    return _calendar(request, body, f"{occasion}.ics", attached=True)


@public
@require_safe
def hub_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything at a hub, as a feed that calendars read again by themselves."""
    hub = queries.hub(slug)
    if hub is None:
        raise Http404
    sessions = queries.sessions([hub.id])
    facts = queries.services({session.service_id for session in sessions})
    happening = [
        (facts[one.service_id], one.timetable, _page(request, facts[one.service_id]))
        for one in sessions
        if one.service_id in facts and calendar_files.may_be_kept(facts[one.service_id])
    ]
    page = request.build_absolute_uri(reverse("directory:hub", args=[hub.slug]))
    return _calendar(
        request, calendar_files.hub_file(hub, happening, page=page, today=clock.today()), f"{hub.slug}.ics"
    )


def _facts_or_404(service_id: UUID) -> ServiceFacts:
    """A shown service whose times may lie in a phone's calendar for others to see."""
    facts = queries.service(service_id)
    if facts is None or not calendar_files.may_be_kept(facts):
        raise Http404
    return facts


def _page(request: HttpRequest, facts: ServiceFacts) -> str:
    return request.build_absolute_uri(reverse("directory:service", args=[facts.id]))


def _calendar(request: HttpRequest, body: bytes, name: str, *, attached: bool = False) -> HttpResponse:
    """The file; nothing but "as before" for whoever has this very one."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified()
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = mark
    response["Cache-Control"] = AN_HOUR
    disposition = "attachment" if attached else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
