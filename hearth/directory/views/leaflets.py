"""Leaflets, posters and QR codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.access.requests import address_of
from hearth.core import clock, pages, tries
from hearth.directory import queries, saved
from hearth.directory.leaflets import content, press, qr
from hearth.directory.queries import merged
from hearth.directory.views.parts import leads_on

# How many leaflets one address may have made in a stretch: a whole office prints behind one.
MOST_LEAFLETS, STRETCH_SECONDS = 60, 600
PAPERS = {"a4", "a5"}
KEPT_SECONDS = 24 * 3600


@public
@require_safe
def list_leaflet(request: HttpRequest) -> HttpResponse:
    """A list of services to print: those of the address, nothing about whoever made it."""
    ids = merged.followed(saved.from_text(request.GET.get("of", "")))
    facts = queries.services(ids)
    shown = [facts[one] for one in ids if one in facts]
    if not shown:
        raise Http404
    return _leaflet(request, "list", "help-for-families", lambda: content.service_list(shown, clock.now()))


@public
@require_safe
@leads_on
def service_leaflet(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service to print."""
    facts = _service(service_id)
    return _leaflet(request, "service", "help-for-families", lambda: content.service(facts, clock.now()))


@public
@require_safe
@leads_on
def service_poster(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service to hang up."""
    facts = _service(service_id)
    return _leaflet(request, "poster", "poster", lambda: content.service_poster(facts, clock.now()))


@public
@require_safe
def hub_leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    """One hub to print: where, when, what is on."""
    facts = _hub(slug)
    return _leaflet(request, "hub", facts.slug, lambda: content.hub(facts, clock.now()))


@public
@require_safe
def hub_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One hub to hang up."""
    facts = _hub(slug)
    return _leaflet(request, "poster", f"{facts.slug}-poster", lambda: content.hub_poster(facts))


def _service(service_id: UUID) -> queries.ServiceFacts:
    facts = queries.service(service_id)
    if facts is None:
        raise Http404
    return facts


def _hub(slug: str) -> queries.HubFacts:
    facts = queries.hub(slug)
    if facts is None:
        raise Http404
    return facts


def _leaflet(request: HttpRequest, template: str, name: str, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The PDF, shown in the browser. Its name on the reader's device says nothing of what it is about."""
    who = f"leaflet/{address_of(request)}"
    if not tries.take(who, slots=MOST_LEAFLETS, seconds=STRETCH_SECONDS, at=clock.now().timestamp()):
        return _later(request, 429)
    paper = request.GET.get("paper", "")
    try:
        made = press.pdf(template, make(), paper=paper if paper in PAPERS else "a4")
    except press.Busy:
        return _later(request, 503)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _later(request: HttpRequest, status: int) -> HttpResponse:
    return pages.error_page(
        request,
        status if status < 500 else 429,
        _("Many leaflets are being made just now"),
        _("Wait a few minutes and try again. You can also print the page itself."),
    )


@public
@require_safe
def qr_svg(request: HttpRequest) -> HttpResponse:
    """The QR code of one of our own pages, as a drawing."""
    return _square(qr.svg(_address(request)), "image/svg+xml")


@public
@require_safe
def qr_png(request: HttpRequest) -> HttpResponse:
    """The QR code of one of our own pages, as a picture."""
    return _square(qr.png(_address(request)), "image/png")


def _address(request: HttpRequest) -> str:
    address = qr.address_of(request.GET.get("path", ""))
    if address is None:
        raise Http404
    return address


def _square(made: str | bytes, kind: str) -> HttpResponse:
    response = HttpResponse(made, content_type=kind)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
