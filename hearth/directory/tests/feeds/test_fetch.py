"""Fetching from servers that are slow, broken, moved or lying: politely, patiently, and never from our own insides."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from hearth.directory.feeds import fetch
from hearth.directory.feeds.fetch import Fetcher, FetchFailed, Forbidden, check
from hearth.directory.models import Feed, FeedKind, Service, SourceRow
from hearth.directory.tests.feeds.server import elsewhere
from hearth.directory.tests.feeds.support import make_feed, read, record, records, versions

pytestmark = pytest.mark.django_db


# The list -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["", "/", "/services", "/services/"])
def test_all_pages_are_read_whichever_address_was_given(path):
    with elsewhere(services=records(8)) as world:
        feed = make_feed(world.url + path)
        load = read(feed)
    assert (load.counts["added"], load.is_complete) == (8, True), load.counts
    assert Feed.objects.get().kind == FeedKind.API
    assert not any(path.endswith("services/" + records(1)[0]["id"]) for path in world.asked)


def test_where_the_list_is_short_each_record_is_asked_for_and_next_time_only_those_that_changed():
    with elsewhere(services=records(7), short_lists=True) as world:
        feed = make_feed(world.url)
        read(feed)
        assert Service.objects.filter(schedules__isnull=False).distinct().count() == 7
        before = versions()
        world.asked.clear()
        load = read(feed, full=True)
        assert versions() == before and load.counts["unchanged"] == 7
        assert [path for path in world.asked if "/services/" in path] == []
        world.services[3] = record("Group 003", email="new@acorn.example", last_modified="2026-10-02T00:00:00Z")
        load = read(feed, full=True)
        assert (load.counts["updated"], load.counts["unchanged"]) == (1, 6)
        assert len([path for path in world.asked if "/services/" in path]) == 1


def test_a_page_that_repeats_for_ever_ends_and_the_reading_is_not_complete():
    with elsewhere(services=records(6), repeat_page=2, pages=50, total=150) as world:
        load = read(make_feed(world.url))
    assert load.counts["added"] == 6 and not load.is_complete
    assert len(world.asked) < 10


def test_a_total_that_lies_is_noticed():
    with elsewhere(services=records(6), total=40) as world:
        load = read(make_feed(world.url))
    assert load.counts["added"] == 6 and not load.is_complete
    assert any("40" in note for note in load.counts["notes"])


def test_a_list_that_changes_while_it_is_read_loses_nobody():
    """The first record goes while we read, so the others move up and one is passed over. It is asked for by its id."""
    with elsewhere(services=records(9)) as world:
        feed = make_feed(world.url)
        read(feed)

        firsts = []

        def shorten(number):
            firsts.append(number)
            if firsts == [1, 1]:  # the address was tried, and the first page read
                del world.services[0]

        world.after_page = shorten
        load = read(feed, full=True)
    assert any("changed while we read it" in note for note in load.counts["notes"])
    assert load.counts["reasons"].get("passed-over") == 1
    # The one that went was on the page that we had read by then: the next reading will miss it.
    assert load.counts["gone"] == 0 and not SourceRow.objects.filter(gone_at__isnull=False).exists()


def test_parameters_that_the_server_refuses_are_left_out():
    with elsewhere(services=records(5), refuses={"per_page", "full"}) as world:
        load = read(make_feed(world.url))
    assert load.counts["added"] == 5 and load.is_complete


def test_only_what_has_changed_is_asked_for_until_a_whole_reading_is_due():
    with elsewhere(services=records(5)) as world:
        feed = make_feed(world.url)
        read(feed)
        world.services.append(record("New", last_modified=(timezone.now() + timedelta(hours=1)).isoformat()))
        world.asked.clear()
        load = read(feed)
        assert "modified_after=" in world.asked[-1]
        assert load.counts["rows"] == 1 and not load.is_complete
        # What is not in such a reading is not gone.
        assert not SourceRow.objects.filter(gone_at__isnull=False).exists()
        Feed.objects.update(full_at=timezone.now() - timedelta(days=8))
        world.asked.clear()
        load = read(feed)
        assert "modified_after" not in "".join(world.asked) and load.is_complete


# Trouble --------------------------------------------------------------------------------------------------------------
def test_a_server_that_is_busy_is_asked_again_and_told_pauses_are_kept():
    pauses = []
    with elsewhere(
        services=records(2), trouble=lambda path, time: (429, {"Retry-After": "7"}) if time < 3 else None
    ) as world:
        found = Fetcher(per_second=0, pause=pauses.append).get(world.url + "/services")
        assert json.load(found.body)["total_items"] == 2
        found.body.close()
    assert pauses == [7.0, 7.0]


@pytest.mark.parametrize("trouble", [500, 503, "cut", b"<html>Sorry</html>", b'{"contents": [{"id": "1", "na'])
def test_trouble_on_a_later_page_keeps_what_came_and_deletes_nothing(trouble):
    with elsewhere(services=records(7)) as world:
        feed = make_feed(world.url)
        read(feed)
        before = versions()
        world.trouble = lambda path, _time: trouble if "page=2" in path else None
        load = read(feed, full=True)
    assert load.counts["failed"] and not load.is_complete and load.finished_at
    assert versions() == before
    assert Feed.objects.get().next_at < timezone.now() + timedelta(hours=3)  # sooner than a feed that was read


def test_trouble_that_passes_is_not_noticed():
    with elsewhere(
        services=records(7), trouble=lambda path, time: "cut" if "page=2" in path and time < 3 else None
    ) as world:
        load = read(make_feed(world.url))
    assert load.counts["added"] == 7 and load.is_complete


def test_one_record_that_cannot_be_had_is_refused_and_not_gone():
    with elsewhere(services=records(5), short_lists=True) as world:
        feed = make_feed(world.url)
        read(feed)
        bad = world.services[2]
        world.services[2] = bad | {"last_modified": "2026-10-09T00:00:00Z"}
        world.trouble = lambda path, _time: 500 if path.endswith(bad["id"]) else None
        load = read(feed, full=True)
    assert load.counts["reasons"]["not-given"] == 1 and load.counts["unchanged"] == 4
    assert load.is_complete and load.counts["gone"] == 0


@pytest.mark.parametrize("services", [[], None])
def test_an_empty_feed_changes_nothing(services):
    with elsewhere(services=records(4)) as world:
        feed = make_feed(world.url)
        read(feed)
        before = versions()
        if services is None:
            world.trouble = lambda _path, _time: b""
        else:
            world.services = services
        load = read(feed, full=True)
    assert load.counts["failed"] and not load.is_complete
    assert versions() == before


def test_a_server_that_is_not_there_is_said_in_words():
    load = read(make_feed("http://127.0.0.1:9/api"))
    assert load.counts["failed"] == "We could not reach it, or it broke off in the middle."


def test_a_slow_server_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(fetch, "READ_SECONDS", 0.2)
    with (
        elsewhere(services=records(2), trouble=lambda _path, _time: "slow") as world,
        pytest.raises(FetchFailed, match="too long"),
    ):
        Fetcher(per_second=0, pause=lambda _s: None).get(world.url + "/services")


def test_no_more_is_taken_than_allowed():
    with (
        elsewhere(files={"/big.json": b"[" + b"1," * 100_000 + b"1]"}) as world,
        pytest.raises(Forbidden, match="more than"),
    ):
        Fetcher(per_second=0).get(world.url.replace("/api", "/big.json"), limit=1000)


def test_requests_keep_to_the_pace():
    pauses = []
    with elsewhere(services=records(2)) as world:
        fetcher = Fetcher(per_second=2, pause=pauses.append)
        for _ in range(3):
            fetcher.get(world.url + "/services").body.close()
    assert len(pauses) == 2 and all(0 < pause <= 0.5 for pause in pauses)


def test_it_says_who_it_is():
    with elsewhere(services=records(1)) as world:
        Fetcher(per_second=0).get(world.url).body.close()
    assert "Hearth" in world.headers[0]["User-Agent"]


# Files by address -----------------------------------------------------------------------------------------------------
def test_a_file_that_is_the_same_is_not_sent_again():
    with elsewhere(files={"/all.json": json.dumps(records(4)).encode()}, etags=True) as world:
        feed = make_feed(world.url.replace("/api", "/all.json"))
        assert read(feed).counts["added"] == 4
        before = versions()
        load = read(feed)
        assert load.is_complete and load.counts["rows"] == 0 and "failed" not in load.counts
        assert versions() == before
        world.files["/all.json"] = json.dumps(records(5)).encode()
        assert read(feed).counts["added"] == 1
    assert Feed.objects.get().kind == FeedKind.JSON


def test_redirects_are_followed_and_a_ring_of_them_ends():
    with elsewhere(services=records(2)) as world:
        world.trouble = lambda path, _time: (302, {"Location": "/api/services"}) if path.startswith("/old") else None
        load = read(make_feed(world.url.replace("/api", "/old")))
        assert load.counts["rows"] == 2, (load.counts, world.asked)
        world.trouble = lambda _path, _time: (302, {"Location": "/round"})
        with pytest.raises(FetchFailed, match="never arrives"):
            Fetcher(per_second=0, pause=lambda _s: None).get(world.url)


# Our own insides ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://localhost:8000/", "http://10.0.0.5/", "http://192.168.1.1/", "http://169.254.169.254/latest/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://0.0.0.0/", "http://2130706433/",
        "http://[fd00::1]/", "http://100.64.0.1/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_of_a_private_network_are_refused_in_production(settings, url):
    settings.FEEDS_FROM_INSIDE = False
    with pytest.raises(FetchFailed):
        check(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "gopher://x.example/",
        "//x.example/",
        "http://",
        "http://u:p@x.example/",
    ],
)
def test_other_schemes_and_names_with_passwords_are_refused(url):
    with pytest.raises(Forbidden):
        check(url)


def test_a_redirect_into_a_private_network_is_refused(settings, monkeypatch):
    with elsewhere(trouble=lambda _path, _time: (302, {"Location": "http://169.254.169.254/"})) as world:
        seen = []

        def only_the_first(url):
            seen.append(url)
            if len(seen) > 1:
                settings.FEEDS_FROM_INSIDE = False
            check(url)

        monkeypatch.setattr(fetch, "check", only_the_first)
        with pytest.raises(Forbidden, match="private network"):
            Fetcher(per_second=0, pause=lambda _s: None).get(world.url)


def test_a_name_that_leads_elsewhere_than_when_it_was_checked_is_refused(settings, monkeypatch):
    """The name was public when it was looked up, and private when it was connected to."""
    settings.FEEDS_FROM_INSIDE = False
    monkeypatch.setattr(fetch, "check", lambda _url: None)
    with elsewhere(services=records(1)) as world:
        with pytest.raises(Forbidden, match="private network"):
            Fetcher(per_second=0, pause=lambda _s: None).get(world.url)
        assert world.asked == []


def test_a_forbidden_address_is_told_and_nothing_is_read(settings):
    settings.FEEDS_FROM_INSIDE = False
    load = read(make_feed("http://127.0.0.1:80/api"))
    assert "private network" in load.counts["failed"]
