"""No sequence of moves by any actor reaches an undefined state, loses a row, skips a notice or moves a clock."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.events import OF_MOVE
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.tests.factories import NOW, following, fresh, make_cast, send_referral, send_request, working

GIVEN = {
    "decline": {"reason": "age", "alternative_words": "The drop-in at the library"},
    "complete": {"outcome": "partly-met"},
    "mark-in-error": {"reason": "sent-twice"},
}
ACTORS = ("worker", "colleague", "referrer", "stranger", "family")
MOVES = sorted(set(OF_MOVE) - {"send"})
REFUSALS = (actions.AlreadyMoved, actions.NotAllowed, actions.Incomplete, Referral.DoesNotExist)


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
        self.rows = {r.pk: [("draft", "sent", "send")] for r in self.referrals}
        self.clocks = {r.pk: (r.acknowledge_by, r.decide_by, r.first_contact_by) for r in self.referrals}

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
        needed = GIVEN.get(code, {})
        given = needed if complete else dict.fromkeys(needed, "")
        acting = following(referral) if who == "family" else working(getattr(self.cast, who))
        try:
            with acting as by:
                act(referral=before, by=by, now=self.at, **given)
        except REFUSALS:
            after = fresh(referral)
            assert (after.state, after.state_at, after.acknowledged_at) == (
                before.state,
                before.state_at,
                before.acknowledged_at,
            )
            return
        # It happened, so the data must allow it, by this actor, complete.
        assert before.state in move.origins
        assert complete or not needed
        party = "family" if who == "family" else "sender" if who == "referrer" else "provider"
        assert who != "stranger"
        assert move.permission_for(party) is not None
        assert not move.opened or before.acknowledged_at is not None
        assert party != "sender" or referral.sender_organisation_id
        self.rows[referral.pk].append((before.state, move.to, code))

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
            assert (now.acknowledge_by, now.decide_by, now.first_contact_by) == self.clocks[referral.pk]

    @invariant()
    def everybody_was_told(self):
        for referral in self.referrals:
            with as_owner():
                keys = list(OutboxMessage.objects.filter(subject_id=referral.pk).values_list("key", flat=True))
            for number, (_before, _after, code) in enumerate(self.rows[referral.pk], start=1):
                for party in machine().moves[code].tells:
                    if party == "sender" and referral.sender_organisation_id is None:
                        continue  # the family is the sender
                    start = f"referrals.{code}:{referral.pk}:{number}:{party}"
                    assert any(key.startswith(start) for key in keys), start
            assert len(keys) == len(set(keys))

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


@pytest.mark.usefixtures("db")
def test_no_sequence_of_moves_breaks_the_loop():
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=25, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert FAMILY.user_id is None
