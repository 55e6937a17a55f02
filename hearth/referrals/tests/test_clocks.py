"""Clocks that start, pause and go on: working days, bank holidays, the days on which clocks change; and who hears."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member
from hearth.core import working_days
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, clocks, queries
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.tests.factories import following, fresh, later, send_request, working

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ASK, ANSWER = (machine().moves[code] for code in ("ask-for-information", "answer"))


def asked_of(day, decide_in):
    """A referral with a day to decide, as far as clocks look at one."""
    by = working_days.after(day, decide_in)
    return Referral(state="sent", acknowledge_by=by, decide_by=by, first_contact_by=working_days.after(by, 5))


@given(day=DAYS, decide_in=st.integers(1, 10), waits=st.integers(0, 60), stands=st.integers(0, 60))
def test_paused_time_does_not_count(day, decide_in, waits, stands):
    """However long they wait before asking and for the answer: as many working days are left as before, or it is as
    late as before."""
    referral = asked_of(day, decide_in)
    before = referral.decide_by
    asked, answered = day + timedelta(days=waits), day + timedelta(days=waits + stands)
    clocks.turn(referral, ASK, until=None, today=asked)
    assert (referral.paused_on, referral.decide_by) == (asked, before)
    clocks.turn(referral, ANSWER, until=None, today=answered)
    assert referral.paused_on is None
    assert working_days.between(answered, referral.decide_by) == working_days.between(asked, before)
    assert working_days.between(referral.decide_by, answered) == working_days.between(before, asked)
    assert working_days.is_working_day(referral.decide_by)


@given(day=DAYS, pauses=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_several_pauses_add_up(day, pauses):
    """Never earlier, and later by exactly the working days that stood still."""
    referral, now, stood = asked_of(day, 5), day, 0
    before = referral.decide_by
    for works, stands in pauses:
        asked = now + timedelta(days=works)
        now = asked + timedelta(days=stands)
        clocks.turn(referral, ASK, until=None, today=asked)
        clocks.turn(referral, ANSWER, until=None, today=now)
        stood += working_days.between(asked, now)
    assert referral.decide_by == working_days.after(before, stood)


@pytest.mark.parametrize(
    ("asked", "answered", "before", "after"),
    [
        # Over Easter 2026 (3 and 6 April): Thursday to Tuesday is one working day.
        (date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 9)),
        # Over Christmas (25 and 28 December in 2026).
        (date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)),
        # On a Saturday and on the Sunday after: no working day stood still.
        (date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 10), date(2026, 3, 10)),
    ],
)
def test_weekends_and_bank_holidays_do_not_count(asked, answered, before, after):
    referral = Referral(state="sent", decide_by=before, acknowledge_by=before, first_contact_by=before)
    clocks.turn(referral, ASK, until=None, today=asked)
    clocks.turn(referral, ANSWER, until=None, today=answered)
    assert (referral.decide_by, referral.first_contact_by) == (after, after)


def test_the_day_is_londons_when_clocks_change(cast):
    """Asked half an hour after London's midnight, when it is still Friday in UTC, and answered late on the Sunday on
    which British Summer Time ends: no working day stood still."""
    referral = cast.brought_to("opened", now=datetime(2026, 10, 22, 9, 30, tzinfo=UTC))
    before = fresh(referral).decide_by
    with working(cast.worker) as by:
        asked = actions.ask_for_information(
            referral=referral, by=by, now=datetime(2026, 10, 23, 23, 30, tzinfo=UTC), words="When?"
        )
    assert asked.paused_on == date(2026, 10, 24)
    with following(referral):
        answered = actions.answer(
            referral=referral, by=FAMILY, now=datetime(2026, 10, 25, 23, 30, tzinfo=UTC), words="Now."
        )
    assert (answered.decide_by, answered.state) == (before, "sent")


def test_a_question_has_ten_working_days_and_then_shows_as_late(cast):
    referral = cast.brought_to("needs-information")
    due = queries.due(referral)
    assert (due.clock, due.by) == ("answer", date(2026, 3, 17))
    with working(cast.worker) as by:
        late = queries.received_by(by).filter(queries.late_filter(date(2026, 3, 18)))
        assert late.get().pk == referral.pk


def test_a_review_comes_round_within_twenty_working_days(cast):
    referral = cast.brought_to("waiting")
    assert referral.review_by == date(2026, 3, 31)
    with working(cast.worker) as by:
        for until in (date(2026, 4, 1), date(2026, 3, 3)):
            with pytest.raises(actions.Incomplete):
                actions.review(referral=referral, by=by, now=later(hours=5), until=until)
        earlier = actions.review(referral=referral, by=by, now=later(hours=5), until=date(2026, 3, 10))
    assert earlier.review_by == date(2026, 3, 10)


@pytest.mark.parametrize("today", [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 6)])
def test_amber_and_red_say_the_same_on_a_record_and_in_a_list(cast, today):
    referral = cast.brought_to("opened")  # to decide by Tuesday 10 March
    due = queries.due(referral)
    with working(cast.worker) as by:
        rows = queries.received_by(by)
        assert rows.filter(queries.late_filter(today)).exists() == due.is_late(today)
        assert rows.filter(queries.soon_filter(today)).exists() == due.is_soon(today)


def test_the_duty_lead_hears_once_of_each_missed_day(cast):
    lead = make_member("hub-manager", cast.service.organisation)
    referral = send_request(cast.service).referral
    cast.brought_to("completed")
    assert actions.escalate_late(now=later(days=2)) == 0  # Thursday, the last day
    assert actions.escalate_late(now=later(days=3)) == 1
    assert actions.escalate_late(now=later(days=3, hours=1)) == 0
    with working(cast.worker) as by:
        actions.open(referral=referral, by=by, now=later(days=3, hours=2))
    assert actions.escalate_late(now=later(days=8)) == 1  # nobody decided either
    with as_owner():
        told = OutboxMessage.objects.filter(purpose="referrals.late", subject_id=referral.pk)
        assert {message.recipient for message in told} == {lead.email}
        assert told.count() == 2
        assert all(referral.what_help not in message.body for message in told)


def test_where_no_lead_is_whoever_opens_requests_hears(cast):
    referral = send_request(cast.service).referral
    assert actions.escalate_late(now=later(days=3)) == 1
    with as_owner():
        told = OutboxMessage.objects.filter(purpose="referrals.late", subject_id=referral.pk)
        assert {message.recipient for message in told} == {cast.worker.email, cast.colleague.email}
