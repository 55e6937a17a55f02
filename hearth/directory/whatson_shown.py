"""What the page "What's on" shows, made from the query's days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.bank_holidays import bank_holiday_words
from hearth.core.words import date_words
from hearth.directory import cards, queries
from hearth.directory import whatson_asked as asking
from hearth.directory.choosing import miles_label
from hearth.directory.queries import Certainty, Place, ServiceFacts
from hearth.directory.queries.hubs import HubFacts
from hearth.directory.queries.school import calendars
from hearth.directory.queries.times import Calendar, check_words, hours_words, missed_words
from hearth.directory.queries.whatson import Day, Looked, On, whats_on
from hearth.directory.times_shown import calendar_url, occurrence_note, place_name
from hearth.directory.whatson_asked import AskedWhen

PAGE_SIZE = 40
EACH_DAY = 12  # shown of a day where several are asked for
NOT_ON_SHOWN = 12
LONG = timedelta(hours=5)  # what lasts longer is open through the day, not a session to be there for
DAYS_IN_STRIP = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One time that something is on, in words."""

    hours: str
    name: str
    url: str
    place: str
    distance: str
    facts: list[str]  # whom it is for, what it costs, how to get in
    note: str = ""
    calendar_url: str = ""
    now_on: bool = False
    full: bool = False


@dataclass(slots=True)
class ShownDay:
    """One day of the page."""

    day: date
    title: str
    notes: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    long_lines: list[Line] = field(default_factory=list)
    online: list[Line] = field(default_factory=list)
    not_on: list[tuple[str, str, str]] = field(default_factory=list)  # words, name, address
    more_url: str = ""
    is_bounded: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.long_lines or self.online)


def page(asked: AskedWhen, *, now: datetime) -> dict[str, Any]:
    """Everything of the page."""
    today = clock.today(now)
    place = queries.find_place(asked.postcode)
    hub = queries.hub(asked.hub) if asked.hub else None
    asked = asked if hub else replace(asked, hub="")
    looked = asked.looked(today, place.spot, hub.id if hub else None)
    days = whats_on(looked, now)
    facts = queries.services(_ids_shown(days, asked))
    several = len(days) > 1
    calendar = calendars().at(place.spot.council_code if place.spot else "")
    shown = [_day(day, facts, asked, now=now, several=several, calendar=calendar) for day in days]
    lines = sum(len(day.on) for day in days)
    return {
        "asked": asked,
        "place": place,
        "hub": hub,
        "days": shown,
        "heading": _heading(asked, place, hub, today),
        "where_note": _where_note(place, hub),
        "place_choices": [(name, asked.address(postcode=name)) for name in place.choices],
        "choices": asking.choices(asked, today),
        "chips": asking.chips(asked),
        "strip": _strip(asked, today),
        "several": several,
        "pagination": None if several else _pagination(asked, lines),
        "is_empty": all(day.is_empty for day in shown),
        "ways_on": _ways_on(asked, looked, now) if all(day.is_empty for day in shown) else [],
        "first_day": today,
        "last_day": today + timedelta(days=asking.FAR_AHEAD_DAYS),
        "ring": queries.nearest_hub(place.spot) if all(day.is_empty for day in shown) else None,
    }


def _cut(day: Day, asked: AskedWhen, several: bool) -> list[On]:
    """What the page shows of a day: the nearest sessions of each of several days, or one page of a single day."""
    if several:
        nearest = sorted((one for one in day.on if not _is_long(one)), key=lambda one: (one.metres or 0.0, one.order))
        return sorted(nearest[:EACH_DAY], key=lambda one: one.order)
    first = (asked.page - 1) * PAGE_SIZE
    return day.on[first : first + PAGE_SIZE]


def _ids_shown(days: Sequence[Day], asked: AskedWhen) -> set[UUID]:
    several = len(days) > 1
    found = {one.service_id for day in days for one in _cut(day, asked, several)}
    found |= {one.service_id for day in days for one in day.online}
    return found | {one.service_id for day in days for one in day.not_on[:NOT_ON_SHOWN]}


def _day(
    day: Day,
    facts: dict[UUID, ServiceFacts],
    asked: AskedWhen,
    *,
    now: datetime,
    several: bool,
    calendar: Calendar,
) -> ShownDay:
    today = clock.today(now)
    title = date_words(day.day)
    ahead = (day.day - today).days
    if ahead < 2:
        title = (_("Today, %(day)s"), _("Tomorrow, %(day)s"))[ahead] % {"day": title}
    shown = ShownDay(day.day, title, notes=_day_notes(day.day, calendar), is_bounded=day.is_bounded)
    for one in _cut(day, asked, several):
        if one.service_id in facts:
            (shown.long_lines if _is_long(one) else shown.lines).append(_line(one, facts[one.service_id], now))
    if several or asked.page == 1:
        shown.online = [_line(one, facts[one.service_id], now) for one in day.online if one.service_id in facts]
        shown.not_on = [
            (missed_words(one.missed, today), facts[one.service_id].name, _service_url(one.service_id))
            for one in day.not_on[:NOT_ON_SHOWN]
            if one.service_id in facts
        ]
    if several and len(day.on) > len(shown.lines):
        shown.more_url = asked.address(when=day.day.isoformat())
    return shown


def _is_long(one: On) -> bool:
    end = one.occurrence.ends_at
    return end is not None and end - one.occurrence.starts_at > LONG


def _day_notes(day: date, calendar: Calendar) -> list[str]:
    """What is special about a day for everybody."""
    notes = []
    if calendar.is_bank_holiday(day):
        notes.append(_("%(holiday)s: a bank holiday. Most groups are not on.") % {"holiday": bank_holiday_words(day)})
    elif calendar.is_term(day) is False:
        term = calendar.next_term(day)
        if term:
            values = {"day": date_words(term.first_day)}
            notes.append(_("School holidays: groups in term time start again from %(day)s.") % values)
        else:
            notes.append(_("School holidays: groups in term time are not on."))
    return notes


def _line(one: On, facts: ServiceFacts, now: datetime) -> Line:
    occurrence = one.occurrence
    place = facts.place(occurrence.place_id)
    where = place_name(facts, occurrence.place_id)
    if place and place.city and place.city not in where:
        where = f"{where}, {place.city}"
    capacity, kind = cards.capacity_words(facts)
    ages = cards.ages_words(facts)
    access = cards.access_words(facts)
    notes = [occurrence_note(occurrence), check_words(occurrence), capacity if kind != "open" else ""]
    return Line(
        hours=hours_words(occurrence.opens, occurrence.closes) or _("Time not stated"),
        name=facts.name,
        url=_service_url(facts.id),
        place=where or facts.area_words,
        distance=cards.how_far_words(one.metres),
        facts=[words for words in (ages, cards.cost_words(facts), access) if words],
        note=". ".join(note for note in notes if note),
        calendar_url=calendar_url(facts, occurrence),
        now_on=occurrence.is_on(now) and occurrence.ends_at is not None,
        full=kind == "full",
    )


def _service_url(service_id: UUID) -> str:
    return reverse("directory:service", args=[service_id])


def _heading(asked: AskedWhen, place: Place, hub: HubFacts | None, today: date) -> str:
    when = asking.when_label(asked.when, today)
    if hub:
        return _("What’s on at %(place)s: %(when)s") % {"place": hub.name, "when": when}
    if place.spot:
        return _("What’s on near %(place)s: %(when)s") % {"place": place.spot.label, "when": when}
    return _("What’s on at our hubs: %(when)s") % {"when": when}


def _where_note(place: Place, hub: HubFacts | None) -> str:
    if hub:
        return ""
    if place.spot is None:
        return _("This is what is on at our family hubs. Tell us where you are to see everything near you.")
    if place.spot.certainty is Certainty.NEAREST:
        words = _("We do not know that postcode, so we measured from the middle of %(place)s.")
        return words % {"place": place.spot.label}
    return ""


def _strip(asked: AskedWhen, today: date) -> list[tuple[str, str, bool]]:
    """The next days as links: (words, address, current)."""
    first, last = asked.days(today)
    made = []
    for ahead in range(DAYS_IN_STRIP):
        day = today + timedelta(days=ahead)
        words = _("Today") if ahead == 0 else _("Tomorrow") if ahead == 1 else str(date_format(day, "D j M"))
        when = ("today", "tomorrow")[ahead] if ahead < 2 else day.isoformat()
        made.append((words, asked.address(when=when if when != "today" else ""), first == last == day))
    return made


def _pagination(asked: AskedWhen, total: int) -> dict[str, Any] | None:
    """Parameters of the pagination component; None for one page."""
    last = min(-(-total // PAGE_SIZE), asking.MOST_PAGES)
    if last < 2:
        return None
    made: dict[str, Any] = {
        "items": [
            {"number": n, "href": asked.address(page=n if n > 1 else ""), "current": n == asked.page}
            for n in range(1, last + 1)
        ],
        "landmarkLabel": _("Pages"),
    }
    if asked.page > 1:
        made["previous"] = {"href": asked.address(page=asked.page - 1), "text": _("Earlier in the day")}
    if asked.page < last:
        made["next"] = {"href": asked.address(page=asked.page + 1), "text": _("Later in the day")}
    return made


def _ways_on(asked: AskedWhen, looked: Looked, now: datetime) -> list[tuple[str, str]]:
    """What to do where nothing is on: (words, address) of lists that are not empty as far as we know."""
    made = []
    after = looked.last + timedelta(days=1)
    later = whats_on(replace(looked, first=after, last=after + timedelta(days=6)), now)
    found = next((day.day for day in later if day.on or day.online), None)
    if found:
        made.append(
            (_("See what is on on %(day)s") % {"day": date_words(found)}, asked.address(when=found.isoformat()))
        )
    if looked.spot and asked.miles < max(queries.MILES):
        wider = min(miles for miles in queries.MILES if miles > asked.miles)
        made.append((_("Look further: %(within)s") % {"within": miles_label(wider)}, asked.address(miles=wider)))
    if asking.chips(asked):
        made.append((_("Look without your choices"), asked.address(part="", age="", category="", free="")))
    if asked.hub:
        made.append((_("Look at all our hubs"), asked.address(hub="")))
    return made
