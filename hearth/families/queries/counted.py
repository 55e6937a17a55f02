"""Families that are only counted, in numbers: each function is the definition of its numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from hearth.access.queries import organisations_where
from hearth.core import small_numbers
from hearth.core.actors import Actor
from hearth.directory.models import Site
from hearth.families import vocabulary
from hearth.families.models import CountedVisit
from hearth.families.queries.registrations import REGISTER

ADULTS = "adults"


@dataclass(frozen=True, slots=True)
class Counted:
    """Families that were only counted at a hub, on the days from `start` up to and with `end`.

    `days` counts families by day, `people` adults and children of each age band in all, each family once a day;
    `sessions` counts families by session ("": none), once a day at each; None is a number that is too small to be
    shown, or that would give one away. `total` is families in all, a family on two days counted twice; it is hidden
    where it is small.
    """

    site: Site
    start: date
    end: date
    total: int | None
    days: dict[date, int | None]
    people: dict[str, int | None]
    sessions: dict[str, int | None]


def counted(actor: Actor, site: Site, start: date, end: date) -> Counted:
    """The counts of one hub of the actor's organisation; the newest day first."""
    rows = CountedVisit.objects.filter(
        organisation_id__in=organisations_where(actor, REGISTER), site=site, day__range=(start, end)
    )
    days: Counter[date] = Counter()
    people: Counter[str] = Counter({ADULTS: 0, **dict.fromkeys(vocabulary.codes("bands"), 0)})
    at: Counter[str] = Counter()
    seen: set[tuple[date, str]] = set()
    values = rows.order_by("created_at").values_list("day", "tag", "adults", "children", "session__name")
    for day, tag, adults, children, session in values:
        at[session or ""] += 1
        if (day, tag) not in seen:
            seen.add((day, tag))
            days[day] += 1
            people.update({ADULTS: adults, **children})
    newest_first = dict(sorted(days.items(), reverse=True))
    return Counted(
        site=site,
        start=start,
        end=end,
        total=small_numbers.alone(sum(days.values())),
        days=small_numbers.group(newest_first),
        people=small_numbers.group(people),
        sessions=small_numbers.group(dict(sorted(at.items(), key=lambda one: (not one[0], one[0])))),
    )
