"""The directory's public pages. Nothing on them is about the reader; an address may hold their postcode, so the
answers that can have one are kept by nobody and name no referrer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.core.cards import MapPoint, WayIn
from hearth.directory import asked as asking
from hearth.directory import (
    beside,
    cards,
    kept,
    machine_readable,
    particulars,
    queries,
    results,
    times_shown,
    ways,
    whatson_asked,
)
from hearth.directory.actions import demand
from hearth.directory.models import SiteKind
from hearth.directory.queries import problems
from hearth.directory.queries.particulars import particulars as particulars_of
from hearth.directory.views.parts import leads_on, own_address, saving, sharing

HUBS_ON_HOME = 3
SHUT_SHOWN_DAYS = 56


def keep_private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps the page, and other sites do not learn its address. Ours do: from a page that names no referrer at
    all a browser sends forms with the origin "null", and the buttons that save a service would be refused."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
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
            "address": own_address(request),
            "data": machine_readable.as_text(*machine_readable.site()),
        },
    )
    return keep_private(response) if asked.postcode else response


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Services for what somebody typed, as a list and on a map."""
    asked = asking.read(request.GET)
    now = clock.now()
    if asked.key:
        asked = replace(asked, q=kept.words_of(request.session, asked.key, now=now))
        asked = replace(asked, key=asked.key if asked.q else "", forgotten=not asked.q)
    shown = results.page(asked, now=now)
    if shown["answer"].urgent and not asked.key:
        # What was feared stays out of the address, and so out of the browser's history.
        asked = replace(asked, key=kept.keep(request.session, asked.q, now=now))
        return keep_private(HttpResponseRedirect(asked.address(page=asked.page if asked.page > 1 else ""), status=303))
    demand.keep_quietly(answer=shown["answer"], language=get_language() or "en", today=clock.today())
    return keep_private(pages.render(request, "directory/find.html", shown | saving(request)))


@public
@require_safe
@leads_on
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service: everything its listing says, and how to ask for it."""
    return service_page(request, service_id)


def service_page(request: HttpRequest, service_id: UUID, *, is_preview: bool = False) -> HttpResponse:
    """The page of one service. A preview leads nowhere where the public could not go yet."""
    facts = queries.service(service_id)
    if facts is None:
        return particulars.ended_page(request, service_id)
    besides = particulars_of(service_id)
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
            "is_preview": is_preview,
            "card": cards.result_card(facts, now=now),
            "hidden": cards.hidden_words(facts, now),
            "times": times_shown.service_times(facts, now),
            "places": [(place, cards.accessibility_words(place.accessibility)) for place in facts.places],
            "steps": cards.steps_in(facts),
            "where_short": cards.where_words(facts, None) if not facts.places else facts.places[0].address,
            "open_to": cards.open_to_words(facts),
            "way_there": _way_there(points),
            "languages_spoken": cards.language_words(facts.languages),
            "accessibility": cards.accessibility_words(facts.accessibility),
            "terms": [(term.name_in(language), reverse("directory:category", args=[term.code])) for term in terms],
            "on_there": _on_there(facts),
            "points": points,
            "shapes": cards.shapes_around(points),
            "sensitive_page": sensitive,
            "urgent": queries.urgent_help("domestic abuse") if sensitive else [],
            "ask_url": _ask_url(facts),
            "beside": beside.beside(facts.id),
            "people_told": problems.warning(service_id=facts.id, now=now),
            **_head(facts, request, now, sensitive),
            **saving(request),
            **sharing(reverse("directory:service", args=[facts.id])),
            "local_offer": particulars.local_offer_rows(besides),
            "registrations": particulars.registration_rows(besides),
            "origin": besides.origin,
        },
    )


def _head(facts: queries.ServiceFacts, request: HttpRequest, now: datetime, sensitive: bool) -> dict[str, object]:
    """What a search engine may show of it. The pages of sensitive services are not to be found by one."""
    place = facts.places[0] if facts.places else None
    where = (place.name or place.site_name or place.city) if place else facts.organisation
    about = ". ".join(part.rstrip(".") for part in (facts.summary or facts.description, facts.organisation) if part)
    return {
        "where": where,
        "about": Truncator(about).chars(160),
        "address": own_address(request),
        "data": None if sensitive else machine_readable.as_text(*machine_readable.service(facts, now)),
    }


def _on_there(facts: queries.ServiceFacts) -> list[tuple[str, str]]:
    """The hubs and other sites where it takes place, each with what is on there this week."""
    sites = {place.site_slug: place.site_name for place in facts.places if place.site_slug}
    return [(name, whatson_asked.AskedWhen(when="week", hub=slug).address()) for slug, name in sites.items()]


def _way_there(points: list[MapPoint]) -> str:
    """A map on which the way can be found, where there is one public place; it opens only when it is asked for."""
    if len(points) != 1:
        return ""
    return f"https://www.openstreetmap.org/?mlat={points[0].y:.5f}&mlon={points[0].x:.5f}#map=17/{points[0].y:.5f}/{points[0].x:.5f}"


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
            "address": own_address(request),
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
    feed = request.build_absolute_uri(reverse("directory:hub_calendar", args=[facts.slug]))
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
            "feed_address": feed,
            "feed_url": feed.replace("https://", "webcal://").replace("http://", "webcal://"),
            "hours": times_shown.opening_week(facts),
            "shut": cards.shut_lines(facts, now, SHUT_SHOWN_DAYS),
            "accessibility": cards.accessibility_words(facts.accessibility),
            "services": [cards.result_card(found, now=now) for found in services.values()],
            "points": points,
            "shapes": cards.shapes_around(points),
            "about": _("%(hub)s, %(address)s: when it is open and what is on.")
            % {"hub": facts.name, "address": facts.address or _("Online")},
            "address": own_address(request),
            "data": machine_readable.as_text(*machine_readable.hub(facts, now)),
            **sharing(request.path),
        },
    )
