"""What the pages of a service and a hub show of their times, made from timetables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.words import date_words
from hearth.directory import calendar_files
from hearth.directory.queries import ServiceFacts
from hearth.directory.queries.hubs import HubFacts, Session
from hearth.directory.queries.times import (
    WEEKDAYS,
    Missed,
    Occurrence,
    Rule,
    Why,
    closed_words,
    hours_words,
    missed_words,
    month_words,
    occurrence_words,
    rule_limits,
    rule_words,
    week_words,
    weekday_names,
)

NEXT_SHOWN = 4
LOOKED_THROUGH_DAYS = 92
NOT_WORTH_A_LINE = (Why.HOLIDAYS, Why.TERM, Why.CLOSED)  # the rule and the closure say so themselves


@dataclass(frozen=True, slots=True)
class ComingRow:
    """One of the next times of a service, or a day on which it is not on."""

    words: str
    place: str
    is_on: bool
    note: str = ""
    calendar_url: str = ""


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """When a service happens: its rules by place, its next times, and what is unusual."""

    rules: list[tuple[str, list[str]]]
    coming: list[ComingRow]
    closed: str = ""
    ended: str = ""
    calendar_url: str = ""


def service_times(facts: ServiceFacts, now: datetime) -> ServiceTimes:
    """Everything that a service's page says of its times."""
    today = clock.today(now)
    closed = facts.timetable.closed
    coming = _coming(facts, now)
    ended = [rule.valid_to for rule in facts.rules if rule.valid_to and rule.valid_to < today]
    return ServiceTimes(
        rules=_by_place(facts, today),
        coming=coming,
        closed=closed_words(closed, today) if closed and (closed.last_day is None or closed.last_day >= today) else "",
        ended=date_words(max(ended)) if ended and len(ended) == len(facts.rules) and not coming else "",
        calendar_url=reverse("directory:service_calendar", args=[facts.id])
        if coming and calendar_files.may_be_kept(facts)
        else "",
    )


def _by_place(facts: ServiceFacts, today: date) -> list[tuple[str, list[str]]]:
    """(place, its times in words); one group without a name where there is one place or none."""
    several = len(facts.places) > 1
    grouped: dict[str, list[str]] = {}
    for _id, place_id, rule in facts.schedules:
        if rule.valid_to is None or rule.valid_to >= today:
            name = place_name(facts, place_id) if several else ""
            grouped.setdefault(name, []).append(rule_words(rule, today))
    return list(grouped.items())


def place_name(facts: ServiceFacts, place_id: UUID | None) -> str:
    """What one of its places is called; empty for a place that the public may not know."""
    place = facts.place(place_id)
    return (place.name or place.site_name or place.address) if place else ""


def _coming(facts: ServiceFacts, now: datetime) -> list[ComingRow]:
    """The next times, and between them the days on which it is not on."""
    today = clock.today(now)
    several = len(facts.places) > 1
    rows: list[ComingRow] = []
    on = 0
    for one in facts.timetable.judged(today - timedelta(days=1), today + timedelta(days=LOOKED_THROUGH_DAYS)):
        place = place_name(facts, one.place_id) if several else ""
        if isinstance(one, Missed):
            if one.day >= today and one.why not in NOT_WORTH_A_LINE:
                rows.append(ComingRow(missed_words(one, today), place, is_on=False))
        elif not one.is_over(now):
            on += 1
            note, file = occurrence_note(one), calendar_url(facts, one)
            rows.append(ComingRow(occurrence_words(one, now), place, is_on=True, note=note, calendar_url=file))
            if on == NEXT_SHOWN:
                break
    return rows if on or len(rows) <= NEXT_SHOWN else rows[:NEXT_SHOWN]


def occurrence_note(one: Occurrence) -> str:
    """What is unusual about an occurrence; empty where nothing is."""
    if not one.changed:
        return ""
    usual = _("Besides the usual times") if one.rule is None else _("At another time than usual")
    return f"{usual}: {one.words}" if one.words else usual


def calendar_url(facts: ServiceFacts, one: Occurrence) -> str:
    """Where one time is a calendar file; empty for a service of which a shared phone must not tell."""
    if not calendar_files.may_be_kept(facts):
        return ""
    return reverse("directory:occurrence_calendar", args=[facts.id, calendar_files.occasion(one)])


# Hubs -----------------------------------------------------------------------------------------------------------------
def hub_week(happening: Iterable[Session], today: date) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What regularly happens at a hub, by weekday: (day, [(hours, name, address)]); by dates of the month last."""
    names = weekday_names()
    lines = [
        (letters, rule, session)
        for session in happening
        for rule in session.rules
        if rule.is_dated and (rule.valid_to is None or rule.valid_to >= today)
        for letters in (rule.byday or ("",))
    ]
    days = []
    for letters in (*WEEKDAYS, ""):
        rows = sorted(
            ((rule, session) for day, rule, session in lines if day == letters),
            key=lambda line: (line[0].opens is None, line[0].opens, line[1].name),
        )
        if rows:
            shown = [
                (_usual(rule, today), s.name, reverse("directory:service", args=[s.service_id])) for rule, s in rows
            ]
            days.append((capfirst(names.get(letters) or _("Each month")), shown))
    return days


def _address(session: Session) -> str:
    return reverse("directory:service", args=[session.service_id])


def _usual(rule: Rule, today: date) -> str:
    """Hours, and the rest of the rule where it is not simply every week."""
    if not rule.byday:
        return rule_words(rule)
    parts = [hours_words(rule.opens, rule.closes)]
    if rule.monthly:
        parts.append(month_words(rule))
    parts += rule_limits(rule)
    if rule.valid_from and rule.valid_from > today:
        parts.append(_("from %(first)s on") % {"first": date_words(rule.valid_from, weekday=False)})
    return ", ".join(part for part in parts if part)


def opening_week(facts: HubFacts) -> list[tuple[str, str]]:
    """The hub's usual week, or nothing where nobody stated it."""
    return week_words(facts.opening) if facts.opening.hours else []
