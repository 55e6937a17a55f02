"""Warm handovers: a named colleague, a time, and no handover that is lost."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.core.models import OutboxMessage, StoredEvent
from hearth.core.tests.support import as_owner
from hearth.referrals import enquiries as rules
from hearth.referrals.actions import desk_upkeep
from hearth.referrals.actions import handovers as actions
from hearth.referrals.models import Handover, HandoverStep
from hearth.referrals.queries import handovers as queries
from hearth.referrals.refused import DeskRefused, EnquiryMoved
from hearth.referrals.tests.desk import Desk, fresh_handover, make_desk
from hearth.referrals.tests.factories import NOW, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def letters(user, purpose):
    with as_owner():
        return list(OutboxMessage.objects.filter(recipient=user.email, purpose=purpose))


def test_the_colleague_is_told_without_a_word_of_the_family(desk):
    desk.hands_over(words="Qxwords", contact="Qxphone")
    [letter] = letters(desk.worker, "enquiries.handed_over")
    assert letter.subject == "The front desk asks for you"
    assert "Qx" not in letter.subject + letter.body
    assert "ousing" not in letter.subject + letter.body


def test_who_waits_is_answered_in_fifteen_minutes_others_by_the_next_working_day():
    friday = datetime(2026, 4, 2, 14, 0, tzinfo=UTC)  # before the Easter bank holidays
    assert rules.answer_by("waits", friday) == friday + timedelta(minutes=15)
    assert rules.answer_by("later", friday) == datetime(2026, 4, 7, 16, 0, tzinfo=UTC)  # Tuesday 5pm in summer time


def test_somebody_who_does_not_wait_can_be_reached(desk):
    with pytest.raises(DeskRefused) as refused:
        desk.hands_over(urgency="later")
    assert refused.value.field == "contact"
    assert desk.hands_over(urgency="later", contact="Comes back at 2").state == "asked"


def test_a_handover_goes_to_colleagues_and_to_partners_who_take_the_topic(desk):
    assert desk.hands_over(desk.partner_worker).to_organisation_id == desk.partner.pk
    with pytest.raises(DeskRefused):
        desk.hands_over(desk.stranger)
    with working(desk.desk):
        assert {one.user_id for one in queries.takers(["housing"])} == {
            desk.worker.pk, desk.manager.pk, desk.partner_worker.pk,
        }  # fmt: skip
        assert desk.partner_worker.pk not in {one.user_id for one in queries.takers(["money"])}


def test_taken_and_finished_closes_the_loop_and_the_desk_sees_it(desk):
    handover = desk.hands_over()
    with working(desk.worker) as by:
        actions.take(handover_id=handover.pk, by=by, now=NOW)
        actions.finish(handover_id=handover.pk, result="talked", words="", by=by, now=NOW)
    with working(desk.second) as by:
        seen = queries.of_desk(by).get(pk=handover.pk)
        assert (seen.state, seen.result) == ("done", "talked")
        assert [step.move for step in queries.story(seen)] == ["finish", "take", "ask"]
    with as_owner():
        assert StoredEvent.objects.filter(name="referrals.HandoverMoved").count() == 3


def test_whoever_passed_it_on_still_sees_it_and_cannot_move_it(desk):
    handover = desk.hands_over()
    whom = {"to_user_id": desk.partner_worker.pk, "to_organisation_id": desk.partner.pk}
    with working(desk.worker) as by:
        actions.pass_on(handover_id=handover.pk, reason="not-mine", words="", by=by, now=NOW, **whom)
        assert queries.handovers_visible_to(by).get(pk=handover.pk).to_user_id == desk.partner_worker.pk
        with pytest.raises(EnquiryMoved):
            actions.take(handover_id=handover.pk, by=by, now=NOW)
    with working(desk.partner_worker) as by:
        assert actions.take(handover_id=handover.pk, by=by, now=NOW).state == "taken"


def test_a_handover_that_comes_back_tells_the_desk_and_can_be_asked_of_another(desk):
    handover = desk.hands_over()
    with working(desk.worker) as by:
        actions.pass_back(handover_id=handover.pk, reason="with-family", words="", by=by, now=NOW)
    assert len(letters(desk.desk, "enquiries.handover_back")) == 1
    with working(desk.second) as by:
        assert queries.late(queries.of_desk(by), NOW).get().pk == handover.pk
        whom = {"to_user_id": desk.manager.pk, "to_organisation_id": desk.hub.pk}
        actions.ask_again(handover_id=handover.pk, by=by, now=NOW, **whom)
    kept = fresh_handover(handover)
    assert (kept.state, kept.to_user_id) == ("asked", desk.manager.pk)
    assert len(letters(desk.manager, "enquiries.handed_over")) == 1


def test_nobody_else_takes_it_and_a_stranger_does_not_see_it(desk):
    handover = desk.hands_over()
    with working(desk.manager) as by, pytest.raises(EnquiryMoved):
        actions.take(handover_id=handover.pk, by=by, now=NOW)
    with working(desk.stranger) as by, pytest.raises(Handover.DoesNotExist):
        actions.take(handover_id=handover.pk, by=by, now=NOW)
    assert browser(desk.stranger).get(reverse("referrals:handover", args=[handover.pk])).status_code == 404


def test_without_an_answer_in_time_the_duty_lead_hears_of_it_once(desk):
    handover = desk.hands_over()
    assert desk_upkeep.escalate(now=NOW + timedelta(minutes=15)) == 0
    assert desk_upkeep.escalate(now=NOW + timedelta(minutes=16)) == 1
    assert desk_upkeep.escalate(now=NOW + timedelta(minutes=17)) == 0
    assert len(letters(desk.manager, "enquiries.late")) == 1
    assert letters(desk.desk, "enquiries.late") == []
    # asked of somebody else, the time starts again, and with it the telling
    with working(desk.desk) as by:
        whom = {"to_user_id": desk.manager.pk, "to_organisation_id": desk.hub.pk}
        actions.ask_again(handover_id=handover.pk, by=by, now=NOW + timedelta(minutes=20), **whom)
    assert desk_upkeep.escalate(now=NOW + timedelta(minutes=30)) == 0
    assert desk_upkeep.escalate(now=NOW + timedelta(minutes=36)) == 1


def test_how_to_reach_them_is_forgotten_only_after_it_ended(desk):
    handover = desk.hands_over(urgency="later", contact="07700 900123", words="Qx")
    late = NOW + timedelta(days=60)
    desk_upkeep.forget(today=late.date(), now=late)
    assert fresh_handover(handover).contact
    with working(desk.desk) as by:
        actions.settle(handover_id=handover.pk, result="settled", words="Qx", by=by, now=NOW)
    desk_upkeep.forget(today=late.date(), now=late)
    assert (fresh_handover(handover).contact, fresh_handover(handover).words) == ("", "")
    with as_owner():
        assert not HandoverStep.objects.exclude(words="").exists()


MOVES = ["take", "pass-back", "pass-on", "finish", "ask-again", "settle"]
PEOPLE = ["desk", "second", "worker", "manager", "partner_worker", "stranger"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=8))
@pytest.mark.slow
def test_no_sequence_of_moves_by_anybody_loses_a_handover(desk, tries):
    """Whoever tries what: it is with a named person who may take it, or back at the desk, or ended with a result; and
    its steps say how it came there."""
    handover = desk.hands_over()
    for move, who, whom in tries:
        before = fresh_handover(handover)
        user, other = getattr(desk, who), desk.to(getattr(desk, whom))
        to = {"to_user_id": other.user_id, "to_organisation_id": other.organisation_id}
        extra = {
            "take": {},
            "pass-back": {"reason": "other", "words": ""},
            "pass-on": {"reason": "other", "words": ""} | to,
            "finish": {"result": "talked", "words": ""},
            "settle": {"result": "settled", "words": ""},
            "ask-again": to,
        }[move]
        try:
            with working(user) as by:
                getattr(actions, move.replace("-", "_"))(handover_id=handover.pk, by=by, now=NOW, **extra)
        except (EnquiryMoved, DeskRefused, Handover.DoesNotExist):
            assert fresh_handover(handover).state == before.state
            assert fresh_handover(handover).to_user_id == before.to_user_id
            continue
        rule, after = rules.moves()[move], fresh_handover(handover)
        assert before.state in rule.start
        assert after.state == rule.to
    kept = fresh_handover(handover)
    with as_owner():
        steps = list(HandoverStep.objects.filter(handover=kept).order_by("number"))
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert all(one.to_state == two.from_state for one, two in pairwise(steps))
    assert (steps[-1].to_state, steps[-1].to_user_id) == (kept.state, kept.to_user_id)
    assert kept.to_user_id in {desk.worker.pk, desk.manager.pk, desk.partner_worker.pk}
    assert (kept.state == "done") == bool(kept.result) == bool(kept.finished_at)
    with working(desk.desk) as by:
        live = queries.of_desk(by).filter(state__in=queries.LIVE, pk=kept.pk).exists()
    assert live == (kept.state != "done")


def test_the_pages_of_both_sides(desk):
    handover = desk.hands_over(words="Speaks Polish")
    colleague, receptionist = browser(desk.worker), browser(desk.desk)
    page = colleague.get(reverse("referrals:handover", args=[handover.pk])).content.decode()
    assert "Speaks Polish" in page
    assert "I take them over" in page
    assert (
        "Ask somebody else" in receptionist.get(reverse("referrals:desk_handover", args=[handover.pk])).content.decode()
    )
    assert colleague.post(reverse("referrals:take_over", args=[handover.pk])).status_code == 302
    assert colleague.post(reverse("referrals:take_over", args=[handover.pk])).status_code == 409
    assert "Idris Vale has them" in receptionist.get(reverse("referrals:desk")).content.decode()
    answer = colleague.post(reverse("referrals:finish_handover", args=[handover.pk]), {})
    assert "Choose what came of it" in answer.content.decode()
    colleague.post(reverse("referrals:finish_handover", args=[handover.pk]), {"result": "talked"})
    assert fresh_handover(handover).state == "done"
