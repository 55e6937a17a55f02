"""The hits of a search as cards under headings, and as numbered points on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hearth.core.cards import MapPoint, ResultCard
from hearth.directory import cards
from hearth.directory.queries import Found, Hit, ServiceFacts, Sort, Wanted, next_on, services
from hearth.directory.queries.filters import fitting
from hearth.directory.queries.search import PAGE_SIZE

SURE, MAYBE, LAST = range(3)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on one page: (heading, cards) in their order, cards without a place, points of the map."""

    groups: list[tuple[str, list[ResultCard]]]
    placeless: list[ResultCard]
    points: list[MapPoint]


def show(found: Found, wanted: Wanted, *, now: datetime) -> Shown:
    """Cards and points of one page of what was found, numbered alike."""
    facts = services([hit.service_id for hit in (*found.hits, *found.placeless)])
    first = (wanted.page - 1) * PAGE_SIZE
    hits = list(found.hits)
    if wanted.sort is Sort.SOONEST:
        hits = soonest(hits, facts, wanted, now)[first : first + PAGE_SIZE]
    made: list[tuple[int, ResultCard]] = []
    points: list[MapPoint] = []
    for number, hit in enumerate(hits, start=first + 1):
        if hit.service_id not in facts:  # closed between the two queries
            continue
        service = facts[hit.service_id]
        point = cards.service_point(service, wanted.spot, number, f"#result-{number}")
        if point:
            points.append(point)
        card = cards.result_card(service, now=now, hit=hit, number=number if point else None, wanted=wanted)
        made.append((_layer(hit, wanted), card))
    layers = groupby(made, key=lambda one: one[0])
    return Shown(
        groups=[(_heading(layer), [card for _layer, card in of_it]) for layer, of_it in layers],
        placeless=[
            cards.result_card(facts[hit.service_id], now=now, hit=hit, wanted=wanted)
            for hit in found.placeless
            if hit.service_id in facts
        ],
        points=points,
    )


def soonest(hits: Sequence[Hit], facts: dict[UUID, ServiceFacts], wanted: Wanted, now: datetime) -> list[Hit]:
    """In the order in which they are on next; what has no known time comes after, what is shown last comes last."""

    def order(hit: Hit) -> tuple[Any, ...]:
        service = facts.get(hit.service_id)
        found = next_on(fitting(service.timetable, wanted.days, wanted.parts), now) if service else None
        when = found.order if found else (date.max, time.max)
        return (hit.last, hit.unsure_bits != 0, when)

    return sorted(hits, key=order)


def _layer(hit: Hit, wanted: Wanted) -> int:
    """Best match weighs what is not certain instead of setting it apart."""
    if hit.last:
        return LAST
    weighed = wanted.sort is Sort.BEST and bool(wanted.words)
    return MAYBE if hit.unsure_bits and not weighed else SURE


def _heading(layer: int) -> str:
    if layer == MAYBE:
        return _("These may fit too, but do not say everything you asked about")
    return _("Not confirmed for a long time: ring before you go") if layer == LAST else ""
