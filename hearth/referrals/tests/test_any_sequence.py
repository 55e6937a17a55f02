"""No sequence of moves by any actor reaches an undefined state, loses a row, skips a notice or moves a clock."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hearth.access.tests.factories import make_member
from hearth.core import clock, working_days
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, clocks, queries
from hearth.referrals.events import OF_MOVE
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.tests.factories import (
    NOW,
    following,
    fresh,
    make_cast,
    make_service,
    send_referral,
    send_request,
    working,
)

SAID = {"words": "When can somebody ring you?"}
# What each move needs. Whoever tries it incomplete leaves all of this out.
GIVEN = {
    "decline": {"reason": "age", "alternative_words": "The drop-in at the library"},
    "complete": {"by_need": {"feeding": "partly-met", "money": "not-met"}},
    "mark-in-error": {"reason": "sent-twice"},
    "ask-for-information": SAID,
    "answer": SAID,
    "note-answer": SAID,
    "hold": {"reason": "family-asked", "until": timedelta(days=30)},
    "end-early": {"reason": "moved-away", **SAID},
    "redirect": {"service": "other"},
    "settle": {"reason": "own-support"},
    "reopen": {"reason": "needed-again", "family_agrees": True},
    "assign": {"worker": "colleague"},
    "allocate": {"worker": "worker"},
    **dict.fromkeys(("message", "reply", "complain", "answer-complaint"), SAID),
}
NOTHING = {"service": None, "worker": None, "until": None}
# Given in any case: who starts before others must say why.
ALWAYS = {"start-from-waiting": {"reason": "risk"}}
ACTORS = ("manager", "worker", "colleague", "referrer", "stranger", "family")
MOVES = sorted(set(OF_MOVE) - {"send", "pass-over"})
FROM_SENDING = ("acknowledge_by", "decide_by", "first_contact_by")
STARTED = ("answer_by", "review_by", "message_by", "complaint_by", "choose_by")
REFUSALS = (
    *(actions.AlreadyMoved, actions.NotAllowed, actions.Incomplete, actions.ConsentNeeded),
    Referral.DoesNotExist,
)


def everything(referral):
    """All fields of a referral, to see that nothing changed."""
    return {field.attname: getattr(referral, field.attname) for field in referral._meta.concrete_fields}


class AnySequence(RuleBasedStateMachine):
    """One request and one referral at a service; everybody tries everything, in any order, complete or not."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.cast = make_cast()
        self.at = NOW
        self.referrals = [
            send_request(self.cast.service).referral,
            send_referral(self.cast.service, self.cast.referrer).referral,
        ]
        self.manager = make_member("hub-manager", self.cast.service.organisation)
        self.other = make_service(name="Feeding friends")
        self.rows = {r.pk: [("draft", "sent", "send")] for r in self.referrals}
        self.clocks = {r.pk: {name: getattr(r, name) for name in FROM_SENDING} for r in self.referrals}
        self.paused = dict.fromkeys(self.rows)

    @rule(
        which=st.integers(0, 1),
        who=st.sampled_from(ACTORS),
        code=st.sampled_from(MOVES),
        complete=st.booleans(),
        hours=st.integers(1, 200),
    )
    def tries(self, which, who, code, complete, hours):
        referral = self.referrals[which]
        before = fresh(referral)
        move = machine().moves[code]
        self.at += timedelta(hours=hours)
        act = getattr(actions, code.replace("-", "_"))
        needed = self.filled_in(GIVEN.get(code, {}))
        given = needed if complete else {name: NOTHING.get(name, "") for name in needed}
        acting = following(referral) if who == "family" else working(self.user(who))
        try:
            with acting as by:
                act(referral=before, by=by, now=self.at, **given | ALWAYS.get(code, {}))
        except REFUSALS:
            assert everything(fresh(referral)) == everything(before)
            return
        # It happened, so the data must allow it, by this actor, complete.
        assert before.state in move.origins
        assert complete or not needed
        party = "family" if who == "family" else "sender" if who == "referrer" else "provider"
        assert who != "stranger"
        assert move.permission_for(party) is not None
        assert not move.opened or before.acknowledged_at is not None
        assert party != "sender" or referral.sender_organisation_id
        assert not move.needs or clocks.of(before, move.needs)
        if move.within:
            self.expect_once_and_in_time(before, move)
        before_it = self.ahead_of(before) if code == "start-from-waiting" else []
        self.rows[referral.pk].append((before.state, move.to or before.state, code))
        for other in before_it:
            if self.rows[other][-1][2] != "pass-over":
                self.rows[other].append(("waiting", "waiting", "pass-over"))
        self.expect_clocks(referral, move)

    def expect_once_and_in_time(self, ended, move):
        """What went on does so once, not long after its end, as a new one that stands where every new one does."""
        assert move.code not in [code for _before, _after, code in self.rows[ended.pk]]
        assert clock.today(self.at) <= clock.today(ended.state_at) + timedelta(days=move.within)
        with as_owner():
            new = Referral.objects.get(reopens=ended, service=ended.service)
            rows = list(StatusRow.objects.filter(referral=new).values_list("from_state", "to_state", "move"))
        assert rows == [("draft", "sent", "send")]
        today = clock.today(self.at)
        for name, days in zip(FROM_SENDING, ("acknowledge", "decide", "first-contact"), strict=True):
            assert getattr(new, name) == working_days.after(today, machine().clocks[days])

    def user(self, who):
        return self.manager if who == "manager" else getattr(self.cast, who)

    def filled_in(self, needed):
        """The words for things as the things themselves, at this moment."""
        found = dict(needed)
        if "service" in found:
            found["service"] = self.other
        if "worker" in found:
            found["worker"] = self.user(found["worker"]).pk
        if "until" in found:
            found["until"] = clock.today(self.at) + found["until"]
        return found

    def ahead_of(self, referral):
        """Who stood before it on the list: the two were sent in the order of their ids at the same moment."""
        ahead = []
        for other in (fresh(one) for one in self.referrals):
            first = (other.priority == "", other.sent_at, other.pk) < (
                referral.priority == "",
                referral.sent_at,
                referral.pk,
            )
            if other.pk != referral.pk and other.state == "waiting" and first:
                ahead.append(other.pk)
        return ahead

    def expect_clocks(self, referral, move):
        """What the clocks of sending say now, worked out another way: the working days that were left when they were
        paused, counted on from the day on which they go on."""
        today, mine = clock.today(self.at), self.clocks[referral.pk]
        if move.pauses:
            self.paused[referral.pk] = today
        if move.resumes:
            day, since = self.paused[referral.pk], self.paused.pop(referral.pk)
            stood = 0
            while day < today:
                day += timedelta(days=1)
                stood += working_days.is_working_day(day)
            for name in ("decide_by", "first_contact_by"):
                if mine[name] >= since:
                    left = working_days.between(since, mine[name])
                    mine[name] = working_days.after(today, left)
                else:
                    late = working_days.between(mine[name], since)
                    mine[name] = working_days.after(mine[name], stood)
                    assert working_days.between(mine[name], today) == late
            self.paused[referral.pk] = None
        if not move.to or machine().is_open(move.to):
            return
        self.paused[referral.pk] = None

    @invariant()
    def the_story_is_whole(self):
        for referral in self.referrals:
            with as_owner():
                rows = list(StatusRow.objects.filter(referral=referral).order_by("number"))
                now = Referral.objects.get(pk=referral.pk)
            assert [row.number for row in rows] == list(range(1, len(rows) + 1))
            assert [(row.from_state, row.to_state, row.move) for row in rows] == self.rows[referral.pk]
            assert now.state == rows[-1].to_state
            assert now.state in machine().states
            assert {name: getattr(now, name) for name in FROM_SENDING} == self.clocks[referral.pk]
            assert now.paused_on == self.paused[referral.pk]
            # A clock that must be started runs exactly where the data says that something is due.
            running = machine().states[now.state].clock
            assert bool(now.answer_by) == (running == "answer")
            assert bool(now.review_by) == (running == "review")
            assert not (now.message_by and not machine().is_open(now.state))
            assert not (now.choose_by and now.state != "declined")
            due = queries.due(now)
            assert bool(due) == bool(running)

    @invariant()
    def everybody_was_told(self):
        for referral in self.referrals:
            with as_owner():
                keys = list(OutboxMessage.objects.filter(subject_id=referral.pk).values_list("key", flat=True))
            for number, (_before, _after, code) in enumerate(self.rows[referral.pk], start=1):
                for party in machine().moves[code].tells:
                    if party == "sender" and referral.sender_organisation_id is None:
                        continue  # the family is the sender
                    if party == "worker":
                        continue  # who gives it to themselves needs no email (test_team)
                    start = f"referrals.{code}:{referral.pk}:{number}:{party}"
                    assert any(key.startswith(start) for key in keys), start
            assert len(keys) == len(set(keys))

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


@pytest.mark.usefixtures("db")
@pytest.mark.slow
def test_no_sequence_of_moves_breaks_the_loop():
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],  # a sequence against a database takes minutes to be made shorter
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert FAMILY.user_id is None
