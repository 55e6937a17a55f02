"""A family opens its request by reference and code, in few tries, and keeps its contact right."""

from datetime import time

import pytest

from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact
from hearth.referrals import actions, attempts, queries, references
from hearth.referrals.actions import Opening
from hearth.referrals.tests.factories import NOW, following, fresh, later, send_request, working


def open_it(reference, code, address="192.0.2.1", now=NOW):
    return actions.open_with_code(reference=reference, code=code, address=address, now=now)


def test_the_right_code_opens(cast):
    sending = send_request(cast.service)
    assert open_it(sending.referral.reference, sending.code) is Opening.OPENED


def test_a_wrong_code_and_an_unknown_reference_look_the_same(cast):
    sending = send_request(cast.service)
    assert open_it(sending.referral.reference, "BBB-BBB") is Opening.WRONG
    assert open_it("BBBB-BBBB", sending.code) is Opening.WRONG


def test_tries_are_few_for_one_reference_from_wherever_they_come(cast):
    sending = send_request(cast.service)
    for n in range(attempts.PER_REFERENCE):
        assert open_it(sending.referral.reference, "BBB-BBB", address=f"192.0.2.{n}") is Opening.WRONG
    assert open_it(sending.referral.reference, sending.code, address="192.0.2.99") is Opening.TOO_MANY
    assert open_it(sending.referral.reference, sending.code, now=later(minutes=16)) is Opening.OPENED


def test_tries_are_few_from_one_address_whatever_the_reference(cast):
    for n in range(attempts.PER_ADDRESS):
        reference = references.reference_for(cast.service.id, n)
        assert open_it(reference, "BBB-BBB") is Opening.WRONG
    assert open_it("BBBB-CCCC", "BBB-BBB") is Opening.TOO_MANY
    assert open_it("BBBB-CCCC", "BBB-BBB", address="192.0.2.2") is Opening.WRONG


def test_what_cannot_be_a_reference_takes_no_try_from_anybody_else(cast):
    for n in range(attempts.PER_REFERENCE + 1):
        assert open_it("", "", address=f"192.0.2.{n}") is Opening.WRONG
    for _ in range(attempts.PER_ADDRESS - 1):
        assert open_it("", "", address="192.0.2.1") is Opening.WRONG
    assert open_it("", "", address="192.0.2.1") is Opening.TOO_MANY


def test_no_cache_row_names_an_address_or_a_reference(cast):
    from django.db import connection

    open_it("BBBB-CCCC", "BBB-BBB")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select cache_key from core_cache")
        keys = " ".join(row[0] for row in cursor.fetchall())
    assert keys
    assert "BBBB" not in keys
    assert "192.0.2.1" not in keys


@pytest.mark.parametrize("typed", ["k7rm29tx", " K7RM-29TX ", "k7rm 29tx", "K7RM–29TX"])
def test_a_reference_is_understood_however_it_is_typed(typed):
    assert references.tidy_reference(typed) == "K7RM-29TX"


@pytest.mark.parametrize("typed", ["", "K7RM", "K7RM-29TO", "K7RM-29T0", "K7RM-29TXX", "٣٣٣٣٣٣٣٣"])
def test_what_cannot_be_a_reference_is_refused(typed):
    assert references.tidy_reference(typed) == ""


def test_references_have_no_signs_that_sound_or_look_alike():
    assert not set("01OIL") & set(references.ALPHABET)
    assert len(set(references.ALPHABET)) == 28


def test_a_new_code_ends_the_old_one(cast):
    sending = send_request(cast.service)
    with following(sending.referral):
        code = actions.new_code(referral=sending.referral, by=FAMILY, now=later(hours=1))
    assert open_it(sending.referral.reference, sending.code) is Opening.WRONG
    assert open_it(sending.referral.reference, code) is Opening.OPENED


def test_a_changed_contact_counts_from_the_next_message(cast):
    referral = cast.brought_to("opened")
    with following(referral):
        actions.set_contact(
            referral=referral, contact=Contact(channels=["text"], phone="+441632960999"), by=FAMILY, now=later(hours=2)
        )
        assert queries.contact_of(referral).phone == "+441632960999"
    with working(cast.worker) as by:
        actions.accept(referral=referral, by=by, now=later(hours=3))
    with as_owner():
        message = OutboxMessage.objects.get(purpose="referrals.accepted")
    assert (message.channel, message.recipient) == ("text", "+441632960999")


def test_news_that_waited_for_the_old_contact_goes_by_the_new_one_alone(cast):
    # given news that waits for the safe hours of the old contact
    referral = cast.brought_to("opened")
    with following(referral):
        actions.set_contact(
            referral=referral,
            contact=Contact(channels=["email"], email="old@home.example", safe_from=time(1), safe_until=time(2)),
            by=FAMILY,
            now=later(hours=1),
        )
    with working(cast.worker) as by:
        actions.accept(referral=referral, by=by, now=later(hours=2))
    # when the family says anew how it may be reached
    with following(referral):
        actions.set_contact(
            referral=referral,
            contact=Contact(channels=["email"], email="new@home.example"),
            by=FAMILY,
            now=later(hours=3),
        )
    # then nothing is left for the old address, and one message without news of its own goes to the new one
    with as_owner():
        assert not OutboxMessage.objects.filter(recipient="old@home.example").exists()
        message = OutboxMessage.objects.get(recipient="new@home.example")
    assert "There is news" in message.body
    assert message.status == "queued"


def test_the_service_cannot_change_how_a_family_is_reached(cast):
    referral = cast.brought_to("opened")
    with working(cast.worker) as by, pytest.raises(actions.NotAllowed):
        actions.set_contact(referral=referral, contact=Contact(), by=by, now=later(hours=2))
    assert fresh(referral).code_hash
