"""When a service is on: rules as the standard has them, and beside them what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

from hearth.core.words import date_words
from hearth.directory.models import BankHolidays, ExceptionKind, Frequency
from hearth.directory.open_referral.attributes import own_attribute, part_id
from hearth.directory.open_referral.codes import Days, days_text
from hearth.directory.open_referral.kept import Answer, together
from hearth.directory.queries.times import WEEKDAYS, Rule, hours_words, rule_words

Row = dict[str, Any]


def in_words(row: Row) -> str:
    """A rule that does not name its days; empty for one that does, and for one that says nothing at all."""
    rule = rule_of(row)
    return "" if rule.is_dated else rule_words(rule)


def schedule(row: Row, exceptions: Sequence[Row], shown_places: frozenset[str]) -> Answer:
    """One rule that names days, with the days on which it does not hold."""
    of = UUID(row["id"])
    rule = rule_of(row)
    mine = [exception for exception in exceptions if exception["schedule_id"] == row["id"]]
    made = {
        "id": row["id"],
        "service_id": row["service_id"],
        "service_at_location_id": row["place_id"] if row["place_id"] in shown_places else None,
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "dtstart": row["valid_from"] if row["interval"] > 1 else None,
        "freq": row["freq"],
        "interval": row["interval"] if row["interval"] > 1 else None,
        "byday": _byday(row, rule),
        "bymonthday": ",".join(map(str, row["days_of_month"])) if rule.monthly else "",
        "opens_at": row["opens"],
        "closes_at": row["closes"],
        "description": ". ".join(
            part for part in (rule_words(replace(rule, notes="")), *map(exception_words, mine)) if part
        ),
        "notes": row["notes"],
        "attributes": [*_facts(of, row), *(exception_attribute(of, "schedule", exception) for exception in mine)],
    }
    return together(made, row["more"], "Schedule", of)


def opening(site: UUID, row: Row, bank_holidays: str) -> Answer:
    """One stretch of a site's opening hours, as a schedule of its location."""
    day = WEEKDAYS[row["weekday"]]
    of = UUID(part_id(site, f"hours:{day}:{row['opens']}"))
    return {
        "id": str(of),
        "location_id": str(site),
        "freq": Frequency.WEEKLY.value,
        "byday": day,
        "opens_at": row["opens"],
        "closes_at": row["closes"],
        "notes": row["notes"],
        # Without it, a reader may take them for the times of the services there.
        "attributes": [own_attribute(of, "schedule", "times", "opening-hours"), *_bank_holidays(of, bank_holidays)],
    }


def _byday(row: Row, rule: Rule) -> str:
    """ "MO,TH" weekly, "1MO" for the first Monday, "-1FR" for the last Friday of the month."""
    which = str(rule.week_of_month) if rule.monthly and rule.week_of_month and not rule.days_of_month else ""
    return ",".join(which + day for day in WEEKDAYS if day in row["byday"])


def rule_of(row: Row) -> Rule:
    """The rule as the pages know it."""
    return Rule(
        byday=tuple(row["byday"]),
        monthly=row["freq"] == Frequency.MONTHLY,
        week_of_month=row["week_of_month"],
        opens=_time(row["opens"]),
        closes=_time(row["closes"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        term_time_only=row["term_time_only"],
        holidays_only=row["holidays_only"],
        notes=row["notes"],
        interval=row["interval"],
        days_of_month=tuple(row["days_of_month"]),
        bank_holidays=row["bank_holidays"],
    )


def _facts(of: UUID, row: Row) -> list[Answer]:
    made = [own_attribute(of, "schedule", "times", "term-time")] if row["term_time_only"] else []
    made += [own_attribute(of, "schedule", "times", "school-holidays")] if row["holidays_only"] else []
    return made + _bank_holidays(of, row["bank_holidays"])


def _bank_holidays(of: UUID, known: str) -> list[Answer]:
    if known == BankHolidays.UNKNOWN:
        return []
    return [own_attribute(of, "schedule", "times", f"bank-holidays-{known}")]


def exception_attribute(of: UUID, link_type: str, row: Row) -> Answer:
    """Days on which the times are not as usual, for programs."""
    days = Days(_day(row["first_day"]), _day(row["last_day"]), _time(row["opens"]), _time(row["closes"]))
    return own_attribute(of, link_type, "times", row["kind"], value=days_text(days), label=row["words"])


def exception_words(row: Row) -> str:
    """ "Not on Thursday 24 December to Saturday 2 January (Christmas)"."""
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    days = date_words(first) if first == last else f"{date_words(first)} to {date_words(last)}"
    words = {
        ExceptionKind.CANCELLED.value: f"Not on {days}",
        ExceptionKind.CHANGED.value: f"At another time on {days}",
        ExceptionKind.EXTRA.value: f"Also on {days}",
    }[row["kind"]]
    hours = hours_words(_time(row["opens"]), _time(row["closes"]))
    words = f"{words}, {hours}" if hours else words
    return f"{words} ({row['words']})" if row["words"] else words


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
