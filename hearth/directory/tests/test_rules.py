"""Which days a rule names: held against an independent reading of the same rule (dateutil's), and by hand."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given

from hearth.directory.queries.times import WEEKDAYS, Rule
from hearth.directory.tests.times_strategies import FIRST, LAST, days, rules, stretches


def as_dateutil(rule):
    """The rule as RFC 5545 reads it."""
    named = [getattr(rrule, letters) for letters in rule.byday]
    if rule.monthly and not rule.days_of_month:
        named = [day(rule.week_of_month) for day in named]
    return rrule.rrule(
        rrule.MONTHLY if rule.monthly else rrule.WEEKLY,
        # A rule in months counts from the first of its month: on the 31st some months have no beginning.
        dtstart=datetime.combine(rule.valid_from, time()),
        interval=rule.interval,
        byweekday=named or None,
        bymonthday=rule.days_of_month or None,
        until=datetime.combine(rule.valid_to or LAST, time()),
        wkst=rrule.MO,
    )


@given(rules(anchored=True))
def test_a_rule_names_the_days_that_the_calendar_standard_reads_from_it(rule):
    assert list(rule.days(FIRST, LAST)) == [moment.date() for moment in as_dateutil(rule)]


@given(rules(), stretches())
def test_the_days_of_a_stretch_are_those_that_the_rule_names_one_by_one(rule, both):
    first, last = both
    one_by_one = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert list(rule.days(first, last)) == [day for day in one_by_one if rule.happens_on(day)]


@given(rules(), days)
def test_a_rule_never_names_a_day_outside_its_validity(rule, day):
    if rule.happens_on(day):
        assert (rule.valid_from or day) <= day <= (rule.valid_to or day)


@given(rules(), days)
def test_a_monthly_rule_falls_once_in_a_month_at_most_for_each_day(rule, day):
    if rule.monthly and not rule.days_of_month:
        month = [date(day.year, day.month, n) for n in range(1, 29)]
        for letters in rule.byday:
            hits = [d for d in month if rule.happens_on(d) and WEEKDAYS[d.weekday()] == letters]
            assert len(hits) <= 1


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        (Rule(("TU",), interval=2, valid_from=date(2026, 3, 5)), ["2026-03-17", "2026-03-31"]),
        (Rule(("MO", "FR"), interval=2, valid_from=date(2026, 3, 4)), ["2026-03-06", "2026-03-16", "2026-03-20"]),
        (Rule(monthly=True, days_of_month=(1, 15)), ["2026-03-01", "2026-03-15"]),
        (Rule(monthly=True, days_of_month=(-1, 30)), ["2026-03-30", "2026-03-31"]),
        (Rule(("FR",), monthly=True, days_of_month=(13,)), ["2026-03-13"]),
        (Rule(("WE",), monthly=True, week_of_month=-1), ["2026-03-25"]),
        (Rule(("SU",), monthly=True, week_of_month=5), ["2026-03-29"]),
        (Rule(("MO",), monthly=True), []),
        (Rule(), []),
    ],
)
def test_the_days_of_march(rule, named):
    march = [f"{day:%Y-%m-%d}" for day in rule.days(date(2026, 3, 1), date(2026, 3, 31))]
    assert march[: len(named) or None] == named
    assert bool(named) is rule.is_dated


def test_every_other_week_without_a_start_may_be_any_week():
    rule = Rule(("TU",), interval=2)
    assert rule.week_unknown
    assert len(list(rule.days(date(2026, 3, 1), date(2026, 3, 31)))) == 5
