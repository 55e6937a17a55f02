"""The front desk counted by week: each function is the definition of its numbers. Counts, never persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hearth.core.actors import Actor
from hearth.referrals import enquiries as rules
from hearth.referrals.models import EnquiryState
from hearth.referrals.queries.enquiries import enquiries_of_desk

KINDS = {"topics": "topics", "ways": "ways", "who": "who", "outcomes": "outcomes"}
HIDDEN = None  # a number that is too small to be shown beyond the hub


@dataclass(frozen=True, slots=True)
class Week:
    """The finished enquiries of one week (Monday to Sunday) at one hub, by code of data/desk.yaml.

    `total` counts enquiries. Somebody may come about several topics, so topics can add up to more.
    """

    monday: date
    hub: str
    total: int
    counts: Mapping[str, Mapping[str, int]]  # kind, then code


def weeks(actor: Actor, start: date, end: date) -> list[Week]:
    """The weeks from `start` to `end` (both within their weeks), by hub, newest first: enquiries at the desks of the
    actor's organisation that are finished, by the day on which somebody came."""
    first, last = _monday(start), _monday(end) + timedelta(days=6)
    totals: Counter[tuple[date, str]] = Counter()
    counts: dict[tuple[date, str], dict[str, Counter[str]]] = {}
    rows = enquiries_of_desk(actor).filter(day__range=(first, last), state=EnquiryState.FINISHED)
    for day, hub, topics, way, who, outcome in rows.values_list(
        "day", "site__name", "topics", "way", "who", "outcome"
    ).iterator():
        key = (_monday(day), hub or "")
        totals[key] += 1
        kinds = counts.setdefault(key, {kind: Counter() for kind in KINDS})
        kinds["topics"].update(set(topics))
        for kind, code in (("ways", way), ("who", who), ("outcomes", outcome)):
            if code:
                kinds[kind][code] += 1
    return [
        Week(key[0], key[1], total, counts[key])
        for key, total in sorted(totals.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1]))
    ]


def summed(found: Iterable[Week], kind: str) -> list[tuple[str, int]]:
    """One kind over all these weeks, as (code, enquiries), the most first."""
    total: Counter[str] = Counter()
    for week in found:
        total.update(week.counts[kind])
    return total.most_common()


def safe_to_show(counts: Mapping[str, int], total: int) -> dict[str, int | None]:
    """The counts of one group without those that are too small to be shown beyond the hub.

    A count below data/desk.yaml's `small` is hidden; where that hides one alone, the next smallest is hidden with it,
    so that it cannot be worked out from the total. Nothing is shown where the total itself is small.
    """
    if total < rules.small():
        return dict.fromkeys(counts, HIDDEN)
    hidden = {code for code, number in counts.items() if number < rules.small()}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(min((number, code) for code, number in counts.items() if code not in hidden)[1])
    return {code: HIDDEN if code in hidden else number for code, number in counts.items()}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
