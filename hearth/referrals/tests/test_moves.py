"""Every move: who may make it, from where, what it needs, and what follows."""

import pytest
from django.conf import settings

from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage, StoredEvent
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.tests.factories import following, fresh, later, make_service, send_request, working

DECLINE = {"reason": "full", "alternative_words": "The library's Tuesday group"}


def test_opening_acknowledges_and_stays_sent(cast):
    referral = cast.brought_to("opened")
    assert (referral.state, referral.acknowledged_at) == ("sent", later(hours=1))


def test_accepting_says_who_will_get_in_touch(cast):
    referral = cast.brought_to("accepted")
    with as_owner():
        row = StatusRow.objects.get(referral=referral, move="accept")
    assert (referral.state, referral.allocated_to) == ("accepted", cast.worker.pk)
    assert (row.number, row.from_state, row.to_state, row.actor_name) == (3, "sent", "accepted", cast.worker.name)


def test_a_request_must_be_opened_before_it_is_decided(cast):
    referral = cast.brought_to("sent")
    with working(cast.worker) as by, pytest.raises(actions.NotAllowed):
        actions.accept(referral=referral, by=by, now=later(hours=1))


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"reason": "", "alternative_words": "x"}, "reason"),
        ({"reason": "no-such", "alternative_words": "x"}, "reason"),
        ({"reason": "full", "alternative_words": " "}, "alternative"),
    ],
)
def test_declining_needs_a_reason_and_another_way(cast, values, missing):
    referral = cast.brought_to("opened")
    with working(cast.worker) as by, pytest.raises(actions.Incomplete) as raised:
        actions.decline(referral=referral, by=by, now=later(hours=2), **values)
    assert raised.value.missing == missing
    assert fresh(referral).state == "sent"


def test_declining_with_another_service(cast):
    other = make_service(name="Feeding friends")
    referral = cast.brought_to("opened")
    with working(cast.worker) as by:
        actions.decline(referral=referral, by=by, now=later(hours=2), reason="full", alternative_service=other)
    with as_owner():
        row = StatusRow.objects.get(move="decline")
    assert (row.alternative_service, row.reason) == (other, "full")


def test_completing_needs_an_outcome(cast):
    referral = cast.brought_to("in-progress")
    with working(cast.worker) as by, pytest.raises(actions.Incomplete):
        actions.complete(referral=referral, by=by, now=later(hours=9), by_need={"feeding": "no-such"})


@pytest.mark.parametrize("state", ["sent", "opened", "accepted", "in-progress"])
def test_a_family_can_take_it_back_while_it_goes_on(cast, state):
    referral = cast.brought_to(state)
    with following(referral):
        actions.withdraw(referral=referral, by=FAMILY, now=later(days=1))
    assert fresh(referral).state == "withdrawn"


@pytest.mark.parametrize("state", ["declined", "completed"])
def test_an_end_stays(cast, state):
    referral = cast.brought_to(state)
    with following(referral), pytest.raises(actions.AlreadyMoved, match="already"):
        actions.withdraw(referral=referral, by=FAMILY, now=later(days=1))


def test_a_sender_can_take_back_what_its_organisation_sent(cast):
    referral = cast.brought_to("accepted", sent_by_referrer=True)
    with working(cast.referrer) as by:
        actions.withdraw(referral=referral, by=by, now=later(days=1), words="They moved away")
    assert fresh(referral).state == "withdrawn"


def test_what_was_sent_by_mistake_leaves_the_queue(cast):
    from hearth.referrals import queries

    referral = cast.brought_to("sent", sent_by_referrer=True)
    with working(cast.referrer) as by:
        actions.mark_in_error(referral=referral, by=by, now=later(hours=1), reason="wrong-person")
    with working(cast.worker) as by:
        assert not queries.received_by(by).exists()


def test_who_comes_second_is_told_who_was_first(cast):
    referral = cast.brought_to("accepted")
    with working(cast.colleague) as by, pytest.raises(actions.AlreadyMoved) as raised:
        actions.decline(referral=referral, by=by, now=later(hours=4), **DECLINE)
    assert "already accepted" in str(raised.value)
    assert cast.worker.name in str(raised.value)
    assert fresh(referral).state == "accepted"


def test_for_anybody_else_it_does_not_exist(cast):
    referral = cast.brought_to("opened")
    for outsider in (cast.stranger, cast.referrer):
        with working(outsider) as by, pytest.raises(Referral.DoesNotExist):
            actions.accept(referral=referral, by=by, now=later(hours=2))


def test_the_sender_cannot_decide_for_the_service(cast):
    referral = cast.brought_to("opened", sent_by_referrer=True)
    with working(cast.referrer) as by, pytest.raises(actions.NotAllowed):
        actions.accept(referral=referral, by=by, now=later(hours=2))


def test_another_family_cannot_take_it_back(cast):
    referral, other = cast.brought_to("sent"), cast.brought_to("sent")
    with following(other), pytest.raises(Referral.DoesNotExist):
        actions.withdraw(referral=referral, by=FAMILY, now=later(hours=2))


def test_every_move_is_logged_and_kept_as_an_event(cast):
    referral = cast.brought_to("completed")
    with as_owner():
        logged = list(
            Entry.objects.filter(subject_id=referral.id, action__startswith="referrals.")
            .order_by("created_at")
            .values_list("action", flat=True)
        )
        events = list(StoredEvent.objects.filter(name__startswith="referrals.").values_list("name", flat=True))
    assert logged == [f"referrals.{n}" for n in ("sent", "opened", "accepted", "started", "completed")]
    assert sorted(events) == sorted(f"referrals.{n}" for n in ("Sent", "Opened", "Accepted", "Started", "Completed"))


def test_the_family_hears_of_each_answer_by_its_safe_contact(cast):
    referral = cast.brought_to("completed")
    with as_owner():
        told = list(
            OutboxMessage.objects.filter(subject_id=referral.id, recipient="amina@home.example")
            .order_by("created_at")
            .values_list("purpose", flat=True)
        )
    assert sorted(told) == ["referrals.accepted", "referrals.completed", "referrals.sent", "referrals.started"]


def test_the_sender_hears_of_every_step(cast):
    referral = cast.brought_to("completed", sent_by_referrer=True)
    with as_owner():
        told = OutboxMessage.objects.filter(subject_id=referral.id, recipient=cast.referrer.email)
        assert sorted(m.purpose for m in told) == sorted(
            f"referrals.{m}" for m in ("sent", "opened", "accepted", "started", "completed")
        )


def test_what_staff_are_told_leads_to_a_page_that_they_may_open(cast, client):
    """The sender's page and the service's are two; neither leads into a wall."""
    referral = cast.brought_to("accepted", sent_by_referrer=True)
    with working(cast.referrer) as by:
        actions.mark_in_error(referral=fresh(referral), by=by, now=later(hours=3), reason="wrong-service")
    with as_owner():
        told = list(OutboxMessage.objects.filter(subject_id=referral.id, recipient__in=[cast.referrer.email]))
        mistaken = OutboxMessage.objects.get(purpose="referrals.enteredinerror", recipient=cast.worker.email)
    enter(client, cast.referrer)
    for message in told:
        address = message.body.split(settings.PUBLIC_URL)[1].split()[0]
        assert client.get(address).status_code == 200, message.body
    assert settings.PUBLIC_URL not in mistaken.body  # the service sees nothing of it any more
    assert "need do nothing" in mistaken.body


def test_when_the_sender_has_left_their_colleagues_hear(cast):
    from hearth.access.models import Membership
    from hearth.access.tests.factories import make_member

    with as_owner():
        organisation = cast.referrer.active_membership.organisation
    colleague = make_member("referrer", organisation)
    referral = cast.brought_to("opened", sent_by_referrer=True)
    with as_owner():
        Membership.objects.filter(user=cast.referrer).update(is_active=False)
    with working(cast.worker) as by:
        actions.accept(referral=referral, by=by, now=later(hours=2))
    with as_owner():
        assert OutboxMessage.objects.filter(purpose="referrals.accepted", recipient=colleague.email).exists()


def test_the_story_cannot_be_rewritten(cast):
    from django.db import DatabaseError

    referral = send_request(cast.service).referral
    with working(cast.worker):
        row = StatusRow.objects.get(referral=referral)
        row.words = "Something else"
        with pytest.raises(DatabaseError, match="permission denied"):
            row.save()
