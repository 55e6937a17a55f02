"""Working days in England: Monday to Friday without bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

from hearth.core.bank_holidays import is_bank_holiday


def is_working_day(day: date) -> bool:
    """Whether people are at work in England on this day."""
    return day.weekday() < 5 and not is_bank_holiday(day)


def after(day: date, working_days: int) -> date:
    """The day by which `working_days` working days have passed after `day`, which itself never counts."""
    while working_days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            working_days -= 1
    return day


def between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
