"""Two people at the same moment, on connections of their own: exactly one wins, and the other is told."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.tests.factories import asked, following, fresh, later, make_cast, working

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run the deeds in threads that start together; what each gave, or the exception it raised."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(index, deed):
        try:
            barrier.wait(timeout=10)
            results[index] = deed()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.parametrize("round_", range(3))
def test_of_two_staff_who_decide_one_wins(round_):
    cast = make_cast()
    referral = cast.brought_to("opened")

    def accept():
        with working(cast.worker) as by:
            return actions.accept(referral=referral, by=by, now=later(hours=2))

    def decline():
        with working(cast.colleague) as by:
            return actions.decline(
                referral=referral, by=by, now=later(hours=2), reason="full", alternative_words="The library"
            )

    results = at_once(accept, decline)
    won = [r for r in results if isinstance(r, Referral)]
    lost = [r for r in results if isinstance(r, actions.AlreadyMoved)]
    assert (len(won), len(lost)) == (1, 1), results
    assert "already" in str(lost[0])
    assert fresh(referral).state == won[0].state
    with as_owner():
        assert StatusRow.objects.filter(referral=referral, move__in=["accept", "decline"]).count() == 1
        news = OutboxMessage.objects.filter(
            subject_id=referral.id, purpose__in=["referrals.accepted", "referrals.declined"]
        )
        assert news.count() == 1


def test_a_family_and_a_worker_at_once():
    cast = make_cast()
    referral = cast.brought_to("opened")

    def accept():
        with working(cast.worker) as by:
            return actions.accept(referral=referral, by=by, now=later(hours=2))

    def withdraw():
        with following(referral):
            return actions.withdraw(referral=referral, by=FAMILY, now=later(hours=2))

    results = at_once(accept, withdraw)
    # A yes may still be taken back; a request taken back cannot be accepted.
    assert isinstance(results[1], Referral)
    assert isinstance(results[0], Referral | actions.AlreadyMoved)
    assert fresh(referral).state == "withdrawn"
    with as_owner():
        numbers = list(StatusRow.objects.filter(referral=referral).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_same_draft_sent_at_once_makes_one():
    cast = make_cast()
    key = uuid4()

    def send():
        return actions.send(service=cast.service, asked=asked(), sent_key=key, by=FAMILY, now=later())

    results = at_once(send, send, send)
    assert [type(r).__name__ for r in results] == ["Sending"] * 3, results
    assert len({r.referral.reference for r in results}) == 1
    assert sum(r.is_new for r in results) == 1
    with as_owner():
        assert Referral.objects.count() == 1
        assert OutboxMessage.objects.filter(purpose="referrals.sent").count() == 3  # the family and two workers
