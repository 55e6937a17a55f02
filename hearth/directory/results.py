"""What the results page and its relatives show, made from the queries' answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from hearth.core.words import count_words
from hearth.directory import asked as asking
from hearth.directory import cards, choosing, queries, shown
from hearth.directory.queries import Answer, Certainty, Sort, Spot
from hearth.directory.whatson_asked import AskedWhen

HUBS_BESIDE_RESULTS = 2


def page(asked: asking.Asked, *, now: datetime) -> dict[str, Any]:
    """Everything of the results page."""
    answer = queries.answer(typed=asked.q, place=asked.postcode, wanted=asked.wanted, exact=asked.exact)
    spot = answer.shown.spot
    found = answer.found
    on_page = shown.show(found, answer.shown, now=now)
    points = on_page.points
    if spot:
        points = [cards.you_point(spot), *points]
    chips = choosing.chips(asked)
    beside = bool(spot) and not answer.typed and asked.page == 1 and not chips
    return {
        "asked": asked,
        "answer": answer,
        "groups": on_page.groups,
        "placeless": on_page.placeless,
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
        "share_url": f"{settings.PUBLIC_URL}{asked.to_share}",
        "emails_url": asked.emails_address,
        "chips": chips,
        "chosen": len(chips),
        "selects": choosing.selects(asked, near=bool(answer.asked.spot)),
        "boxes": choosing.groups(asked, answer.asked.spot),
        "sorts": _sorts(asked, answer),
        "whats_on": _whats_on(asked, answer),
        "pagination": pagination(asked, answer),
        "hubs": _hubs(spot, now) if beside else [],
        "hub": queries.nearest_hub(answer.asked.spot) if answer.is_empty else None,
    }


def _hubs(spot: Spot | None, now: datetime) -> list[Any]:
    near = queries.hubs(spot, limit=HUBS_BESIDE_RESULTS)
    happening = queries.sessions([hub.id for hub in near])
    return [cards.hub_card(hub, now=now, spot=spot, happening=happening) for hub in near]


def _heading(answer: Answer) -> str:
    spot = answer.asked.spot
    if answer.urgent:  # what was feared stands in no heading, as it stands in no title
        return _("Help near %(place)s") % {"place": spot.label} if spot else _("Find help")
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
    if answer.asked.open_to_me and not answer.asked.areas:
        notes.append(_("Enter your whole postcode to see what is open to people who live where you do."))
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
    """(words, address, in use) of the orders that make sense: by match with words, by distance with a place."""
    near = bool(answer.asked.spot) and not asked.placeless
    usual = Sort.BEST if answer.typed or not near else Sort.NEAREST
    now = Sort(asked.sort) if asked.sort else usual
    if now is Sort.BEST or (now is Sort.NEAREST and not near):
        now = usual
    offered = [
        (Sort.BEST, _("Best match") if answer.typed else _("By name")),
        (Sort.NEAREST, _("Nearest")),
        (Sort.SOONEST, _("On soonest")),
        (Sort.CONFIRMED, _("Confirmed most recently")),
    ]
    if not near:
        del offered[1]
    elif not answer.typed:
        del offered[0]
    return [(words, asked.address(sort="" if sort is usual else sort.value), sort is now) for sort, words in offered]


def _whats_on(asked: asking.Asked, answer: Answer) -> tuple[str, str] | None:
    """What is on near the same place for the same child, day by day; None without a place, and where danger is near."""
    spot = answer.asked.spot
    if spot is None or answer.urgent:
        return None
    asks = AskedWhen(when="week", postcode=asked.postcode, miles=asked.miles, age=asked.age, free=asked.free)
    return _("What is on near %(place)s this week, by the day") % {"place": spot.label}, asks.address()


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
