"""What an editor decides about what a feed brought, and what follows from it."""

import pytest

from hearth.core import clock
from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.directory.actions import fed, feeds
from hearth.directory.actions.feeds import FeedRefused
from hearth.directory.models import (
    ConflictChoice,
    Feed,
    FeedConflict,
    FeedTerm,
    ListingVersion,
    SearchRow,
    SourceRow,
)
from hearth.directory.tests.factories import expectation, make_postcode
from hearth.directory.tests.feeds.support import edit, give, make_feed, read, record, service, versions

pytestmark = pytest.mark.django_db

PLAY = {"taxonomy_term": {"id": "T1", "name": "Play", "taxonomy": "Local"}}
FEEDING = expectation("infant-feeding")


@pytest.fixture
def feed():
    make_postcode("ZZ1 1AA")
    return make_feed()


def take(feed, tmp_path, *found):
    return read(feed, place=give(tmp_path, *found))


@pytest.fixture
def conflict(feed, tmp_path):
    take(feed, tmp_path, record())
    edit(service(), email="ours@acorn.example")
    take(feed, tmp_path, record(email="theirs@acorn.example"))
    return FeedConflict.objects.get()


def settle(conflict, choice):
    return fed.settle_conflict(conflict_id=conflict.pk, choice=choice, by=SYSTEM, now=clock.now())


def test_keeping_ours_ends_it_until_the_feed_says_something_new(conflict, feed, tmp_path):
    settle(conflict, ConflictChoice.OURS)
    assert service().email == "ours@acorn.example"
    take(feed, tmp_path, record(email="theirs@acorn.example", alert="x"))
    assert not FeedConflict.objects.filter(settled_at=None).exists()
    take(feed, tmp_path, record(email="third@acorn.example"))
    assert FeedConflict.objects.get(settled_at=None).theirs == {"email": "third@acorn.example"}


def test_taking_theirs_writes_it_and_keeps_what_was_there(conflict, feed, tmp_path):
    settle(conflict, ConflictChoice.THEIRS)
    assert service().email == "theirs@acorn.example"
    assert "ours@acorn.example" in {v.document["email"] for v in _versions()}
    before = versions()
    take(feed, tmp_path, record(email="theirs@acorn.example"))
    assert versions() == before
    take(feed, tmp_path, record(email="third@acorn.example"))  # nobody changed it here since: it follows again
    assert service().email == "third@acorn.example" and not FeedConflict.objects.filter(settled_at=None).exists()


def _versions():
    with as_owner():
        return list(ListingVersion.objects.all())


def test_always_theirs_holds_for_later_changes_here_too(conflict, feed, tmp_path):
    settle(conflict, ConflictChoice.ALWAYS)
    edit(service(), email="ours@acorn.example")
    take(feed, tmp_path, record(email="third@acorn.example"))
    assert service().email == "third@acorn.example"


def test_nobody_chooses_twice(conflict):
    settle(conflict, ConflictChoice.OURS)
    with pytest.raises(FeedRefused):
        settle(conflict, ConflictChoice.THEIRS)


def decide(*targets):
    feed_term = FeedTerm.objects.get()
    return fed.decide_term(feed_term_id=feed_term.pk, target_ids=targets, by=SYSTEM, now=clock.now())


def terms():
    return set(service().terms.values_list("id", flat=True)) - {FeedTerm.objects.get().term_id}


def test_a_word_that_is_given_a_meaning_classes_its_services_now_and_later(feed, tmp_path):
    take(feed, tmp_path, record(attributes=[PLAY]))
    assert decide(FEEDING) == 1
    assert terms() == {FEEDING}
    assert SearchRow.objects.filter(codes__contains=["infant-feeding"]).count() == 1
    take(feed, tmp_path, record(attributes=[PLAY]), record("Later", attributes=[PLAY]))
    assert FEEDING in set(service("Later").terms.values_list("id", flat=True))


def test_a_meaning_taken_away_goes_and_an_editors_own_stays(feed, tmp_path):
    take(feed, tmp_path, record(attributes=[PLAY]))
    decide(FEEDING)
    edit(
        service(),
        terms=[*map(str, service().terms.values_list("id", flat=True)), str(expectation("parenting-support"))],
    )
    decide()
    assert terms() == {expectation("parenting-support")}
    assert FeedTerm.objects.get().decided_at


def test_words_are_counted(feed, tmp_path):
    take(feed, tmp_path, record("A", attributes=[PLAY]), record("B", attributes=[PLAY]), record("C"))
    assert FeedTerm.objects.get().services == 2


def test_new_services_wait_and_are_shown_by_an_editor(tmp_path):
    feed = make_feed(is_trusted=False)
    take(feed, tmp_path, record("A"), record("B"))
    shown = fed.show_new(feed_id=feed.pk, service_ids=[service("A").pk], by=SYSTEM, now=clock.now())
    left = fed.leave_hidden(feed_id=feed.pk, service_ids=[service("B").pk], by=SYSTEM)
    assert (shown, left, service("A").status, service("B").status) == (1, 1, "active", "hidden")
    assert not SourceRow.objects.filter(waits=True).exists()
    take(feed, tmp_path, record("A", email="n@acorn.example"), record("B", email="n@acorn.example"))
    assert (service("A").status, service("B").status) == ("active", "hidden")


def test_one_that_is_gone_is_closed_or_kept_by_an_editor(feed, tmp_path):
    take(feed, tmp_path, record("A"), record("B"), record("C"))
    take(feed, tmp_path, record("C"))
    now = clock.now()
    assert fed.close_gone(feed_id=feed.pk, service_id=service("A").pk, by=SYSTEM, now=now)
    fed.keep_gone(feed_id=feed.pk, service_id=service("B").pk, by=SYSTEM, now=now)
    assert (service("A").status, service("B").status) == ("closed", "active")
    with pytest.raises(FeedRefused):
        fed.close_gone(feed_id=feed.pk, service_id=service("B").pk, by=SYSTEM, now=now)


def test_another_address_is_read_whole():
    feed = feeds.add_feed(values={"name": "Fernley & co", "address": "https://a.example/"}, by=SYSTEM, now=clock.now())
    assert feed.code == "fernley-co" and feed.next_at
    Feed.objects.update(since=clock.now(), full_at=clock.now(), validators={"If-None-Match": "x"})
    feeds.change_feed(feed_id=feed.pk, values={"address": "https://b.example/"}, by=SYSTEM, now=clock.now())
    feed.refresh_from_db()
    assert (feed.since, feed.full_at, feed.validators) == (None, None, {})


def test_a_paused_feed_is_not_due():
    feed = feeds.add_feed(values={"name": "A", "address": "https://a.example/"}, by=SYSTEM, now=clock.now())
    feeds.change_feed(feed_id=feed.pk, values={"is_paused": True}, by=SYSTEM, now=clock.now())
    assert feeds.claim_due(now=clock.now()) == []
    feeds.change_feed(feed_id=feed.pk, values={"is_paused": False}, by=SYSTEM, now=clock.now())
    assert feeds.claim_due(now=clock.now()) == [feed.pk]
    assert feeds.claim_due(now=clock.now()) == []
