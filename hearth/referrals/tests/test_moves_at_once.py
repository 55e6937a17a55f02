"""Two people at the same moment, on connections of their own: exactly one wins, and the other is told."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from hearth.access.tests.factories import make_member
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
            barrier.wait(timeout=30)
            results[index] = deed()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
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


@pytest.mark.slow
def test_of_fifty_staff_on_one_queue_nobody_decides_what_is_decided():
    """Fifty press at the same moment on a queue of ten: each of the ten is decided once, the others hear by whom."""
    cast = make_cast()
    queue = [cast.brought_to("opened") for _n in range(10)]
    staff = [make_member("practitioner", cast.service.organisation) for _n in range(50)]
    ways = [
        ("accept", {}),
        ("decline", {"reason": "full", "alternative_words": "The library"}),
        ("put_on_waiting_list", {}),
        ("ask_for_information", {"words": "When?"}),
    ]

    def press(number, user):
        name, given = ways[number // len(queue) % len(ways)]

        def deed():
            with working(user) as by:
                return getattr(actions, name)(referral=queue[number % len(queue)], by=by, now=later(hours=2), **given)

        return deed

    results = at_once(*[press(number, user) for number, user in enumerate(staff)])
    lost = [r for r in results if isinstance(r, actions.AlreadyMoved)]
    won = [r for r in results if isinstance(r, Referral)]
    assert len(won) + len(lost) == 50, [r for r in results if not isinstance(r, Referral | actions.AlreadyMoved)][:3]
    with as_owner():
        for referral in queue:
            rows = list(StatusRow.objects.filter(referral=referral).order_by("number"))
            assert [row.number for row in rows] == list(range(1, len(rows) + 1))
            # One decision; after a yes it may still be put on the list, and after a question somebody may say no.
            decided = tuple(row.move for row in rows[2:])
            assert len(decided) == 1 or decided in {
                ("accept", "put-on-waiting-list"),
                ("ask-for-information", "decline"),
            }
        assert len(won) == StatusRow.objects.filter(referral__in=queue, number__gt=2).count()


def test_two_who_start_from_one_list_at_once_wait_for_nobody():
    """Each passes over others; whoever is second finds the list as the first left it."""
    cast = make_cast()
    line = [cast.brought_to("waiting") for _n in range(4)]
    line.sort(key=lambda one: one.pk)  # sent at the same moment: their order is that of their ids

    def start(referral, user):
        def deed():
            with working(user) as by:
                return actions.start_from_waiting(referral=referral, by=by, now=later(hours=3), reason="risk")

        return deed

    results = at_once(start(line[3], cast.worker), start(line[2], cast.colleague), start(line[3], cast.colleague))
    assert [type(r).__name__ for r in results].count("Referral") == 2, results
    assert [fresh(r).state for r in line] == ["waiting", "waiting", "in-progress", "in-progress"]
    with as_owner():
        passed = list(StatusRow.objects.filter(move="pass-over").values_list("referral_id", flat=True))
    assert passed.count(line[0].pk) == passed.count(line[1].pk) == 1


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
