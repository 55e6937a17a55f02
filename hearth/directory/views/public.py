"""The directory's public pages. Nothing on them is about the reader; an address may hold their postcode, so the
answers that can have one are kept by nobody and name no referrer."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.core.cards import MapPoint, WayIn
from hearth.directory import asked as asking
from hearth.directory import cards, queries, results, saved, times_shown, ways
from hearth.directory.actions import demand
from hearth.directory.models import SiteKind
from hearth.directory.queries import problems

HUBS_ON_HOME = 3
SHUT_SHOWN_DAYS = 56


def keep_private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps the page, and the pages it links to do not learn its address."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One question, six ways in, the nearest hubs once we know where, somebody to ring."""
    now = clock.now()
    asked = asking.read(request.GET)
    place = queries.find_place(asked.postcode)
    found = queries.hubs(place.spot)
    if place.spot is None:
        found = [hub for hub in found if hub.kind == SiteKind.HUB]
    found = found[:HUBS_ON_HOME] if place.spot else found[:6]
    happening = queries.sessions([hub.id for hub in found])
    response = pages.render(
        request,
        "directory/home.html",
        {
            "postcode": asked.postcode,
            "place": place,
            "examples": [(text, asking.Asked(q=str(text)).address()) for text in ways.EXAMPLES],
            "ways": [
                WayIn(str(way.label), reverse("directory:category", args=[way.code]), way.icon, str(way.hint))
                for way in ways.WAYS
            ],
            "hubs": [cards.hub_card(hub, now=now, spot=place.spot, happening=happening) for hub in found],
        },
    )
    return keep_private(response) if asked.postcode else response


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Services for what somebody typed, as a list and on a map."""
    asked = asking.read(request.GET)
    now = clock.now()
    shown = results.page(asked, now=now)
    demand.keep_quietly(answer=shown["answer"], language=get_language() or "en", today=clock.today())
    return keep_private(pages.render(request, "directory/find.html", shown | _saving(request)))


def _saving(request: HttpRequest) -> dict[str, object]:
    """What the buttons need that put a service on the reader's list."""
    return {"saved_ids": {str(one) for one in saved.read(request.session)}, "here": request.get_full_path()}


def _sharing(request: HttpRequest) -> dict[str, str]:
    """The page's own address, without anything that the reader brought along."""
    return {"share_path": request.path, "share_url": f"{settings.PUBLIC_URL}{request.path}"}


@public
@require_safe
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service: everything its listing says, and how to ask for it."""
    facts = queries.service(service_id)
    if facts is None:
        raise Http404
    now = clock.now()
    known = queries.vocabulary().by_id
    terms = [known[term_id] for term_id in facts.term_ids if term_id in known]
    sensitive = facts.is_sensitive or any(term.code in ways.SENSITIVE_TERMS for term in terms)
    points = [
        MapPoint(place.longitude, place.latitude, label=place.address, number=number)
        for number, place in enumerate((p for p in facts.places if p.latitude is not None), start=1)
        if place.longitude is not None and place.latitude is not None
    ]
    language = get_language() or "en"
    return pages.render(
        request,
        "directory/service.html",
        {
            "service": facts,
            "card": cards.result_card(facts, now=now),
            "times": times_shown.service_times(facts, now),
            "places": [(place, cards.accessibility_words(place.accessibility)) for place in facts.places],
            "access": cards.access_words(facts),
            "languages_spoken": cards.language_words(facts.languages),
            "accessibility": cards.accessibility_words(facts.accessibility),
            "terms": [(term.name_in(language), reverse("directory:category", args=[term.code])) for term in terms],
            "points": points,
            "shapes": cards.shapes_around(points),
            "sensitive_page": sensitive,
            "urgent": queries.urgent_help("domestic abuse") if sensitive else [],
            "ask_url": _ask_url(facts),
            "people_told": problems.warning(service_id=facts.id, now=now),
            **_saving(request),
            **_sharing(request),
        },
    )


def _ask_url(facts: queries.ServiceFacts) -> str:
    """Where to ask for this service through us; empty where that cannot be done."""
    if not facts.takes_requests:
        return ""
    try:
        return f"{reverse('referrals:ask')}?service={facts.id}"
    except NoReverseMatch:
        return ""


@public
@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    """All hubs, nearest first once we know where."""
    now = clock.now()
    asked = asking.read(request.GET)
    place = queries.find_place(asked.postcode)
    found = queries.hubs(place.spot)
    happening = queries.sessions([hub.id for hub in found])
    shown = [cards.hub_card(hub, now=now, spot=place.spot, happening=happening) for hub in found]
    points = [point for hub in found if (point := cards.hub_point(hub, reverse("directory:hub", args=[hub.slug])))]
    if place.spot:
        points = [cards.you_point(place.spot), *points]
    response = pages.render(
        request,
        "directory/hubs.html",
        {
            "postcode": asked.postcode,
            "place": place,
            "hubs": shown,
            "points": points,
            "shapes": cards.shapes_around(points),
        },
    )
    return keep_private(response) if asked.postcode else response


@public
@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """One hub: where, when it is open, what is on today and every week."""
    facts = queries.hub(slug)
    if facts is None:
        raise Http404
    now = clock.now()
    happening = queries.sessions([facts.id])
    services = queries.services(queries.services_at(facts.id))
    points = [point] if (point := cards.hub_point(facts)) else []
    return pages.render(
        request,
        "directory/hub.html",
        {
            "hub": facts,
            "people_told": problems.warning(site_id=facts.id, now=now),
            "card": cards.hub_card(facts, now=now, happening=happening),
            "today": [
                (cards.session_hours(s), s.name, reverse("directory:service", args=[s.service_id]))
                for s in queries.on_today(happening, now)
            ],
            "week": times_shown.hub_week(happening, clock.today(now)),
            "hours": times_shown.opening_week(facts),
            "shut": cards.shut_lines(facts, now, SHUT_SHOWN_DAYS),
            "accessibility": cards.accessibility_words(facts.accessibility),
            "services": [cards.result_card(found, now=now) for found in services.values()],
            "points": points,
            "shapes": cards.shapes_around(points),
            **_sharing(request),
        },
    )


@public
@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of help: what it is, what lies under it, and services of it. Also each of the six ways in."""
    language = get_language() or "en"
    known = queries.vocabulary().by_code
    way = ways.BY_CODE.get(code)
    term = known.get(code)
    if way is None and term is None:
        raise Http404
    under = way.terms if way else tuple(term.children) if term else ()
    links = [
        (known[child].name_in(language), known[child].description, reverse("directory:category", args=[child]))
        for child in under
        if child in known and child != code
    ]
    # "send" is a way in and a term: the terms' own services stand on the same page.
    shown = results.category(code, now=clock.now()) if term else None
    return pages.render(
        request,
        "directory/category.html",
        {
            "title": str(way.label) if way else term.name_in(language) if term else "",
            "description": term.description if term and language == "en" else "",
            "code": code if term else "",
            "links": links,
            "results": shown,
            "sensitive_page": code in ways.SENSITIVE_TERMS,
            "urgent": queries.urgent_help("domestic abuse") if code in ways.SENSITIVE_TERMS else [],
            "all_url": asking.Asked(category=code).address() if term else "",
            "note": _("We show the nearest first once we know your postcode."),
        },
    )
