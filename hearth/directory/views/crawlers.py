"""For search engines: what they may look at, and the list of pages that they should know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.directory import queries, ways
from hearth.directory.queries import crawled

KEPT_SECONDS = 3600
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Addresses that hold what a reader typed or was given, and those for members.
CLOSED = ("/find/", "/saved/", "/list/", "/qr.", "/staff/", "/account/", "/away/", "/follow/")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A demo is not to be found at all: its services do not exist."""
    closed = ("/",) if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.DEMO:
        lines.append(f"Sitemap: {settings.PUBLIC_URL}{reverse('directory:sitemap')}")
    return _kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of lists."""
    paths = [reverse("directory:sitemap_pages")]
    paths += [reverse("directory:sitemap_services", args=[part]) for part in crawled.service_parts(_sensitive())]
    inside = "".join(f"<sitemap><loc>{escape(settings.PUBLIC_URL + path)}</loc></sitemap>" for path in paths)
    return _xml(f'<sitemapindex xmlns="{NAMESPACE}">{inside}</sitemapindex>')


@public
@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The first page, the kinds of help, the hubs."""
    codes = dict.fromkeys([*(way.code for way in ways.WAYS), *queries.vocabulary().by_code])
    paths = [
        reverse("directory:home"),
        reverse("directory:hubs"),
        *(reverse("directory:hub", args=[hub.slug]) for hub in queries.hubs()),
        *(reverse("directory:category", args=[code]) for code in codes if code not in ways.SENSITIVE_TERMS),
    ]
    return _urls((path, None) for path in paths)


@public
@require_safe
def sitemap_services(request: HttpRequest, part: str) -> HttpResponse:
    """The services whose ids begin with one sign, each with the day on which its listing last changed."""
    if part not in crawled.PARTS:
        raise Http404
    found = crawled.services_of(part, _sensitive())
    return _urls((reverse("directory:service", args=[service_id]), edited_at) for service_id, edited_at in found)


def _sensitive() -> list[str]:
    return sorted(ways.SENSITIVE_TERMS)


def _urls(pages: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    rows = []
    for path, changed_at in pages:
        changed = f"<lastmod>{changed_at.date().isoformat()}</lastmod>" if changed_at else ""
        rows.append(f"<url><loc>{escape(settings.PUBLIC_URL + path)}</loc>{changed}</url>")
    return _xml(f'<urlset xmlns="{NAMESPACE}">{"".join(rows)}</urlset>')


def _xml(inside: str) -> HttpResponse:
    return _kept(HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}', content_type="application/xml"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
