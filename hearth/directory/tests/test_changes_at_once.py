"""Two people at the same moment, on connections of their own: exactly one wins, nothing is lost, the other is told."""

import threading

import pytest
from django.db import connection

from hearth.access.tests.support import actor
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions
from hearth.directory.models import ListingChange, ListingVersion
from hearth.directory.tests.changing import NOW, fresh, make_cast

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


def by(user, act, **given):
    def deed():
        with acting_as(user_id=user.id):
            return act(by=actor(user), now=NOW, **given)

    return deed


def test_of_two_who_approve_and_send_back_one_wins_and_nothing_is_published_twice():
    cast = make_cast()
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    version = fresh(change).version
    results = at_once(
        by(cast.moira, actions.approve, change_id=change.id, version=version, listing_version=1),
        by(cast.colin, actions.send_back, change_id=change.id, version=version, words="Which songs?"),
    )
    won = [r for r in results if isinstance(r, ListingChange)]
    lost = [r for r in results if isinstance(r, actions.AlreadyMoved)]
    assert (len(won), len(lost)) == (1, 1), results
    assert fresh(change).state == won[0].state
    assert cast.public["name"] == ("Song time" if won[0].state == "approved" else "Songs")


def test_two_approvals_at_once_of_two_organisations_changes_lose_neither():
    cast = make_cast()
    first = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    second = cast.edits(cast.moira, summary="Come and sing.")
    results = at_once(
        by(cast.colin, actions.approve, change_id=first.id, version=fresh(first).version, listing_version=None),
        by(cast.moira, actions.send, change_id=second.id, version=fresh(second).version),
    )
    assert all(isinstance(result, ListingChange) for result in results), results
    assert (cast.public["name"], cast.public["summary"]) == ("Song time", "Come and sing.")
    with as_owner():
        kept = sorted(ListingVersion.objects.filter(service=cast.service).values_list("number", flat=True))
    assert kept == [1, 2, 3]


def test_colleagues_who_begin_a_draft_at_once_share_it():
    cast = make_cast()
    seen = {part: actions.fingerprint(cast.public, [part]) for part in ("name", "summary")}

    def saves(user, part, value):
        def deed():
            with acting_as(user_id=user.id):
                return actions.save_answers(
                    service_id=cast.service.id, values={part: value}, seen=seen[part], by=actor(user), now=NOW
                )

        return deed

    results = at_once(saves(cast.ewan, "name", "Song time"), saves(cast.hannah, "summary", "Come and sing."))
    assert all(isinstance(result, ListingChange) for result in results), results
    with as_owner():
        assert ListingChange.objects.get().values() == {"name": "Song time", "summary": "Come and sing."}
