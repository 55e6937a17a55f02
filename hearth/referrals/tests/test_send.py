"""A request is sent once, with everything that follows from it, or not at all."""

from datetime import date
from uuid import uuid4

import pytest

from hearth.core.actors import FAMILY
from hearth.core.models import MessageStatus, OutboxMessage, StoredEvent
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact
from hearth.families.models import SafeContact, SourceRecord
from hearth.referrals import actions, references
from hearth.referrals.models import Referral, ReferralPerson, StatusRow
from hearth.referrals.tests.factories import NOW, asked, make_service, mother, send_referral, send_request, working


def messages(purpose="referrals.sent"):
    with as_owner():
        return list(OutboxMessage.objects.filter(purpose=purpose).order_by("recipient"))


def test_a_family_sends_a_request_without_an_account(cast):
    sending = send_request(cast.service)
    with as_owner():
        referral = Referral.objects.get()
        people = list(ReferralPerson.objects.select_related("source_record"))
        row = StatusRow.objects.get()
    assert referral == sending.referral
    assert (referral.state, referral.kind, referral.provider_id) == ("sent", "request", cast.service.organisation_id)
    assert [(p.role, p.source_record.given_name) for p in people] == [
        ("sender", "Amina"),
        ("child", "Yusuf"),
        ("child", ""),
    ]
    assert (row.number, row.from_state, row.to_state, row.move) == (1, "draft", "sent", "send")


def test_the_clocks_count_working_days(cast):
    # Sent on Maundy Thursday 2026: Good Friday and Easter Monday are bank holidays.
    thursday = NOW.replace(month=4, day=2)
    referral = send_request(cast.service, now=thursday).referral
    assert referral.acknowledge_by == date(2026, 4, 8)
    assert referral.decide_by == date(2026, 4, 13)
    assert referral.first_contact_by == date(2026, 4, 20)


def test_who_asks_for_children_is_related_to_them_as_they_said(cast):
    people = asked().people
    for relation, said in (
        ("mother", ["parent", "expecting"]),
        ("grandparent", ["grandparent", "grandparent"]),
        ("grandfather", ["other", "other"]),
        ("self", []),
    ):
        first = (people[0][0], mother(relation=relation))
        referral = send_request(cast.service, people=[first, *people[1:]]).referral
        with as_owner():
            adult = referral.people.get(order=0).source_record
            assert sorted(adult.relationships.values_list("kind", flat=True)) == sorted(said)


def test_the_receipt_goes_to_the_safe_contact_with_reference_and_code(cast):
    sending = send_request(cast.service)
    receipt = next(m for m in messages() if m.recipient == "amina@home.example")
    assert sending.referral.reference in receipt.body
    assert sending.code in receipt.body
    for secret in ("Amina", "Yusuf", cast.service.name, cast.service.organisation.name, "Feeding"):
        assert secret not in receipt.subject
        assert secret not in receipt.body


def test_staff_who_open_requests_are_told_without_a_word_about_the_family(cast):
    send_request(cast.service)
    notices = [m for m in messages() if m.recipient != "amina@home.example"]
    assert {m.recipient for m in notices} == {cast.worker.email, cast.colleague.email}
    for notice in notices:
        assert "Amina" not in notice.body + notice.subject
        assert "Begum" not in notice.body + notice.subject


def test_the_code_is_stored_as_a_hash_only(cast):
    sending = send_request(cast.service)
    with as_owner():
        stored = Referral.objects.get().code_hash
    assert sending.code not in stored
    assert references.is_code(reference=sending.referral.reference, code=sending.code, code_hash=stored)
    assert not references.is_code(reference="AAAA-BBBB", code=sending.code, code_hash=stored)


def test_the_same_draft_sent_twice_makes_one(cast):
    key = uuid4()
    first, second = send_request(cast.service, key=key), send_request(cast.service, key=key)
    assert first.referral == second.referral
    assert (first.is_new, second.is_new, second.code) == (True, False, "")
    with as_owner():
        assert Referral.objects.count() == StatusRow.objects.count() == 1
        assert SourceRecord.objects.count() == 3
    assert len(messages()) == 3


def test_do_not_contact_holds_every_message_and_keeps_the_record(cast):
    sending = send_request(cast.service, contact=Contact(channels=["email"], email="a@b.example", do_not_contact=True))
    held = [m for m in messages() if m.status == MessageStatus.HELD]
    assert [(m.recipient, m.body) for m in held] == [("", "")]
    assert sending.code  # shown on the screen


def test_a_family_that_does_not_know_is_not_told(cast):
    send_referral(cast.service, cast.referrer, family_knows=False, family_knows_why_not="It would put her at risk")
    with as_owner():
        assert not OutboxMessage.objects.filter(recipient="amina@home.example").exists()
        assert OutboxMessage.objects.filter(status=MessageStatus.HELD).count() == 1


def test_a_professional_gets_a_receipt_of_their_own(cast):
    sending = send_referral(cast.service, cast.referrer)
    assert sending.referral.kind == "referral"
    assert cast.referrer.email in {m.recipient for m in messages()}


def test_a_member_without_the_permission_cannot_send(cast):
    from hearth.access.tests.factories import make_member

    analyst = make_member("analyst")
    with pytest.raises(actions.NotAllowed):
        send_referral(cast.service, analyst)


def test_a_service_that_takes_no_requests_gets_none(cast):
    service = make_service(cast.service.organisation, accepts_requests=False)
    with pytest.raises(actions.NotAccepting):
        send_request(service)
    with as_owner():
        assert not Referral.objects.exists()


def test_a_service_where_nobody_works_here_is_brought_to_the_councils_attention(db):
    from hearth.access.tests.factories import make_member, make_organisation

    manager = make_member("hub-manager", make_organisation(is_host=True))
    send_request(make_service())
    (told,) = messages("referrals.nobody-there")
    assert told.recipient == manager.email


def test_nothing_stays_when_a_notice_fails(cast, monkeypatch):
    from hearth.core import events
    from hearth.referrals.events import Sent
    from hearth.workflows import REACTIONS

    def fails(event, by):
        raise ZeroDivisionError

    events.connect({Sent: [fails]})
    try:
        with pytest.raises(ZeroDivisionError):
            send_request(cast.service)
    finally:
        events.connect(REACTIONS)
    with as_owner():
        assert not Referral.objects.exists()
        assert not SourceRecord.objects.exists()
        assert not OutboxMessage.objects.exists()
        assert not StoredEvent.objects.exists()


def test_a_visitor_without_the_reference_sees_nothing(cast):
    send_request(cast.service)
    assert not Referral.objects.exists()
    assert not SourceRecord.objects.exists()
    assert not SafeContact.objects.exists()


def test_a_family_cannot_write_under_a_reference_that_is_not_its_own(cast):
    from django.db import ProgrammingError

    from hearth.core.rowcontext import acting_as

    sending = send_request(cast.service)
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(reference="BCDF-GHJK"):
        sending.referral.pk = uuid4()
        sending.referral.sent_key = uuid4()
        sending.referral._state.adding = True
        sending.referral.save()
    assert asked().people
    assert FAMILY.user_id is None
    with working(cast.worker):
        assert Referral.objects.count() == 1
