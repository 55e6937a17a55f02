"""How requests are counted: from the rows of their stories, and by who was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.audit.models import Entry, EntryKind
from hearth.core import clock
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact
from hearth.referrals import actions, facts
from hearth.referrals.actions import counting
from hearth.referrals.models import LoopFact, StatusRow
from hearth.referrals.queries import numbers as queries
from hearth.referrals.staff import periods
from hearth.referrals.tests.factories import (
    NOW,
    following,
    fresh,
    later,
    make_cast,
    make_service,
    send_referral,
    send_request,
    working,
)
from hearth.referrals.tests.test_desk import browser


@dataclass(frozen=True)
class Row:
    number: int
    move: str
    to_state: str
    at: datetime
    actor_kind: str = "staff"
    reason: str = ""
    outcome: str = ""
    by_need: Mapping[str, str] = field(default_factory=dict)


def story(*steps):
    """Steps as (days after Tuesday 3 March, move, state)."""
    return [Row(n, move, state, NOW + timedelta(days=day)) for n, (day, move, state) in enumerate(steps, start=1)]


# From a story ---------------------------------------------------------------------------------------------------------


def test_stages_are_working_days_from_the_sending():
    counted = facts.stages(
        story((0, "send", "sent"), (1, "open", "sent"), (6, "accept", "accepted"), (9, "start", "in-progress"))
    )
    assert (counted.days_to_open, counted.days_to_answer, counted.days_to_contact) == (1, 4, 7)
    assert counted.days_to_end is None
    assert counted.is_open
    assert counted.started


def test_days_on_which_the_service_waited_for_an_answer_do_not_count():
    counted = facts.stages(
        story(
            (0, "send", "sent"),
            (1, "open", "sent"),
            (1, "ask-for-information", "needs-information"),
            (8, "answer", "sent"),
            (9, "accept", "accepted"),
        )
    )
    assert counted.days_to_answer == 2


def test_bank_holidays_do_not_count():
    thursday = datetime(2026, 4, 2, 9, tzinfo=UTC)  # before Good Friday
    rows = [Row(1, "send", "sent", thursday), Row(2, "open", "sent", thursday + timedelta(days=5))]
    assert facts.stages(rows).days_to_open == 1  # Wednesday is the second: Tuesday the first after Easter Monday


def test_the_waiting_list_is_counted_once_it_is_left():
    steps = [(0, "send", "sent"), (1, "open", "sent"), (1, "put-on-waiting-list", "waiting")]
    assert facts.stages(story(*steps)).days_waiting is None
    counted = facts.stages(story(*steps, (15, "start-from-waiting", "in-progress")))
    assert counted.days_waiting == 10
    assert counted.days_to_answer == 1


def test_what_is_said_after_the_end_does_not_change_how_it_ended():
    ended = story((0, "send", "sent"), (1, "open", "sent"), (2, "decline", "declined"))
    counted = facts.stages([*ended, Row(4, "complain", "declined", NOW + timedelta(days=9), actor_kind="family")])
    assert (counted.rows, counted.days_to_end, counted.has_outcome) == (4, 2, True)


STATES = ["sent", "needs-information", "accepted", "on-hold", "waiting", "in-progress", "completed"]


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(STATES)), max_size=8))
def test_no_stage_is_ever_less_than_nothing_or_more_than_the_whole(steps):
    day, rows = 0, [Row(1, "send", "sent", NOW)]
    for n, (later_by, state) in enumerate(steps, start=2):
        day += later_by
        rows.append(Row(n, "move", state, NOW + timedelta(days=day)))
    counted = facts.stages(rows)
    for days in (counted.days_to_open, counted.days_to_answer, counted.days_to_contact, counted.days_waiting):
        assert days is None or 0 <= days <= day
    assert counted.rows == len(rows)


# Kept true ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db):
    return make_cast()


def fact_of(referral):
    with as_owner():
        return LoopFact.objects.get(referral=referral)


def deliver(referral):
    """All messages about it leave."""
    with as_owner():
        OutboxMessage.objects.filter(subject_id=referral.pk).update(status=MessageStatus.SENT, sent_at=later(days=1))


def test_every_move_is_counted_at_once(cast):
    referral = cast.brought_to("completed")
    fact = fact_of(referral)
    with as_owner():
        assert fact.rows == StatusRow.objects.filter(referral=referral).count()
    assert (fact.state, fact.is_open, fact.started, fact.has_outcome) == ("completed", False, True, True)


def test_a_loop_is_closed_once_the_messages_about_its_end_have_left(cast):
    referral = cast.brought_to("completed", sent_by_referrer=True)
    counting.see_who_was_told(now=later(days=1))
    assert not fact_of(referral).family_told
    deliver(referral)
    counting.see_who_was_told(now=later(days=1))
    fact = fact_of(referral)
    assert (fact.family_told, fact.sender_told) == (True, True)


def test_a_family_that_asked_itself_is_the_sender(cast):
    referral = cast.brought_to("declined")
    fact = fact_of(referral)
    assert (fact.family_told, fact.sender_told) == (False, True)
    assert fact.reason == "full"


def test_whoever_takes_it_back_needs_no_message(cast):
    referral = send_request(cast.service).referral
    with following(referral) as by:
        actions.withdraw(referral=referral, by=by, now=later(days=1))
    fact = fact_of(referral)
    assert (fact.family_told, fact.sender_told) == (True, True)


def test_a_family_that_may_not_be_contacted_was_not_told(cast):
    referral = send_request(cast.service, contact=Contact(do_not_contact=True)).referral
    for n, move in enumerate(("open", "accept", "start"), start=1):
        with working(cast.worker) as by:
            getattr(actions, move)(referral=fresh(referral), by=by, now=later(hours=n))
    with working(cast.worker) as by:
        actions.complete(referral=fresh(referral), by=by, now=later(hours=5), by_need={"feeding": "needs-met"})
    with as_owner():  # the message is held: it never leaves
        OutboxMessage.objects.filter(subject_id=referral.pk, status=MessageStatus.QUEUED).update(
            status=MessageStatus.SENT, sent_at=later(days=1)
        )
    counting.see_who_was_told(now=later(days=1))
    assert not fact_of(referral).family_told


def test_what_was_never_counted_is_found_by_the_job_and_comes_out_the_same(cast):
    referral = cast.brought_to("accepted")
    before = facts.stages(story_of(referral))
    with as_owner():
        LoopFact.objects.all().delete()
    assert counting.catch_up() == 1
    assert counting.catch_up() == 0
    fact = fact_of(referral)
    assert (fact.rows, fact.days_to_answer, fact.state) == (before.rows, before.days_to_answer, "accepted")


def story_of(referral):
    with as_owner():
        return list(StatusRow.objects.filter(referral=referral).order_by("number"))


# Who sees what --------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(cast):
    with as_owner():
        organisation = cast.service.organisation
    return make_member("provider-manager", organisation)


@pytest.fixture
def analyst(db):
    return make_member("analyst", make_organisation(is_host=True))


def asked_for(day=NOW):
    return queries.Asked(start=clock.today(day), end=clock.today(day + timedelta(days=1)))


def test_a_manager_counts_what_came_to_their_own_organisation_and_the_host_everything(cast, manager, analyst):
    send_request(cast.service)
    send_request(make_service())
    for who, expected in ((manager, 1), (analyst, 2), (make_member("analyst"), 0)):
        with working(who) as by:
            assert queries.facts_visible_to(by).count() == expected
            assert queries.waiting(asked_for(), clock.today(NOW)).total == expected


def test_who_waits_is_counted_by_the_youngest_childs_age(cast, analyst):
    send_request(cast.service)  # Yusuf is four months old, and one is not born yet
    with working(analyst):
        assert queries.waiting(asked_for(), clock.today(NOW)).by_age == {"expected": 1}


def test_what_was_sent_by_mistake_counts_nowhere(cast, analyst):
    referral = send_referral(cast.service, cast.referrer).referral
    with working(cast.referrer) as by:
        actions.mark_in_error(referral=referral, by=by, now=later(hours=1), reason="wrong-service")
    with working(analyst) as by:
        assert queries.facts_visible_to(by).count() == 0


def test_a_percentile_is_the_day_within_which_so_many_were_through():
    times = queries.Times({1: 5, 3: 4, 20: 1})
    assert (times.base, times.percentile(50), times.percentile(90)) == (10, 1, 3)
    assert queries.Times({}).percentile(50) is None


# The page -------------------------------------------------------------------------------------------------------------


def get(who, query=""):
    with clock.standing_at(later(days=3)):
        return browser(who).get(f"/referrals/numbers/{query}")


def test_few_requests_are_not_shown_and_many_are(cast, manager):
    for _turn in range(4):
        send_request(cast.service)
    assert "too few requests" in get(manager).content.decode()
    for _turn in range(3):
        cast.brought_to("declined")
    page = get(manager).content.decode()
    assert "0 (0%)" in page
    assert page.count("not shown") >= 2  # four still open, three ended without a word


def test_a_closed_loop_shows_in_the_sentence(cast, manager):
    for _turn in range(6):
        deliver(cast.brought_to("completed"))
    counting.see_who_was_told(now=later(days=1))
    page = get(manager).content.decode()
    assert "Of 6 requests sent from" in page
    assert "6 (100%)" in page


def test_another_organisations_service_cannot_be_asked_for(cast, manager):
    other = make_service(name="Qxother")
    for _turn in range(6):
        send_request(other)
    page = get(manager, f"?service={other.pk}").content.decode()
    assert "Qxother" not in page
    assert "No requests were sent" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_numbers_file_is_logged(cast, manager, kind):
    send_request(cast.service)
    answer = get(manager, f"?export={kind}")
    assert f"requests-in-numbers.{kind}" in answer["Content-Disposition"]
    with as_owner():
        assert Entry.objects.filter(action="referrals.numbers_exported", kind=EntryKind.EXPORT).count() == 1


@pytest.mark.parametrize("address", ["/referrals/", "/referrals/sent/"])
def test_lists_are_had_as_spreadsheets_and_that_is_logged(cast, manager, address):
    send_referral(cast.service, manager)
    answer = browser(manager).get(f"{address}?export=xlsx")
    assert answer.content[:2] == b"PK"
    with as_owner():
        assert Entry.objects.filter(action="referrals.exported", kind=EntryKind.EXPORT).count() == 1


def test_whoever_may_not_see_numbers_does_not(cast):
    assert get(cast.worker).status_code == 403


def test_periods_are_whole_months_and_the_first_is_a_year():
    found = periods.periods(clock.today(NOW))
    assert (str(found[0].start), str(found[0].end)) == ("2025-04-01", "2026-03-04")
    assert (found[2].code, str(found[2].start), str(found[2].end)) == ("2025-q4", "2025-10-01", "2026-01-01")
    assert (found[-2].code, str(found[-2].start)) == ("2025-2026", "2025-04-01")
    assert periods.chosen(found, "nothing").code == "year"
