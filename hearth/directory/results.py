"""What the results page and its relatives show, made from the queries' answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from hearth.core.cards import MapPoint, ResultCard
from hearth.core.words import count_words
from hearth.directory import asked as asking
from hearth.directory import cards, queries
from hearth.directory.queries import Answer, Certainty, Hit, ServiceFacts, Spot
from hearth.directory.queries.search import PAGE_SIZE

HUBS_BESIDE_RESULTS = 2


def page(asked: asking.Asked, *, now: datetime) -> dict[str, Any]:
    """Everything of the results page."""
    answer = queries.answer(typed=asked.q, place=asked.postcode, wanted=asked.wanted, exact=asked.exact)
    spot = answer.shown.spot
    found = answer.found
    facts = queries.services([hit.service_id for hit in (*found.hits, *found.placeless)])
    first = (asked.page - 1) * PAGE_SIZE
    shown, points = _numbered(found.hits, facts, spot=spot, now=now, first=first)
    if spot:
        points = [cards.you_point(spot), *points]
    beside = bool(spot) and not answer.typed and asked.page == 1 and not asked.category
    return {
        "asked": asked,
        "answer": answer,
        "cards": shown,
        "placeless": [
            cards.result_card(facts[h.service_id], now=now) for h in found.placeless if h.service_id in facts
        ],
        "anywhere_first": answer.anywhere_first,
        "more_placeless": asked.address(where="anywhere") if found.placeless_total > len(found.placeless) else "",
        "points": points if len(points) > bool(spot) else [],
        "shapes": cards.shapes_around(points),
        "heading": _heading(answer),
        "count_line": count_line(answer),
        "notes": _notes(answer),
        "place_error": _place_error(answer),
        "place_choices": [(name, asked.address(postcode=name)) for name in answer.place.choices],
        "literal_url": asked.address(exact="1") if answer.respelled else "",
        "chips": asking.chips(asked),
        "choices": asking.choices(asked, near=bool(answer.asked.spot)),
        "sorts": _sorts(asked, answer),
        "pagination": pagination(asked, answer),
        "hubs": _hubs(spot, now) if beside else [],
        "hub": queries.nearest_hub(answer.asked.spot) if answer.is_empty else None,
    }


def _numbered(
    hits: Sequence[Hit], facts: dict[Any, ServiceFacts], *, spot: Spot | None, now: datetime, first: int
) -> tuple[list[ResultCard], list[MapPoint]]:
    """Cards, and the points of those that have a place, numbered alike."""
    made: list[ResultCard] = []
    points: list[MapPoint] = []
    for place_in_list, hit in enumerate(hits, start=first + 1):
        if hit.service_id not in facts:  # closed between the two queries
            continue
        service = facts[hit.service_id]
        point = cards.service_point(service, spot, place_in_list, f"#result-{place_in_list}")
        if point:
            points.append(point)
        made.append(cards.result_card(service, now=now, hit=hit, number=place_in_list if point else None))
    return made, points


def _hubs(spot: Spot | None, now: datetime) -> list[Any]:
    near = queries.hubs(spot, limit=HUBS_BESIDE_RESULTS)
    happening = queries.sessions([hub.id for hub in near])
    return [cards.hub_card(hub, now=now, spot=spot, happening=happening) for hub in near]


def _heading(answer: Answer) -> str:
    spot = answer.asked.spot
    if answer.typed and spot:
        return _("Help with “%(words)s” near %(place)s") % {"words": answer.typed, "place": spot.label}
    if answer.typed:
        return _("Help with “%(words)s”") % {"words": answer.typed}
    if spot:
        return _("Help near %(place)s") % {"place": spot.label}
    return _("Find help")


def count_line(answer: Answer) -> str:
    """ "12 services within 5 miles"."""
    total = answer.found.total
    number = count_words(total)
    spot = answer.shown.spot
    if answer.found.is_capped:
        if spot:
            return _("The nearest %(n)s services") % {"n": number}
        return _("More than %(n)s services") % {"n": number}
    if spot and not answer.shown.placeless:
        return ngettext("%(n)s service within %(miles)s", "%(n)s services within %(miles)s", total) % {
            "n": number,
            "miles": _miles(answer.shown.miles),
        }
    return ngettext("%(n)s service", "%(n)s services", total) % {"n": number}


def _miles(miles: int) -> str:
    return npgettext("within", "%(n)s mile", "%(n)s miles", miles) % {"n": miles}


def _notes(answer: Answer) -> list[str]:
    """How what is shown differs from what was asked, each in a sentence."""
    notes = []
    spot = answer.asked.spot
    if spot and spot.certainty is Certainty.NEAREST:
        notes.append(
            _("We do not know that postcode, so we measured from the middle of %(place)s.") % {"place": spot.label}
        )
    if answer.wider_miles:
        notes.append(
            _("We found nothing within %(chosen)s, so we looked within %(wider)s.")
            % {"chosen": _miles(answer.asked.miles), "wider": _miles(answer.wider_miles)}
        )
    if answer.without_filters:
        notes.append(_("Nothing fitted all your filters, so here is everything for your words."))
    if answer.any_words:
        notes.append(_("We found nothing with all of your words. These have some of them."))
    return notes


def _place_error(answer: Answer) -> str:
    place = answer.place
    if not place.typed or place.spot:
        return ""
    if place.looks_like_postcode:
        return _("We do not know this postcode. Check it, or choose a place below.")
    return _("We do not know this place. Enter a postcode, or choose a place below.")


def _sorts(asked: asking.Asked, answer: Answer) -> list[tuple[str, str, bool]]:
    """(words, address, in use); nothing to choose without both words and a place."""
    if not (answer.typed and answer.asked.spot) or asked.placeless:
        return []
    nearest = asked.sort == "nearest"
    return [
        (_("Best match"), asked.address(sort=""), not nearest),
        (_("Nearest"), asked.address(sort="nearest"), nearest),
    ]


def pagination(asked: asking.Asked, answer: Answer) -> dict[str, Any] | None:
    """Parameters of the pagination component; None for one page."""
    last, now = min(answer.found.pages, asking.MOST_PAGES), asked.page
    if last < 2 or answer.shown is not answer.asked:
        return None
    numbers = sorted({1, last, *range(max(1, now - 1), min(last, now + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": asked.address(page=number), "current": number == now})
    made: dict[str, Any] = {"items": items, "landmarkLabel": _("Pages of results")}
    if now > 1:
        made["previous"] = {"href": asked.address(page=now - 1), "text": _("Previous")}
    if now < last:
        made["next"] = {"href": asked.address(page=now + 1), "text": _("Next")}
    return made


def category(code: str, *, now: datetime) -> dict[str, Any]:
    """Services of one kind, by name; the full list has pages."""
    found = queries.find(queries.Wanted(category=code))
    facts = queries.services([hit.service_id for hit in found.hits])
    shown = [cards.result_card(facts[hit.service_id], now=now) for hit in found.hits if hit.service_id in facts]
    return {"cards": shown, "total": found.total, "is_capped": found.is_capped, "more": found.total > len(shown)}
