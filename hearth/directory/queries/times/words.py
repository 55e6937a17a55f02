"""Times in words, in the reader's language: "Mondays, 9:30am to 11am, in term time", "On now, until 11am",
"Shut on Friday 25 December: Christmas"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from hearth.core.bank_holidays import bank_holiday_words
from hearth.core.clock import LONDON
from hearth.core.words import date_words, list_words, time_words
from hearth.directory.queries.times.opening import Hours, Opening
from hearth.directory.queries.times.rules import WEEKDAYS, Rule
from hearth.directory.queries.times.timetable import MIDNIGHT, Check, Coming, Missed, Occurrence, Shut, Why

LAST_MINUTE = time(23, 59)  # how many lists write "until midnight"
SOON_DAYS = 8  # what is missed within them is worth a word beside the next time


# Hours and days -------------------------------------------------------------------------------------------------------
def hours_words(opens: time | None, closes: time | None) -> str:
    """ "9:30am to 11am", "from 9:30am", "all day and night"; empty where nobody stated a time."""
    if opens == MIDNIGHT and closes in (MIDNIGHT, LAST_MINUTE):
        return _("all day and night")
    if opens and closes == opens:
        closes = None
    if opens is not None and closes is not None:
        return _("%(opens)s to %(closes)s") % {"opens": _clock(opens), "closes": _clock(closes)}
    if opens is not None:
        return _("from %(opens)s") % {"opens": _clock(opens)}
    return _("until %(closes)s") % {"closes": _clock(closes)} if closes is not None else ""


def _clock(value: time) -> str:
    return _("midnight") if value in (MIDNIGHT, LAST_MINUTE) else time_words(value)


def day_words(day: date, today: date) -> str:
    """ "Today", "Tomorrow", "Friday 6 March"."""
    return {0: _("Today"), 1: _("Tomorrow")}.get((day - today).days) or date_words(day)


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


# Rules ----------------------------------------------------------------------------------------------------------------
def rule_words(rule: Rule, today: date | None = None) -> str:
    """ "Mondays and Thursdays, 9:30am to 11am, in term time"; notes at the end. With `today` also from and until when
    it holds, where that is not simply "now"."""
    parts = [_days_words(rule), hours_words(rule.opens, rule.closes), *rule_limits(rule)]
    if today:
        parts.append(_period_words(rule, today))
    words = ", ".join(part for part in parts if part)
    return ". ".join(part for part in (capfirst(words), rule.notes) if part)


def rule_limits(rule: Rule) -> list[str]:
    """What narrows a rule besides its days and hours: "every 2 weeks", "in term time"."""
    limits = []
    if rule.interval > 1:
        n = rule.interval
        limits.append(
            (
                ngettext("every %(n)s month", "every %(n)s months", n)
                if rule.monthly
                else ngettext("every %(n)s week", "every %(n)s weeks", n)
            )
            % {"n": n}
        )
    if rule.term_time_only:
        limits.append(_("in term time"))
    if rule.holidays_only:
        limits.append(_("in the school holidays"))
    return limits


def _days_words(rule: Rule) -> str:
    names = weekday_names()
    days = list_words([names[day] for day in WEEKDAYS if day in rule.byday])
    if not rule.monthly:
        return days
    if rule.days_of_month:
        return _month_days_words(rule.days_of_month)
    if not days:
        return ""
    return f"{days}, {month_words(rule)}"


def month_words(rule: Rule) -> str:
    """Which of a month's days of one name: "the first in each month"."""
    return {
        1: _("the first in each month"),
        2: _("the second in each month"),
        3: _("the third in each month"),
        4: _("the fourth in each month"),
        5: _("the fifth in a month that has one"),
        -1: _("the last in each month"),
    }.get(rule.week_of_month or 0, _("once a month"))


def _month_days_words(numbers: Sequence[int]) -> str:
    """ "the 1st and 15th of each month", "the last day of each month"."""
    shown = [_ordinal(number) for number in sorted(n for n in numbers if n > 0)]
    shown += [_("last day")] if any(number < 0 for number in numbers) else []
    return _("the %(days)s of each month") % {"days": list_words(shown)}


def _ordinal(number: int) -> str:
    if not (get_language() or "en").startswith("en"):
        return f"{number}."
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _period_words(rule: Rule, today: date) -> str:
    """From and until when, where one of them is still to come."""
    starts = rule.valid_from if rule.valid_from and rule.valid_from > today else None
    if starts and rule.valid_to:
        values = {"first": date_words(starts, weekday=False), "last": date_words(rule.valid_to, weekday=False)}
        return _("from %(first)s to %(last)s") % values
    if starts:
        return _("from %(first)s on") % {"first": date_words(starts, weekday=False)}
    return _("until %(last)s") % {"last": date_words(rule.valid_to, weekday=False)} if rule.valid_to else ""


# What is on next, and what is not -------------------------------------------------------------------------------------
def occurrence_words(found: Occurrence | None, now: datetime) -> str:
    """ "On now, until 11am", "Today, 9:30am to 11am", "Tuesday 3 March, 9:30am to 11am (in term time)"."""
    if found is None:
        return ""
    always = found.opens == MIDNIGHT and found.closes in (MIDNIGHT, LAST_MINUTE)
    if found.ends_at and found.closes and found.is_on(now) and not always:
        text = _("On now, until %(time)s") % {"time": _clock(found.closes)}
    else:
        day = day_words(found.day, now.astimezone(LONDON).date())
        hours = hours_words(found.opens, found.closes)
        text = _("%(day)s, %(hours)s") % {"day": day, "hours": hours} if hours else day
    check = check_words(found)
    return f"{text} ({check})" if check else text


def check_words(found: Occurrence) -> str:
    """Why it is better to ask first; empty where there is no doubt."""
    if found.check is Check.WHICH_WEEK:
        return _("not every week: ask which")
    if found.check is Check.TERM_DATES and found.rule:
        return _("in term time") if found.rule.term_time_only else _("in the school holidays")
    return ""


def next_words(found: Coming, now: datetime) -> str:
    """The line of a card: the next time, and what a family that comes every week must know before it."""
    today = now.astimezone(LONDON).date()
    if found.closed:
        words = closed_words(found.closed, today)
        return f"{words}. {occurrence_words(found.next, now)}" if found.next and found.closed.last_day else words
    when = occurrence_words(found.next, now)
    note = ""
    if found.term_starts:
        note = _("Nothing until term starts on %(day)s") % {"day": date_words(found.term_starts)}
    elif found.missed and found.missed.why is not Why.HOLIDAYS and (found.missed.day - today).days < SOON_DAYS:
        note = missed_words(found.missed, today)
    return ". ".join(part for part in (when, note) if part)


def missed_words(missed: Missed, today: date) -> str:
    """ "Not on Monday 4 May: bank holiday", "Not today: staff training"."""
    ahead = (missed.day - today).days
    why = why_words(missed)
    if missed.check:
        values = {"day": date_words(missed.day), "why": why}
        if ahead == 0:
            return _("Maybe not today, check first: %(why)s") % values
        return _("Maybe not on %(day)s, check first: %(why)s") % values
    day = {0: _("Not today"), 1: _("Not tomorrow")}.get(ahead) or _("Not on %(day)s") % {"day": date_words(missed.day)}
    return _("%(not_on)s: %(why)s") % {"not_on": day, "why": why} if why else day


def why_words(missed: Missed) -> str:
    """The reason, in few words; empty where nobody gave one."""
    if missed.words:
        return missed.words
    return {
        Why.HOLIDAYS: _("school holidays"),
        Why.TERM: _("term time"),
        Why.CLOSED: _("closed for now"),
        Why.CANCELLED: "",
        Why.SHUT: _("the building is shut"),
        Why.BANK_HOLIDAY: _lower(bank_holiday_words(missed.day)) or _("bank holiday"),
    }[missed.why]


def _lower(words: str) -> str:
    """ "Bank holiday" within a sentence; names of days keep their capital."""
    return words if words != _("Bank holiday") else words[:1].lower() + words[1:]


def closed_words(closed: Shut, today: date) -> str:
    """A service closed for a while: "Closed until Sunday 4 January", "Closed for now: the roof leaks"."""
    if closed.first_day > today:
        text = _("Closed from %(first)s") % {"first": date_words(closed.first_day)}
        if closed.last_day:
            values = {"first": date_words(closed.first_day), "last": date_words(closed.last_day)}
            text = _("Closed from %(first)s to %(last)s") % values
    elif closed.last_day:
        text = _("Closed up to and including %(last)s") % {"last": date_words(closed.last_day)}
    else:
        text = _("Closed for now")
    return _("%(what)s: %(why)s") % {"what": text, "why": closed.words.rstrip(".")} if closed.words else text


# Hubs -----------------------------------------------------------------------------------------------------------------
def open_words(opening: Opening, now: datetime) -> str:
    """ "Open now, until 5pm", "Opens at 1:30pm today", "Shut today. Opens Monday 5 January at 9am"; empty without
    hours."""
    if not opening.hours:
        return ""
    stretch = opening.open_stretch(now)
    if stretch:
        return _("Open now, until %(time)s") % {"time": time_words(stretch.closes)}
    today = now.astimezone(LONDON).date()
    parts = []
    if opening.is_doubtful(today):
        parts.append(_("Bank holiday: ring before you come"))
    elif opening.is_shut_unusually(today):
        parts.append(_("Shut today"))
    found = opening.next_opening(now)
    if found:
        parts.append(_opens_words(found[0], found[1], today))
    return ". ".join(parts)


def _opens_words(day: date, hours: Hours, today: date) -> str:
    opens, ahead = time_words(hours.opens), (day - today).days
    if ahead == 0:
        return _("Opens at %(time)s today") % {"time": opens}
    if ahead == 1:
        return _("Opens at %(time)s tomorrow") % {"time": opens}
    return _("Opens %(day)s at %(time)s") % {"day": date_words(day), "time": opens}


def shut_words(shut: Shut, today: date) -> str:
    """ "Shut on Friday 25 December: Christmas", "Shut from Thursday 24 December to Friday 1 January", "Shut today"."""
    first, last = date_words(shut.first_day), date_words(shut.last_day) if shut.last_day else ""
    if shut.last_day is None:
        text = _("Shut until further notice") if shut.first_day <= today else _("Shut from %(day)s on") % {"day": first}
    elif shut.first_day == shut.last_day:
        text = _("Shut today") if shut.first_day == today else _("Shut on %(day)s") % {"day": first}
    elif shut.first_day <= today:
        text = _("Shut up to and including %(day)s") % {"day": last}
    else:
        text = _("Shut from %(first)s to %(last)s") % {"first": first, "last": last}
    if shut.words:
        return _("%(what)s: %(why)s") % {"what": text, "why": shut.words.rstrip(".")}
    alone = shut.first_day == shut.last_day
    holiday = bank_holiday_words(shut.first_day) if alone else ""
    return _("%(what)s: %(why)s") % {"what": text, "why": _lower(holiday)} if holiday else text


def week_words(opening: Opening) -> list[tuple[str, str]]:
    """The usual week as rows of (day, hours): every day, "Closed" where there are none, a split day in one row."""
    names = weekday_names()
    rows = []
    for number, letters in enumerate(WEEKDAYS):
        stretches = sorted((h for h in opening.hours if h.weekday == number), key=lambda h: h.opens)
        text = list_words([hours_words(h.opens, h.closes) for h in stretches]) or _("Closed")
        notes = " ".join(dict.fromkeys(h.notes for h in stretches if h.notes))
        rows.append((capfirst(names[letters]), f"{text} ({notes})" if notes else text))
    return rows
