"""What has ended stays an end, and goes on as a new request: once, in time, and only where the family agrees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.core import clock, working_days
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, queries
from hearth.referrals.models import Attachment, LoopFact, Pathway, Referral, StatusRow
from hearth.referrals.tests.factories import NOW, following, fresh, later, make_service, send_request, working
from hearth.referrals.tests.test_desk import browser

AGAIN = later(days=10)


def reopened(user, referral, now=AGAIN, **given):
    with working(user) as by:
        return actions.reopen(referral=referral, by=by, now=now, **{"reason": "needed-again"} | given).referral


def asks_again(referral, now=AGAIN, words="It hurts again."):
    with following(referral):
        return actions.reopen(referral=referral, by=FAMILY, now=now, reason="needed-again", words=words)


def withdrawn(cast, by_family=True):
    referral = cast.brought_to("accepted", sent_by_referrer=True)
    if by_family:
        with following(referral):
            return actions.withdraw(referral=referral, by=FAMILY, now=later(days=1))
    with working(cast.referrer) as by:
        return actions.withdraw(referral=referral, by=by, now=later(days=1))


@pytest.mark.parametrize("state", ["completed", "declined"])
@pytest.mark.parametrize("who", ["worker", "referrer"])
def test_the_service_and_the_sender_open_it_again_as_a_new_one_with_all_that_was_said(cast, state, who):
    old = cast.brought_to(state, sent_by_referrer=True)
    with as_owner():
        Attachment.objects.create(referral=old, name="letter.pdf", kind="pdf", size=9, digest="0", content=b"%PDF-")
    new = fresh(reopened(getattr(cast, who), old, words="They rang me."))
    assert (new.state, new.reopens_id, new.service_id) == ("sent", old.pk, old.service_id)
    assert (new.what_help, new.sender_organisation_id) == (old.what_help, old.sender_organisation_id)
    assert (fresh(old).state, fresh(old).choose_by) == (state, None)
    with as_owner():
        assert new.people.count() == old.people.count()
        assert new.attachments.count() == 1
        assert StatusRow.objects.get(referral=new).words == "They rang me."
        assert StatusRow.objects.get(referral=old, move="reopen").linked_reference == new.reference


def test_its_clocks_begin_anew(cast):
    new = fresh(reopened(cast.worker, cast.brought_to("completed")))
    today = clock.today(AGAIN)
    assert new.acknowledge_by == working_days.after(today, 2)
    assert new.decide_by == working_days.after(today, 5)
    assert new.first_contact_by == working_days.after(today, 10)


def test_everybody_hears_once(cast):
    old = cast.brought_to("completed", sent_by_referrer=True)
    with as_owner():
        OutboxMessage.objects.all().delete()
    new = reopened(cast.worker, old)
    with as_owner():
        family = OutboxMessage.objects.get(recipient="amina@home.example")
        service = OutboxMessage.objects.filter(recipient__in=[cast.worker.email, cast.colleague.email])
        sender = OutboxMessage.objects.filter(recipient=cast.referrer.email)
        assert new.reference in family.body
        assert "goes on" in family.body
        assert {(message.recipient, message.subject_id) for message in service} == {
            (cast.worker.email, new.pk),
            (cast.colleague.email, new.pk),
        }
        assert sender.filter(subject_id=old.pk).count() == sender.filter(subject_id=new.pk).count() == 1


@pytest.mark.parametrize("state", ["completed", "declined"])
def test_a_family_asks_again_with_its_own_code(cast, state):
    old = cast.brought_to(state)
    sending = asks_again(old)
    with following(sending.referral):
        assert queries.followed().get().pk == sending.referral.pk
        assert queries.person_told(sending.referral).given_name == "Amina"
    assert sending.code
    with working(cast.worker) as by:
        assert queries.received_by(by).filter(pk=sending.referral.pk).exists()


def test_it_goes_on_once(cast):
    old = cast.brought_to("completed")
    reopened(cast.worker, old)
    with pytest.raises(actions.AlreadyMoved, match="already opened this again"):
        reopened(cast.worker, old)
    with pytest.raises(actions.AlreadyMoved):
        asks_again(old)
    with as_owner():
        assert Referral.objects.count() == 2


def test_what_the_sender_sent_elsewhere_goes_on_there_alone(cast):
    old = cast.brought_to("declined", sent_by_referrer=True)
    with working(cast.referrer) as by:
        actions.settle(
            referral=old, by=by, now=later(days=1), reason="sent-again", service=make_service(name="Feeding friends")
        )
    with pytest.raises(actions.AlreadyMoved, match="how it goes on"):
        reopened(cast.worker, old)


def test_ninety_days_after_the_end_it_is_too_late(cast):
    old = cast.brought_to("completed")
    last = old.state_at + timedelta(days=90)
    with pytest.raises(actions.AlreadyMoved, match="more than 90 days ago"):
        asks_again(old, now=last + timedelta(days=1))
    asks_again(old, now=last)


@pytest.mark.parametrize("state", ["sent", "accepted", "waiting", "in-progress", "on-hold", "needs-information"])
def test_what_goes_on_cannot_be_opened_again(cast, state):
    old = cast.brought_to(state)
    with pytest.raises(actions.AlreadyMoved):
        reopened(cast.worker, old)
    assert fresh(old).state == old.state


def test_what_the_family_took_back_goes_on_only_where_it_agrees(cast):
    old = withdrawn(cast)
    with pytest.raises(actions.ConsentNeeded):
        reopened(cast.referrer, old)
    assert reopened(cast.referrer, old, family_agrees=True).state == "sent"


def test_what_the_sender_took_back_the_sender_opens_again(cast):
    assert reopened(cast.referrer, withdrawn(cast, by_family=False)).state == "sent"


def test_where_the_service_needs_agreement_a_family_that_asks_itself_gives_it(cast):
    old = cast.brought_to("completed", sent_by_referrer=True)
    with as_owner():
        Pathway.objects.create(service=cast.service, needs_consent=True, edited_at=NOW)
    with pytest.raises(actions.ConsentNeeded):
        reopened(cast.referrer, old)
    new = fresh(asks_again(old).referral)
    assert (new.lawful_basis, fresh(old).lawful_basis) == ("consent", "public-task")


def test_where_the_service_takes_no_more_requests_nothing_begins(cast):
    old = cast.brought_to("completed")
    with as_owner():
        type(cast.service).objects.filter(pk=cast.service.pk).update(accepts_requests=False)
        old = Referral.objects.select_related("service").get(pk=old.pk)
    with pytest.raises(actions.NotAccepting):
        reopened(cast.worker, old)
    assert not queries.can_be_reopened(old, clock.today(AGAIN))


def test_a_stranger_opens_nothing_again(cast):
    with pytest.raises(Referral.DoesNotExist):
        reopened(cast.stranger, cast.brought_to("completed"))


def test_the_numbers_of_the_first_stay_as_they_were(cast):
    old = cast.brought_to("completed")
    with as_owner():
        before = LoopFact.objects.get(referral=old).ended_at
    reopened(cast.worker, old)
    with as_owner():
        assert LoopFact.objects.get(referral=old).ended_at == before


def test_the_pages_offer_it_and_lead_to_the_new_one(cast):
    with clock.standing_at(NOW):
        old = cast.brought_to("completed", sent_by_referrer=True)
    with clock.standing_at(AGAIN):
        window = browser(cast.worker)
        page = window.get(reverse("referrals:record", args=[old.reference])).content.decode()
        address = reverse("referrals:reopen", args=[old.reference])
        assert address in page
        assert "Choose why it is opened again" in window.post(address, {}).content.decode()
        done = window.post(address, {"reason": "by-mistake", "words": "Qxwords for the service"})
        new = Referral.objects.none()
        with as_owner():
            new = Referral.objects.get(reopens=old)
        assert done.url == reverse("referrals:record", args=[new.reference])
        assert address not in window.get(reverse("referrals:record", args=[old.reference])).content.decode()
        assert window.get(address).url == reverse("referrals:record", args=[old.reference])
        sender = browser(cast.referrer).get(reverse("referrals:sent_record", args=[old.reference])).content.decode()
        assert new.reference in sender


def test_the_family_sees_its_new_reference_and_code_and_not_what_staff_wrote(cast, client):
    with clock.standing_at(NOW):
        sending = send_request(cast.service)
        referral = sending.referral
        for move, given in (
            ("open", {}),
            ("accept", {}),
            ("start", {}),
            ("complete", {"by_need": {"feeding": "needs-met"}}),
        ):
            with working(cast.worker) as by:
                referral = getattr(actions, move)(referral=referral, by=by, now=NOW, **given)
    with clock.standing_at(AGAIN):
        client.post(reverse("referrals:follow"), {"reference": referral.reference, "code": sending.code})
        address = reverse("referrals:reopen_own")
        assert address in client.get(reverse("referrals:followed")).content.decode()
        assert "Write what has changed" in client.post(address, {}).content.decode()
        assert client.post(address, {"words": "It hurts again."}).url == reverse("referrals:asked")
        with as_owner():
            new = Referral.objects.get(reopens=referral)
        assert new.reference in client.get(reverse("referrals:asked")).content.decode()
        page = client.get(reverse("referrals:followed")).content.decode()
        assert new.reference in page
        assert "It hurts again." in page


def test_a_family_that_is_not_written_to_follows_it_to_the_new_one(cast, client):
    with clock.standing_at(NOW):
        sending = send_request(cast.service)
        with following(sending.referral):
            old = actions.withdraw(referral=sending.referral, by=FAMILY, now=NOW)
    with clock.standing_at(AGAIN):
        new = reopened(cast.worker, old, family_agrees=True, words="Qxstaff")
        client.post(reverse("referrals:follow"), {"reference": old.reference, "code": sending.code})
        assert reverse("referrals:go_on") in client.get(reverse("referrals:followed")).content.decode()
        client.post(reverse("referrals:go_on"))
        page = client.get(reverse("referrals:followed")).content.decode()
        assert new.reference in page
        assert "Qxstaff" not in page


def test_only_who_decides_at_the_service_is_offered_it(cast):
    with clock.standing_at(NOW):
        old = cast.brought_to("completed")
    editor = make_member("provider-editor", cast.service.organisation)
    assert browser(editor).get(reverse("referrals:reopen", args=[old.reference])).status_code == 403
