"""What families looked for in vain, counted: by words, by month, by area, by age. Small numbers stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from hearth.directory.models import UnmetReason

SMALL = 5  # searches; where and how old is only said of at least so many
WORST = {reason.value: place for place, reason in enumerate(UnmetReason)}
NO_WORDS = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: from `start` up to, not with, `end`."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class UnmetWords:
    """The same words, looked for in vain. `areas` and `ages` are (name or age, searches), most first; empty where the
    numbers are too small to be told apart from a person."""

    words: str
    total: int
    nothing: int  # of them, those that found nothing at all
    reason: str  # the worst of its reasons
    categories: tuple[str, ...]  # codes that were chosen beside the words, or instead of them
    areas: tuple[tuple[str, int], ...]
    ages: tuple[tuple[int, int], ...]
    last_day: date


_WHERE = "u.day >= %s and u.day < %s and (%s = '' or u.ward_code = %s or u.council_code = %s)"
_BY_WORDS = f"""
select u.words, sum(u.count), coalesce(sum(u.count) filter (where u.reason = 'nothing'), 0),
       array_agg(distinct u.reason),
       array(select distinct substr(f, 10) from unnest(string_to_array(string_agg(array_to_string(u.filters, ','), ','),
             ',')) f where f like 'category:%%' order by 1), max(u.day)
from directory_unmetsearch u where {_WHERE}
group by u.words order by 2 desc, u.words
"""  # noqa: S608 (no value is pasted in)
_AREAS = f"""
select u.words, coalesce(w.name, c.name, ''), sum(u.count)
from directory_unmetsearch u
left join directory_area w on w.code = u.ward_code and u.ward_code <> ''
left join directory_area c on c.code = u.council_code and u.council_code <> ''
where {_WHERE} group by 1, 2 having sum(u.count) >= {SMALL} order by 3 desc, 2
"""  # noqa: S608
_AGES = f"""
select u.words, u.age, sum(u.count) from directory_unmetsearch u
where u.age is not null and {_WHERE} group by 1, 2 having sum(u.count) >= {SMALL} order by 3 desc, 2
"""  # noqa: S608
_BY_MONTH = f"""
select date_trunc('month', u.day)::date, sum(u.count), coalesce(sum(u.count) filter (where u.reason = 'nothing'), 0)
from directory_unmetsearch u where {_WHERE} group by 1 order by 1
"""  # noqa: S608


def unmet_words(period: Period, area: str = "") -> list[UnmetWords]:
    """What was looked for in vain in a period, the most frequent first. `area` is the code of a ward or a council."""
    values = (period.start, period.end, area, area, area)
    areas: dict[str, list[tuple[str, int]]] = {}
    ages: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_AREAS, values)
        for words, name, number in cursor.fetchall():
            if name:
                areas.setdefault(words, []).append((name, number))
        cursor.execute(_AGES, values)
        for words, age, number in cursor.fetchall():
            ages.setdefault(words, []).append((age, number))
        cursor.execute(_BY_WORDS, values)
        return [
            UnmetWords(
                words=words,
                total=total,
                nothing=nothing,
                reason=min(reasons, key=lambda code: WORST.get(code, 99)),
                categories=tuple(categories),
                areas=tuple(areas.get(words, ())),
                ages=tuple(ages.get(words, ())),
                last_day=last,
            )
            for words, total, nothing, reasons, categories, last in cursor.fetchall()
        ]


def unmet_by_month(period: Period, area: str = "") -> list[tuple[date, int, int]]:
    """(first day of the month, searches in vain, of them with nothing at all); every month, also those without."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, [period.start, period.end, area, area, area])
        found = {row[0]: (row[0], row[1], row[2]) for row in cursor.fetchall()}
    return [found.get(month, (month, 0, 0)) for month in months(period)]


def months(period: Period) -> list[date]:
    """The first days of the months that a period touches."""
    made = []
    month = period.start.replace(day=1)
    while month < period.end:
        made.append(month)
        month = next_month(month)
    return made


def next_month(day: date, by: int = 1) -> date:
    """The first day of the month so many later (or, below 0, earlier)."""
    number = day.year * 12 + day.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def areas_with_unmet() -> Sequence[tuple[str, str]]:
    """(code, name) of the wards and councils in which something was looked for in vain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.code, a.name from directory_area a where a.kind in ('ward', 'council') and exists (select from"
            " directory_unmetsearch u where u.ward_code = a.code or u.council_code = a.code) order by a.kind, a.name"
        )
        return [(code, name) for code, name in cursor.fetchall()]
