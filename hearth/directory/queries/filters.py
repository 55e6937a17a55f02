"""What the filters mean for a row of the search.

Unknown is not "no": what nobody stated of a service matches every filter, but for its cost (an unknown cost is not
free, unless somebody asks for those too). Rows that only match so are looked for apart and shown after what is known to
fit, and the page says what is not known.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hearth.directory.models.search import PARTS, TIMES, UNSTATED, WAYS
from hearth.directory.queries.times import Timetable

if TYPE_CHECKING:
    from hearth.directory.queries.search import Wanted

ALL_AGES_TO = 18 * 12  # months: "open to all ages" goes at least from birth to here
NOON, EVENING, MIDNIGHT = 12 * 60, 17 * 60, 24 * 60  # minutes of the day
WEEK = tuple(dict.fromkeys(day for day, _part in TIMES))


class Layer(StrEnum):
    """The rows of a search lie in layers, shown one after the other."""

    KNOWN = "known"  # known to fit
    MAYBE = "maybe"  # something that a filter asks for is not stated
    LAST = "last"  # not confirmed for so long that it is shown after everything else


def layers(wanted: Wanted) -> list[Layer]:
    """Those that a search has to look into."""
    return [Layer.KNOWN, *([Layer.MAYBE] if asked_of(wanted) else []), Layer.LAST]


def asked_of(wanted: Wanted) -> int:
    """Bits of `UNSTATED`: what the filters in use ask for."""
    used = {
        "ages": wanted.age is not None or wanted.all_ages,
        "cost": wanted.free and wanted.or_cost_unstated,
        "ways": bool(wanted.ways),
        "times": bool(wanted.days or wanted.parts),
        "languages": bool(wanted.language),
        "access": bool(wanted.facts),
        "area": bool(wanted.areas),
    }
    return sum(UNSTATED[what] for what, is_used in used.items() if is_used)


def times_mask(days: tuple[str, ...], parts: tuple[str, ...]) -> int:
    """The bits of `SearchRow.times` of these days and parts of the day; none chosen means any."""
    return sum(TIMES[day, part] for day in days or WEEK for part in parts or PARTS)


def fitting(timetable: Timetable, days: tuple[str, ...], parts: tuple[str, ...]) -> Timetable:
    """The same times on these days and in these parts of the day only; all of them where none is chosen."""
    entries = [
        replace(entry, rule=replace(entry.rule, byday=_both(entry.rule.byday, days)))
        for entry in timetable.entries
        if (not parts or set(parts) & parts_of(entry.rule.opens, entry.rule.closes))
        and (not days or not entry.rule.byday or set(days) & set(entry.rule.byday))
    ]
    return replace(timetable, entries=tuple(entries))


def _both(byday: tuple[str, ...], days: tuple[str, ...]) -> tuple[str, ...]:
    """What is said by the day of the month may fall on any day of the week."""
    return tuple(day for day in byday if day in days) if days and byday else byday or days


def parts_of(opens: time | None, closes: time | None) -> set[str]:
    """The parts of the day that a session touches: the rule of `directory_search_times` in SQL. What runs over midnight
    counts until the end of its day."""
    begins, ends = _minutes(opens), _minutes(closes)
    if begins is not None and ends == begins != 0:
        ends = None
    elif ends is not None and (ends == 0 or (begins is not None and ends <= begins)):
        ends = MIDNIGHT
    if begins is None and ends is None:
        return set(PARTS)
    first = begins if begins is not None else (ends or 0) - 1
    last = ends if ends is not None else first + 1
    touched = {
        "morning": first < NOON,
        "afternoon": first < EVENING and last > NOON,
        "evening": last > EVENING or (begins is not None and begins >= EVENING),
    }
    return {part for part, is_touched in touched.items() if is_touched}


def _minutes(at: time | None) -> float | None:
    return None if at is None else at.hour * 60 + at.minute + at.second / 60


def conditions(wanted: Wanted, layer: Layer) -> tuple[list[str], list[Any]]:
    """The filters as conditions on a row of one layer, with their values."""
    where: list[str] = []
    values: list[Any] = []
    mask = asked_of(wanted)
    if layer is Layer.LAST:
        where.append("r.last")
    else:
        where.append("not r.last")
        if mask:
            where.append(f"r.unstated & %s {'=' if layer is Layer.KNOWN else '<>'} 0")
            values.append(mask)

    def fits(what: str, condition: str, *given: Any) -> None:
        """The condition; outside the known layer also where nobody stated it. Ages, ways and times hold for unstated
        rows as they stand."""
        if layer is Layer.KNOWN or what in {"ages", "ways", "times"}:
            where.append(condition)
        else:
            where.append(f"({condition} or r.unstated & {UNSTATED[what]} <> 0)")
        values.extend(given)

    if wanted.category:
        where.append("r.codes @> array[%s]::varchar[]")
        values.append(wanted.category)
    if wanted.age is not None:
        low, high = (0, 0) if wanted.age < 0 else (wanted.age * 12, wanted.age * 12 + 11)
        fits("ages", "(r.min_age_months is null or r.min_age_months <= %s)", high)
        fits("ages", "(r.max_age_months is null or r.max_age_months >= %s)", low)
    if wanted.all_ages:
        fits("ages", "coalesce(r.min_age_months, 0) = 0 and coalesce(r.max_age_months, %s) >= %s", *[ALL_AGES_TO] * 2)
    if wanted.free and wanted.or_cost_unstated:
        fits("cost", "r.is_free")
    elif wanted.free:
        where.append("r.is_free")
    if wanted.ways:
        fits("ways", "r.ways & %s <> 0", sum(WAYS[way] for way in wanted.ways))
    if wanted.days or wanted.parts:
        fits("times", "r.times & %s <> 0", times_mask(wanted.days, wanted.parts))
    if wanted.language:
        fits("languages", "r.codes @> array[%s]::varchar[]", f"lang:{wanted.language}")
    if wanted.facts:
        fits("access", "r.codes @> %s::varchar[]", [f"at:{fact}" for fact in wanted.facts])
    if wanted.areas:
        fits("area", "r.areas && %s::varchar[]", list(wanted.areas))
    return where, values
