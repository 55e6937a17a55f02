"""When things happen: pure rules over schedules and opening hours, in London time."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hearth.core.clock import LONDON
from hearth.core.words import date_words, list_words, time_words

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD_DAYS = 28


@dataclass(frozen=True, slots=True)
class Rule:
    """One schedule: weekly on `byday`, or monthly on the `week_of_month`th such day (-1 is the last)."""

    byday: tuple[str, ...]
    monthly: bool = False
    week_of_month: int | None = None
    opens: time | None = None
    closes: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    term_time_only: bool = False
    notes: str = ""

    def happens_on(self, day: date) -> bool:
        """Whether the rule says that day. School holidays are not known here: `term_time_only` is said in words."""
        if WEEKDAYS[day.weekday()] not in self.byday:
            return False
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to):
            return False
        if not self.monthly or self.week_of_month is None:
            return not self.monthly
        if self.week_of_month < 0:
            return day.day + 7 > monthrange(day.year, day.month)[1]
        return (day.day - 1) // 7 + 1 == self.week_of_month


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something happens. It may have begun already, but it is not over."""

    day: date
    rule: Rule

    @property
    def order(self) -> tuple[date, time]:
        return (self.day, self.rule.opens or time.min)


def next_on(rules: Iterable[Rule], now: datetime, days: int = LOOK_AHEAD_DAYS) -> Occurrence | None:
    """The next occurrence that is not over, within `days` days from now (today counts as the first)."""
    here = now.astimezone(LONDON)
    rules = [rule for rule in rules if rule.byday]
    if not rules:
        return None
    for ahead in range(days):
        day = here.date() + timedelta(days=ahead)
        happening = [rule for rule in rules if rule.happens_on(day) and (ahead or not _over(rule, here.time()))]
        if happening:
            return min((Occurrence(day, rule) for rule in happening), key=lambda found: found.order)
    return None


def _over(rule: Rule, at: time) -> bool:
    end = rule.closes or rule.opens
    return end is not None and end <= at


def hours_words(opens: time | None, closes: time | None) -> str:
    """ "9:30am to 11am", "from 9:30am"; empty where nobody stated a time."""
    if opens and closes:
        return _("%(opens)s to %(closes)s") % {"opens": time_words(opens), "closes": time_words(closes)}
    if opens:
        return _("from %(opens)s") % {"opens": time_words(opens)}
    return _("until %(closes)s") % {"closes": time_words(closes)} if closes else ""


def occurrence_words(found: Occurrence | None, now: datetime) -> str:
    """ "Today, 9:30am to 11am", "Tuesday 3 March, 9:30am to 11am (term time)"."""
    if found is None:
        return ""
    ahead = (found.day - now.astimezone(LONDON).date()).days
    day = _("Today") if ahead == 0 else _("Tomorrow") if ahead == 1 else date_words(found.day)
    hours = hours_words(found.rule.opens, found.rule.closes)
    text = _("%(day)s, %(hours)s") % {"day": day, "hours": hours} if hours else day
    return _("%(when)s (in term time)") % {"when": text} if found.rule.term_time_only else text


def weekday_names() -> dict[str, str]:
    """The day as it stands in "on Mondays", by its two letters."""
    return {
        "MO": pgettext("every week", "Mondays"),
        "TU": pgettext("every week", "Tuesdays"),
        "WE": pgettext("every week", "Wednesdays"),
        "TH": pgettext("every week", "Thursdays"),
        "FR": pgettext("every week", "Fridays"),
        "SA": pgettext("every week", "Saturdays"),
        "SU": pgettext("every week", "Sundays"),
    }


def rule_words(rule: Rule) -> str:
    """ "Mondays and Thursdays, 9:30am to 11am, in term time"; notes at the end."""
    names = weekday_names()
    days = list_words([names[day] for day in WEEKDAYS if day in rule.byday])
    if rule.monthly and days:
        which = {
            1: _("%(days)s, the first in each month"),
            2: _("%(days)s, the second in each month"),
            3: _("%(days)s, the third in each month"),
            4: _("%(days)s, the fourth in each month"),
            5: _("%(days)s, the fifth in a month that has one"),
            -1: _("%(days)s, the last in each month"),
        }.get(rule.week_of_month or 0)
        days = which % {"days": days} if which else _("%(days)s, once a month") % {"days": days}
    parts = [days, hours_words(rule.opens, rule.closes), _("in term time") if rule.term_time_only else ""]
    words = ", ".join(part for part in parts if part)
    return ". ".join(part for part in (capfirst(words), rule.notes) if part)


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of opening on a weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time
    notes: str = ""


def open_words(hours: Sequence[Hours], now: datetime) -> str:
    """ "Open now, until 5pm", "Opens at 1:30pm today", "Opens Monday at 9am"; empty without hours."""
    here = now.astimezone(LONDON)
    for stretch in hours:
        if stretch.weekday == here.weekday() and stretch.opens <= here.time() < stretch.closes:
            return _("Open now, until %(time)s") % {"time": time_words(stretch.closes)}
    for ahead in range(8):
        day = here.date() + timedelta(days=ahead)
        later = [h for h in hours if h.weekday == day.weekday() and (ahead or h.opens > here.time())]
        if later:
            opens = time_words(min(h.opens for h in later))
            if ahead == 0:
                return _("Opens at %(time)s today") % {"time": opens}
            if ahead == 1:
                return _("Opens at %(time)s tomorrow") % {"time": opens}
            return _("Opens %(day)s at %(time)s") % {"day": date_words(day), "time": opens}
    return ""


def is_open(hours: Sequence[Hours], now: datetime) -> bool:
    """Whether the doors are open at this moment."""
    here = now.astimezone(LONDON)
    return any(h.weekday == here.weekday() and h.opens <= here.time() < h.closes for h in hours)


def week_words(hours: Sequence[Hours]) -> list[tuple[str, str]]:
    """The week as rows of (day, hours): every day, "Closed" where there are none, a split day in one row."""
    names = weekday_names()
    rows = []
    for number, letters in enumerate(WEEKDAYS):
        stretches = sorted((h for h in hours if h.weekday == number), key=lambda h: h.opens)
        text = list_words([hours_words(h.opens, h.closes) for h in stretches]) or _("Closed")
        notes = " ".join(h.notes for h in stretches if h.notes)
        rows.append((capfirst(names[letters]), f"{text} ({notes})" if notes else text))
    return rows
