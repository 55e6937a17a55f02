"""Times as calendar files (RFC 5545): of one service, of one time that it is on, of a hub as a feed to subscribe to.

A rule becomes an event that repeats, without the days on which it is not on; what is at another time, or on besides,
is an event of its own. So a calendar shows exactly what our pages show, for a year. Ids are the same every time, so
that a second download changes what the first one put there. Nothing in a file is about the reader. Of a place that is
kept secret nothing is known here (ServiceFacts has none). A service of which a shared phone must not tell has no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vRecur

from hearth.core.clock import LONDON
from hearth.directory.cards import access_words, cost_words
from hearth.directory.queries import ServiceFacts, vocabulary
from hearth.directory.queries.hubs import HubFacts
from hearth.directory.queries.times import Occurrence, Rule, Shut, Timetable, check_words, hours_words
from hearth.directory.ways import SENSITIVE_TERMS

AHEAD_DAYS = 366
REFRESH = timedelta(hours=12)
NAMESPACE = uuid5(NAMESPACE_URL, "https://hearth.example/calendar")
PRODUCT = "-//Hearth//Family hub directory//EN"
Moment = date | datetime
LONDON_TIME = Timezone.from_ical(  # summer time as it has been since 1996
    "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19960331T010000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def may_be_kept(facts: ServiceFacts) -> bool:
    """Whether its times may lie in somebody's calendar, where whoever shares the phone reads them."""
    known = vocabulary().by_id
    codes = {known[term].code for term in facts.term_ids if term in known}
    return not (facts.is_sensitive or codes & SENSITIVE_TERMS)


def occasion(one: Occurrence) -> str:
    """How an address names one time: its day and, where it is known, its hour: "2026-12-01-0930"."""
    return f"{one.day:%Y-%m-%d}-{one.opens:%H%M}" if one.opens else f"{one.day:%Y-%m-%d}"


def occurrences_named(timetable: Timetable, name: str) -> list[Occurrence]:
    """The times that an address names; none where it means nothing, or nothing is on then."""
    try:
        day = date.fromisoformat(name[:10])
    except ValueError:
        return []
    return [one for one in timetable.on(day) if occasion(one) == name]


def service_file(facts: ServiceFacts, *, page: str, today: date) -> bytes:
    """All times of a service for a year from today. `page` is the address of its page."""
    return _file(facts.name, page, events_of(facts, facts.timetable, page=page, today=today))


def occasion_file(facts: ServiceFacts, found: Sequence[Occurrence], *, page: str) -> bytes:
    """One time (or several at the same hour)."""
    return _file(facts.name, page, [_alone(facts, one, page) for one in found])


def hub_file(
    hub: HubFacts, happening: Iterable[tuple[ServiceFacts, Timetable, str]], *, page: str, today: date
) -> bytes:
    """Everything at a hub for a year, and the days on which it is shut. Services come with their times there and the
    address of their page."""
    events = [event for facts, times, of in happening for event in events_of(facts, times, page=of, today=today)]
    events += [_shut(hub, shut) for shut in hub.opening.closures(today, today + timedelta(days=AHEAD_DAYS))]
    return _file(hub.name, page, events, refresh=True)


def events_of(facts: ServiceFacts, timetable: Timetable, *, page: str, today: date) -> list[Event]:
    """The times of one service as events."""
    until = today + timedelta(days=AHEAD_DAYS - 1)
    regular: dict[tuple[Any, ...], list[Occurrence]] = {}
    alone: list[Occurrence] = []
    for one in timetable.between(today, until):
        if one.rule is None or one.changed:
            alone.append(one)
        else:
            regular.setdefault((one.schedule_id, one.place_id, one.check, one.rule), []).append(one)
    series = [_series(facts, rule, found, page) for (_schedule, _place, _check, rule), found in regular.items()]
    return series + [_alone(facts, one, page) for one in alone]


def _series(facts: ServiceFacts, rule: Rule, found: list[Occurrence], page: str) -> Event:
    """One rule as an event that repeats on just these days."""
    first = found[0]
    event = _event(facts, first, page, str(uuid5(NAMESPACE, f"{first.schedule_id}/{first.place_id}/{first.check}")))
    on = [_start(one) for one in found]
    if len(on) == 1:
        return event
    named = [_on_day(first, day) for day in rule.days(first.day, found[-1].day)]
    off = sorted(set(named) - set(on))
    if len(off) > len(on):  # most of what the rule names is not on: the days themselves are the shorter list
        event.add("RDATE", on[1:])
        return event
    event.add("RRULE", _recurrence(rule, on[-1]))
    if off:
        event.add("EXDATE", off)
    return event


def _recurrence(rule: Rule, last: Moment) -> vRecur:
    """The rule as RFC 5545 says it, counted from its first time, until the last."""
    parts: dict[str, Any] = {"FREQ": "MONTHLY" if rule.monthly else "WEEKLY"}
    if rule.interval > 1 and not rule.week_unknown:
        parts["INTERVAL"] = rule.interval
    parts["UNTIL"] = last.astimezone(UTC) if isinstance(last, datetime) else last
    if rule.monthly and rule.days_of_month:
        parts["BYMONTHDAY"] = list(rule.days_of_month)
    nth = str(rule.week_of_month) if rule.monthly and not rule.days_of_month else ""
    if rule.byday:
        parts["BYDAY"] = [nth + day for day in rule.byday]
    parts["WKST"] = "MO"
    return vRecur(parts)


def _alone(facts: ServiceFacts, one: Occurrence, page: str) -> Event:
    """One time that does not repeat."""
    uid = uuid5(NAMESPACE, f"{facts.id}/{one.schedule_id}/{one.place_id}/{occasion(one)}")
    return _event(facts, one, page, str(uid))


def _event(facts: ServiceFacts, one: Occurrence, page: str, uid: str) -> Event:
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", facts.edited_at.astimezone(UTC).replace(microsecond=0))
    check = check_words(one)
    event.add("SUMMARY", _("Check first: %(name)s") % {"name": facts.name} if check else facts.name)
    event.add("DTSTART", _start(one))
    if one.opens is not None and one.ends_at is not None:
        event.add("DTEND", one.ends_at)
    hours = hours_words(one.opens, one.closes) if one.opens is None else ""
    about = [facts.summary, hours, one.words, check, cost_words(facts), access_words(facts), facts.how_to_get_in, page]
    event.add("DESCRIPTION", "\n".join(line for line in about if line))
    place = facts.place(one.place_id)
    if place:
        event.add("LOCATION", place.address)
        if place.latitude is not None and place.longitude is not None:
            event.add("GEO", (place.latitude, place.longitude))
    event.add("URL", page)
    event.add("TRANSP", "OPAQUE")
    return event


def _shut(hub: HubFacts, shut: Shut) -> Event:
    """Days on which the hub is shut, as an event of whole days that keeps nobody's time."""
    event = Event()
    event.add("UID", str(uuid5(NAMESPACE, f"{hub.id}/shut/{shut.first_day}")))
    event.add("DTSTAMP", datetime.combine(shut.first_day, time(), UTC))
    text = _("%(hub)s is shut") % {"hub": hub.name}
    event.add("SUMMARY", f"{text}: {shut.words}" if shut.words else text)
    event.add("DTSTART", shut.first_day)
    event.add("DTEND", (shut.last_day or shut.first_day) + timedelta(days=1))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _start(one: Occurrence) -> Moment:
    """The moment it starts; the day where nobody stated an hour."""
    return one.starts_at if one.opens is not None else one.day


def _on_day(like: Occurrence, day: date) -> Moment:
    """The start on another day, at the same hour."""
    return datetime.combine(day, like.opens, LONDON) if like.opens is not None else day


def _file(name: str, page: str, events: Iterable[Event], *, refresh: bool = False) -> bytes:
    made = Calendar()
    made.add("VERSION", "2.0")
    made.add("PRODID", PRODUCT)
    made.add("METHOD", "PUBLISH")
    made.add("NAME", name)
    made.add("X-WR-CALNAME", name)
    made.add("X-WR-TIMEZONE", "Europe/London")
    made.add("URL", page)
    if refresh:
        made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    made.add_component(LONDON_TIME)
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())
