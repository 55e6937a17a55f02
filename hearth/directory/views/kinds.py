"""Kinds of help: all of them, and a page for each, from the six ways in down to the smallest category."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import clock, pages
from hearth.directory import asked as asking
from hearth.directory import cards, choosing, machine_readable, queries, ways
from hearth.directory.queries import ServiceFacts, Sort, TermFacts, Wanted
from hearth.directory.views.parts import own_address, saving

TOP_OF_WAY, HUBS_SHOWN = 4, 4
Step = tuple[str, str]


@public
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds of help: what every network is expected to offer, and the categories with what lies under them."""
    known = queries.vocabulary()
    language = get_language() or "en"
    title = _("All kinds of help")
    context = {
        "title": title,
        "description": _(
            "Everything that family hubs and their partners help with, from pregnancy to 19, or 25 with SEND."
        ),
        "expectations": [_link(term, language) for term in known.of("service-expectations")],
        "categories": [
            (*_link(term, language), [_link(known.by_code[code], language) for code in term.children])
            for term in known.of("categories")
        ],
        "address": own_address(request),
        "data": machine_readable.as_text(machine_readable.trail([_home(), (title, request.path)])),
    }
    return pages.render(request, "directory/kinds.html", context)


@public
@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of help: what it is, what lies under it and beside it, services of it. Also each of the six ways in."""
    language = get_language() or "en"
    known = queries.vocabulary().by_code
    way, term = ways.BY_CODE.get(code), known.get(code)
    if way is None and term is None:
        raise Http404
    title = str(way.label) if way else term.name_in(language) if term else ""
    under = [known[one] for one in (way.terms if way else tuple(term.children) if term else ()) if one in known]
    sensitive = code in ways.SENSITIVE_TERMS
    trail = _trail(code, term, language)
    description = term.description if term and not way and language == "en" else ""
    context = {
        "title": title,
        "description": description,
        "about": description
        or _("%(kind)s: help for families, where and when it is, and how to get it.") % {"kind": title},
        "code": code if term else "",
        "trail": trail,
        "links": [_link(one, language) for one in under if one.code != code],
        "beside": [_link(one, language) for one in _beside(term)] if term and not way else [],
        "ages": choosing.selects(asking.Asked(), near=False)["age"],
        "sensitive_page": sensitive,
        "urgent": queries.urgent_help("domestic abuse") if sensitive else [],
        "address": own_address(request),
        "data": machine_readable.as_text(machine_readable.trail([*trail, (title, request.path)])),
        **(_of_term(code) if term else _of_way([one.code for one in under])),
        **saving(request),
    }
    return pages.render(request, "directory/category.html", context)


def _home() -> Step:
    return (_("Find help"), reverse("directory:home"))


def _link(term: TermFacts, language: str) -> tuple[str, str, str]:
    """(name, what it is, address). What it is stands there in English only."""
    words = term.description if language == "en" else ""
    return term.name_in(language), words, reverse("directory:category", args=[term.code])


def _trail(code: str, term: TermFacts | None, language: str) -> list[Step]:
    """The way here: the first page, all kinds, and what this lies under: a category, or the first way in to it."""
    steps = [_home(), (_("All kinds of help"), reverse("directory:kinds"))]
    if code in ways.BY_CODE or term is None:
        return steps
    above = queries.vocabulary().by_code.get(term.parent_code)
    if above:
        return [*steps, (above.name_in(language), reverse("directory:category", args=[above.code]))]
    way = next((way for way in ways.WAYS if code in way.terms), None)
    return [*steps, (str(way.label), reverse("directory:category", args=[way.code]))] if way else steps


def _beside(term: TermFacts) -> list[TermFacts]:
    """What lies beside it: under the same category, or in the same ways in."""
    known = queries.vocabulary()
    if term.parent_code:
        return [one for one in known.of(term.taxonomy, term.parent_code) if one.code != term.code]
    codes = dict.fromkeys(code for way in ways.WAYS if term.code in way.terms for code in way.terms)
    return [known.by_code[code] for code in codes if code != term.code and code in known.by_code]


def _of_term(code: str) -> dict[str, Any]:
    """Services of one kind, those that were confirmed most recently first; the whole list has pages."""
    found = queries.find(Wanted(category=code, sort=Sort.CONFIRMED))
    facts = queries.services([hit.service_id for hit in found.hits])
    listed = [facts[hit.service_id] for hit in found.hits if hit.service_id in facts]
    return _shown(listed) | {
        "total": found.total,
        "is_capped": found.is_capped,
        "all_url": asking.Asked(category=code).address() if found.total > len(listed) else "",
    }


def _of_way(codes: list[str]) -> dict[str, Any]:
    """A few services of a way in, one of each kind under it. What is sensitive stands on its own pages only."""
    ids = [
        hit.service_id
        for code in codes
        if code not in ways.SENSITIVE_TERMS
        for hit in queries.find(Wanted(category=code, sort=Sort.CONFIRMED)).hits[:2]
    ]
    facts = queries.services(ids)
    listed: list[ServiceFacts] = []
    for one in dict.fromkeys(ids):
        if one in facts and not facts[one].is_sensitive and len(listed) < TOP_OF_WAY:
            listed.append(facts[one])
    return _shown(listed) | {"total": 0, "is_capped": False, "all_url": ""}


def _shown(listed: list[ServiceFacts]) -> dict[str, Any]:
    """Their cards, and the hubs at which they happen."""
    now = clock.now()
    sites = {place.site_id for facts in listed for place in facts.places if place.site_id}
    hubs = [hub for hub in queries.hubs() if hub.id in sites][:HUBS_SHOWN]
    happening = queries.sessions([hub.id for hub in hubs])
    return {
        "cards": [cards.result_card(facts, now=now) for facts in listed],
        "hubs": [cards.hub_card(hub, now=now, happening=happening) for hub in hubs],
        "hub": queries.nearest_hub(None) if not listed else None,
    }
