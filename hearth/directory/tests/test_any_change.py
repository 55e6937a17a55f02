"""No sequence of moves by anybody brings a change where the data does not, loses an answer, or publishes unapproved."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hearth.access.tests.support import actor
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions
from hearth.directory.changing import BadData, build, machine
from hearth.directory.models import ChangeStep, ListingChange, ListingVersion, Service
from hearth.directory.queries import listings
from hearth.directory.tests.changing import NOW, fresh, make_cast, trust

WHO = ("ewan", "hannah", "moira", "colin", "rubina", "priya")
REFUSALS = (
    actions.AlreadyMoved,
    actions.NotAllowed,
    actions.WordsMissing,
    actions.NothingChanged,
    actions.Stale,
    ListingChange.DoesNotExist,
    Service.DoesNotExist,
)
PARTS = {"name": ("Songs", "Song time", "Story time"), "phone": ("01632 960001", "01632 960002")}


class AnySequence(RuleBasedStateMachine):
    """One listing; everybody edits, sends, decides and takes back in any order, trusted or not."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.cast = make_cast(phone="01632 960001")
        self.at = NOW
        self.public = self.cast.public
        self.trusted = False

    def newest(self, maker=None):
        with as_owner():
            rows = ListingChange.objects.order_by("-created_at", "-id")
            return rows.filter(maker=maker).first() if maker else rows.first()

    @rule()
    def is_trusted_from_now_on(self):
        trust(self.cast.charity)
        self.trusted = True

    @rule(who=st.sampled_from(WHO), part=st.sampled_from(sorted(PARTS)), choice=st.integers(0, 2))
    def edits(self, who, part, choice):
        user = getattr(self.cast, who)
        self.at += timedelta(minutes=1)
        value = PARTS[part][choice % len(PARTS[part])]
        with acting_as(user_id=user.id):
            by = actor(user)
            before = listings.open_change(by, service_id=self.cast.service.id)
        try:
            change = self.cast.edits(user, **{part: value})
        except REFUSALS:
            assert before is None or before.state == "waiting" or who in ("rubina", "priya")
            return
        assert who not in ("rubina", "priya")
        if change is not None:
            shown = self.cast.public | fresh(change).values()
            assert shown[part] == value

    @rule(
        who=st.sampled_from(WHO),
        code=st.sampled_from(["send", "approve", "send-back", "take-back", "withdraw"]),
        words=st.sampled_from(["", "Say more."]),
        of_council=st.booleans(),
    )
    def moves(self, who, code, words, of_council):
        change = self.newest(self.cast.council if of_council else self.cast.charity)
        if change is None:
            return
        user = getattr(self.cast, who)
        self.at += timedelta(minutes=1)
        public = self.cast.public
        act = {
            "send": lambda by: actions.send(change_id=change.id, version=change.version, by=by, now=self.at),
            "approve": lambda by: actions.approve(
                change_id=change.id, version=change.version, listing_version=None, by=by, now=self.at
            ),
            "send-back": lambda by: actions.send_back(
                change_id=change.id, version=change.version, words=words, by=by, now=self.at
            ),
            "take-back": lambda by: actions.take_back(change_id=change.id, by=by, now=self.at),
            "withdraw": lambda by: actions.withdraw(change_id=change.id, by=by, now=self.at),
        }[code]
        try:
            with acting_as(user_id=user.id):
                act(actor(user))
        except REFUSALS:
            assert fresh(change).state == change.state
            assert self.cast.public == public
            return
        now = fresh(change)
        move = machine().moves["publish" if now.state == "published" else code]
        # It happened, so the data must allow it, by this person.
        assert change.state in move.origins
        assert now.state == move.to
        assert move.words != "required" or words
        assert who not in ("rubina", "priya")
        if move.who == "approver":
            assert who in ("moira", "colin")
            assert change.sent_by_user_id != user.id
        else:
            assert (who in ("moira", "colin")) == of_council
        if move.code == "publish":
            assert of_council or self.trusted
        if now.state in ("published", "approved"):
            self.public = self.public | now.values()

    @invariant()
    def the_public_reads_what_was_approved_and_nothing_else(self):
        assert self.cast.public == self.public

    @invariant()
    def the_story_is_whole(self):
        with as_owner():
            for change in ListingChange.objects.all():
                steps = list(ChangeStep.objects.filter(change=change).order_by("number"))
                assert [step.number for step in steps] == list(range(1, len(steps) + 1))
                states = ["draft", *(step.to_state for step in steps)]
                assert [step.from_state for step in steps] == states[:-1]
                assert change.state == states[-1]

    @invariant()
    def one_change_is_open_for_each_organisation(self):
        with as_owner():
            opened = list(ListingChange.objects.filter(state__in=machine().open_states).values_list("maker_id"))
        assert len(opened) == len(set(opened))

    @invariant()
    def versions_rise_and_the_newest_is_what_the_public_reads(self):
        with as_owner():
            kept = list(ListingVersion.objects.filter(service=self.cast.service).order_by("number"))
        if kept:
            assert kept[-1].document == self.cast.public
            assert [version.number for version in kept] == list(range(1, len(kept) + 1))

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


@pytest.mark.usefixtures("db")
@pytest.mark.slow
def test_no_sequence_of_moves_breaks_a_change():
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


GOOD = {
    "version": 1,
    "states": [{"code": c, "open": c in ("draft", "waiting", "sent-back")} for c in
               ("draft", "waiting", "sent-back", "approved", "published", "withdrawn")],
    "moves": [{"move": "send", "from": ["draft"], "to": "waiting", "who": "maker"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"states": [{"code": "draft", "open": True}]},
        {"moves": [{"move": "send", "from": ["nowhere"], "to": "waiting", "who": "maker"}]},
        {"moves": [{"move": "send", "from": ["approved"], "to": "waiting", "who": "maker"}]},
        {"moves": [{"move": "send", "from": ["draft"], "to": "waiting", "who": "anybody"}]},
        {"moves": [{"move": "send", "from": [], "to": "waiting", "who": "maker"}]},
    ],
)
def test_data_that_contradicts_itself_is_refused(wrong):
    assert build(GOOD).moves
    with pytest.raises(BadData):
        build(GOOD | wrong)
