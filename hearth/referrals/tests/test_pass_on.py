"""A request that goes on elsewhere: both ends know, the family tells nothing twice, and the sender must choose."""

import pytest

from hearth.access.tests.factories import make_member
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, queries
from hearth.referrals.actions import Said
from hearth.referrals.models import LoopFact, Pathway, Referral, StatusRow
from hearth.referrals.tests.factories import NOW, following, fresh, later, make_service, send_referral, working


@pytest.fixture
def other(db):
    return make_service(name="Feeding friends")


def redirected(cast, other, state="opened", **how):
    referral = cast.brought_to(state, **how)
    with working(cast.worker) as by:
        return actions.redirect(referral=referral, service=other, by=by, now=later(hours=3), words="They know more.")


def test_what_is_passed_on_goes_on_with_all_that_was_said(cast, other):
    done = redirected(cast, other, sent_by_referrer=True)
    new, old = fresh(done.new), fresh(done.old)
    assert (old.state, new.state, new.service_id, new.reopens_id) == ("redirected", "sent", other.pk, old.pk)
    assert (new.what_help, new.sender_organisation_id) == (old.what_help, old.sender_organisation_id)
    with as_owner():
        assert new.people.count() == old.people.count() == 3
        rows = {row.referral_id: row for row in StatusRow.objects.filter(linked_reference__gt="")}
    assert rows[old.pk].linked_reference == new.reference
    assert rows[new.pk].linked_reference == old.reference
    assert new.decide_by > clock.today(later())


def test_the_family_gets_one_message_with_the_new_reference_and_a_code_that_opens_it(cast, other):
    done = redirected(cast, other)
    with as_owner():
        told = OutboxMessage.objects.filter(recipient="amina@home.example", created_at__isnull=False)
        assert told.filter(body__contains=done.new.reference).count() == 1
        assert told.count() == 2  # the first receipt and this
    with following(done.new):
        assert queries.followed().get().pk == done.new.pk
    assert fresh(done.new).code_hash


def test_both_services_and_the_sender_hear(cast, other):
    newcomer = make_member("practitioner", other.organisation)
    done = redirected(cast, other, sent_by_referrer=True)
    with as_owner():
        purposes = OutboxMessage.objects.filter
        assert purposes(subject_id=done.new.pk, recipient=newcomer.email).count() == 1
        assert purposes(subject_id=done.new.pk, recipient=cast.referrer.email).exists()
        assert purposes(subject_id=done.old.pk, recipient=cast.referrer.email, purpose="referrals.redirected").exists()
    with working(newcomer) as by:
        assert queries.received_by(by).get().reference == done.new.reference
        assert queries.person_told(done.new).given_name == "Amina"
    with working(cast.worker) as by:
        assert not queries.referrals_visible_to(by).filter(pk=done.new.pk).exists()


def test_it_goes_nowhere_where_the_family_must_agree_and_has_not(cast, other):
    manager = make_member("hub-manager", other.organisation)
    with working(manager) as by:
        actions.set_pathway(service=other, said=Said(needs_consent=True), version=0, by=by, now=later())
    with pytest.raises(actions.ConsentNeeded):
        redirected(cast, other, sent_by_referrer=True)
    with as_owner():
        assert Referral.objects.get().state == "sent"


def test_it_cannot_go_to_where_it_is_or_to_whoever_takes_nothing(cast, other):
    referral = cast.brought_to("opened")
    closed = make_service(name="Closed door", accepts_requests=False)
    with working(cast.worker) as by:
        for service, error in (
            (cast.service, actions.Incomplete),
            (None, actions.Incomplete),
            (closed, actions.NotAccepting),
        ):
            with pytest.raises(error):
                actions.redirect(referral=referral, service=service, by=by, now=later(hours=3))
    assert fresh(referral).state == "sent"
    with as_owner():
        assert Referral.objects.count() == 1


def test_after_a_no_the_sender_has_five_working_days_to_choose(cast):
    referral = cast.brought_to("declined", sent_by_referrer=True)
    assert fresh(referral).choose_by.isoformat() == "2026-03-10"
    assert cast.brought_to("declined").choose_by is None  # the family itself asked


@pytest.mark.parametrize("reason", ["own-support", "closed"])
def test_the_sender_helps_or_closes(cast, reason):
    referral = cast.brought_to("declined", sent_by_referrer=True)
    with working(cast.referrer) as by:
        actions.settle(referral=referral, by=by, now=later(days=1), reason=reason)
        with pytest.raises(actions.AlreadyMoved, match="already said how it goes on"):
            actions.settle(referral=referral, by=by, now=later(days=1), reason=reason)
    assert (fresh(referral).choose_by, fresh(referral).state) == (None, "declined")


def test_the_sender_sends_it_to_the_alternative_with_one_choice(cast, other):
    referral = cast.brought_to("declined", sent_by_referrer=True)
    with working(cast.referrer) as by:
        new = actions.settle(referral=referral, by=by, now=later(days=1), reason="sent-again", service=other)
        assert queries.sent_by(by).filter(pk=new.pk).exists()
    assert (new.service_id, fresh(new).reopens_id, new.sender_user_id) == (other.pk, referral.pk, cast.referrer.pk)
    assert fresh(referral).choose_by is None


def test_where_a_service_needs_the_familys_agreement_the_sender_asks_them_first(cast, other):
    referral = cast.brought_to("declined", sent_by_referrer=True)
    with as_owner():
        Pathway.objects.create(service=other, needs_consent=True, edited_at=NOW)
    with working(cast.referrer) as by:
        with pytest.raises(actions.ConsentNeeded):
            actions.settle(referral=referral, by=by, now=later(days=1), reason="sent-again", service=other)
        new = actions.settle(
            referral=referral, by=by, now=later(days=1), reason="sent-again", service=other, family_agrees=True
        )
    assert (fresh(new).lawful_basis, fresh(new).family_knows) == ("consent", True)
    assert fresh(referral).lawful_basis == "public-task"  # what was said of the first stays said


def test_what_follows_an_end_does_not_move_the_end_in_the_numbers(cast):
    referral = cast.brought_to("declined", sent_by_referrer=True)
    with as_owner():
        ended = LoopFact.objects.get(referral=referral).ended_at
    with following(referral):
        actions.complain(referral=referral, by=FAMILY, now=later(days=3), words="Nobody rang.")
    with as_owner():
        fact = LoopFact.objects.get(referral=referral)
    assert (fact.ended_at, fact.is_open, fact.reason) == (ended, False, "full")


def test_the_stranger_cannot_pass_on_what_is_not_theirs(cast, other):
    referral = send_referral(cast.service, cast.referrer).referral
    with working(cast.stranger) as by, pytest.raises(Referral.DoesNotExist):
        actions.redirect(referral=referral, service=other, by=by, now=later(hours=3))
