"""All the times of one service: its rules, what changes them, and so when it really happens. Pure, in London time.

What decides, in this order: a rule that holds only in term time (or only in the school holidays) on a day of the other
kind; the service closed for a while; an exception that says "not on"; its site shut; a bank holiday, unless the rule
holds on them or an exception names that very day; then an exception that gives another time. What is on "as well"
does not ask for rules, terms and bank holidays, but nothing happens in a closed service or at a shut site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from heapq import merge
from uuid import UUID

from hearth.core.clock import LONDON
from hearth.directory.models import BankHolidays, ExceptionKind
from hearth.directory.queries.times.calendar import UNKNOWN_CALENDAR, Calendar
from hearth.directory.queries.times.rules import Rule

LOOK_AHEAD_DAYS = 120
UNSTATED_END = timedelta(hours=1)  # how long something whose end nobody stated is taken to be still on
MIDNIGHT = time(0)


class Why(StrEnum):
    """Why something that a rule names does not happen."""

    HOLIDAYS = "holidays"  # it is in term time only, and these are school holidays
    TERM = "term"  # it is in the school holidays only
    CLOSED = "closed"  # the service is closed for a while
    CANCELLED = "cancelled"  # an exception says so
    SHUT = "shut"  # its site is shut
    BANK_HOLIDAY = "bank-holiday"


class Check(StrEnum):
    """Why it is better to ask first: something about the day is not known."""

    NOTHING = ""
    TERM_DATES = "term-dates"  # it depends on school terms, and nobody has given their dates
    WHICH_WEEK = "which-week"  # every other week, and nobody said which
    BANK_HOLIDAY = "bank-holiday"  # nobody said what holds on a bank holiday: taken as not on


@dataclass(frozen=True, slots=True)
class Shut:
    """Days on which a site is shut or a service closed, both included; without `last_day` until further notice."""

    first_day: date
    last_day: date | None = None
    words: str = ""

    def holds_on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A stored exception. Without `schedule_id` of the whole service, without `place_id` at all its places."""

    kind: str
    first_day: date
    last_day: date
    schedule_id: UUID | None = None
    place_id: UUID | None = None
    opens: time | None = None
    closes: time | None = None
    words: str = ""

    def touches(self, day: date, schedule_id: UUID | None, place_id: UUID | None) -> bool:
        return (
            self.first_day <= day <= self.last_day
            and self.schedule_id in (None, schedule_id)
            and self.place_id in (None, place_id)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One schedule of the service; without a place it holds at all of them."""

    rule: Rule
    schedule_id: UUID | None = None
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class At:
    """One of the service's places: the days on which its site is shut, the school terms that hold there, its point as
    (latitude, longitude)."""

    place_id: UUID | None = None
    shut: tuple[Shut, ...] = ()
    calendar: Calendar = UNKNOWN_CALENDAR
    site_id: UUID | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something happens. `rule` is None for what is on besides every rule."""

    day: date
    opens: time | None = None
    closes: time | None = None
    place_id: UUID | None = None
    schedule_id: UUID | None = None
    rule: Rule | None = None
    words: str = ""  # of the exception that made or changed it
    changed: bool = False  # at another time than usual, or besides what is usual
    check: Check = Check.NOTHING

    @property
    def order(self) -> tuple[date, time]:
        return (self.day, self.opens or MIDNIGHT)

    @property
    def runs_over_midnight(self) -> bool:
        """Whether it ends on the day after it starts (or at the midnight between them)."""
        if self.opens is None or self.closes is None:
            return self.closes == MIDNIGHT
        return self.closes < self.opens or (self.closes == self.opens == MIDNIGHT)

    @property
    def starts_at(self) -> datetime:
        """The moment it starts; midnight where nobody stated a time."""
        return datetime.combine(self.day, self.opens or MIDNIGHT, LONDON)

    @property
    def ends_at(self) -> datetime | None:
        """The moment it ends; None where nobody stated it, or where it would end as it starts."""
        if self.closes is None or (self.closes == self.opens and not self.runs_over_midnight):
            return None
        return datetime.combine(self.day + timedelta(days=self.runs_over_midnight), self.closes, LONDON)

    def is_over(self, now: datetime) -> bool:
        """Whether nobody can come any more. Without an end it lasts an hour; without any time, the day."""
        end = self.ends_at
        if end is None:
            end = self.starts_at + UNSTATED_END if self.opens else _midnight_after(self.day)
        return end <= now

    def is_on(self, now: datetime) -> bool:
        """Whether it has begun and is not over; never of something whose times nobody stated."""
        return self.opens is not None and self.starts_at <= now and not self.is_over(now)


@dataclass(frozen=True, slots=True)
class Missed:
    """One time that a rule names and that does not happen. `check`: nobody said so, it is only likely."""

    day: date
    why: Why
    opens: time | None = None
    closes: time | None = None
    place_id: UUID | None = None
    schedule_id: UUID | None = None
    rule: Rule | None = None
    words: str = ""
    check: bool = False

    @property
    def order(self) -> tuple[date, time]:
        return (self.day, self.opens or MIDNIGHT)


Judged = Occurrence | Missed


@dataclass(frozen=True, slots=True)
class Timetable:
    """The times of one service. `closed` is its temporary closure; `at` are its places (one without an id for a
    service that has none)."""

    entries: tuple[Entry, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    at: tuple[At, ...] = field(default=(At(),))
    closed: Shut | None = None
    calendar: Calendar = UNKNOWN_CALENDAR  # for times at a place that is not among `at`

    def judged(self, first: date, last: date) -> Iterator[Judged]:
        """What happens and what does not though a rule names it, from `first` to `last`, both included, in order."""
        streams = [
            map(partial(self._judge, entry, at), entry.rule.days(first, last))
            for entry in self.entries
            for at in self._places_of(entry.place_id)
        ]
        seen: set[tuple[object, ...]] = set()
        for one in merge(*streams, sorted(self._extras(first, last), key=_order), key=_order):
            mark = (one.day, one.opens, one.closes, one.place_id, isinstance(one, Missed))
            if mark not in seen:
                seen.add(mark)
                yield one

    def between(self, first: date, last: date) -> Iterator[Occurrence]:
        """What happens from `first` to `last`, both included, in order."""
        return (one for one in self.judged(first, last) if isinstance(one, Occurrence))

    def on(self, day: date) -> list[Occurrence]:
        """What happens on one day."""
        return list(self.between(day, day))

    def missed_on(self, day: date) -> list[Missed]:
        """What would usually happen on a day and does not."""
        return [one for one in self.judged(day, day) if isinstance(one, Missed)]

    def at_places(self, place_ids: Iterable[UUID | None]) -> Timetable:
        """The same service at some of its places only."""
        wanted = set(place_ids)
        kept = tuple(at for at in self.at if at.place_id in wanted)
        entries = tuple(entry for entry in self.entries if entry.place_id is None or entry.place_id in wanted)
        named = tuple(one for one in self.exceptions if one.place_id is None or one.place_id in wanted)
        return replace(self, entries=entries, exceptions=named, at=kept)

    def _places_of(self, place_id: UUID | None) -> Iterable[At]:
        if place_id is None:
            return self.at
        # A place that the public may not know is not among them: its times are public all the same.
        return [at for at in self.at if at.place_id == place_id] or [At(place_id, calendar=self.calendar)]

    def _judge(self, entry: Entry, at: At, day: date) -> Judged:
        rule, mine = entry.rule, [e for e in self.exceptions if e.touches(day, entry.schedule_id, at.place_id)]
        is_term = at.calendar.is_term(day) if rule.term_time_only or rule.holidays_only else None
        cancelled = next((e for e in mine if e.kind == ExceptionKind.CANCELLED), None)
        changed = next((e for e in mine if e.kind == ExceptionKind.CHANGED), None)

        def missed(why: Why, words: str = "", check: bool = False) -> Missed:
            return Missed(day, why, rule.opens, rule.closes, at.place_id, entry.schedule_id, rule, words, check)

        if rule.term_time_only and is_term is False:
            return missed(Why.HOLIDAYS)
        if rule.holidays_only and is_term:
            return missed(Why.TERM)
        if self.closed and self.closed.holds_on(day):
            return missed(Why.CLOSED, self.closed.words)
        if cancelled:
            return missed(Why.CANCELLED, cancelled.words)
        if shut := _shut(at, day):
            return missed(Why.SHUT, shut.words)
        named_alone = changed is not None and changed.first_day == changed.last_day
        if at.calendar.is_bank_holiday(day) and rule.bank_holidays != BankHolidays.OPEN and not named_alone:
            return missed(Why.BANK_HOLIDAY, check=rule.bank_holidays == BankHolidays.UNKNOWN)
        check = Check.NOTHING
        if rule.week_unknown:
            check = Check.WHICH_WEEK
        elif (rule.term_time_only or rule.holidays_only) and is_term is None:
            check = Check.TERM_DATES
        found = Occurrence(day, rule.opens, rule.closes, at.place_id, entry.schedule_id, rule, check=check)
        if changed is None:
            return found
        has_times = changed.opens is not None or changed.closes is not None
        times = (changed.opens, changed.closes) if has_times else (rule.opens, rule.closes)
        return replace(found, opens=times[0], closes=times[1], words=changed.words, changed=True)

    def _extras(self, first: date, last: date) -> Iterator[Occurrence]:
        rules = {entry.schedule_id: entry.rule for entry in self.entries}
        for extra in self.exceptions:
            if extra.kind != ExceptionKind.EXTRA:
                continue
            usual = rules.get(extra.schedule_id) if extra.schedule_id else None
            has_times = extra.opens is not None or extra.closes is not None
            opens, closes = (extra.opens, extra.closes) if has_times or not usual else (usual.opens, usual.closes)
            begin, end = max(first, extra.first_day), min(last, extra.last_day)
            for ahead in range((end - begin).days + 1):
                day = begin + timedelta(days=ahead)
                if self.closed and self.closed.holds_on(day):
                    continue
                for at in self._places_of(extra.place_id):
                    if not _shut(at, day):
                        yield Occurrence(
                            *(day, opens, closes, at.place_id, extra.schedule_id, None, extra.words), changed=True
                        )


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next: the next occurrence that is not over, and the first that will be missed before it."""

    next: Occurrence | None = None
    missed: Missed | None = None
    closed: Shut | None = None  # the service is closed today
    term_starts: date | None = None  # where the school holidays are why nothing comes before


def coming(timetable: Timetable, now: datetime, days: int = LOOK_AHEAD_DAYS) -> Coming:
    """What comes within so many days from now (today counts as the first)."""
    today = now.astimezone(LONDON).date()
    closed = timetable.closed if timetable.closed and timetable.closed.holds_on(today) else None
    missed: Missed | None = None
    # From yesterday: what began then may run over midnight.
    for one in timetable.judged(today - timedelta(days=1), today + timedelta(days=days - 1)):
        if isinstance(one, Missed):
            if one.day >= today and one.why is not Why.TERM and (missed is None or missed.why is Why.HOLIDAYS):
                missed = missed if missed and one.why is Why.HOLIDAYS else one
        elif not one.is_over(now):
            return Coming(one, missed, closed, _term_start(timetable, missed, one.day))
    return Coming(None, missed, closed, _term_start(timetable, missed, today + timedelta(days=days)))


def next_on(timetable: Timetable, now: datetime, days: int = LOOK_AHEAD_DAYS) -> Occurrence | None:
    """The next occurrence that is not over, within so many days."""
    return coming(timetable, now, days).next


def _term_start(timetable: Timetable, missed: Missed | None, before: date) -> date | None:
    """The first day of the term before which it does not happen, if it lies before its next time."""
    if missed is None or missed.why is not Why.HOLIDAYS:
        return None
    calendar = next((at.calendar for at in timetable.at if at.place_id == missed.place_id), timetable.calendar)
    term = calendar.next_term(missed.day)
    return term.first_day if term and term.first_day <= before else None


def _shut(at: At, day: date) -> Shut | None:
    return next((shut for shut in at.shut if shut.holds_on(day)), None)


def _order(one: Judged) -> tuple[date, time]:
    return one.order


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), MIDNIGHT, LONDON)
