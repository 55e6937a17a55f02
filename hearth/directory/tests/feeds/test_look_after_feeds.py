"""The staff pages about feeds: a first look before anything is kept, and every decision an editor has to take."""

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.core.tests.support import as_owner
from hearth.directory.models import Feed, FeedConflict, FeedTerm, LoadRow, Service, SourceRow
from hearth.directory.tests.factories import expectation, make_postcode
from hearth.directory.tests.feeds.server import elsewhere
from hearth.directory.tests.feeds.support import edit, give, make_feed, read, record, records, service

pytestmark = pytest.mark.django_db
PLAY = {"taxonomy_term": {"id": "T1", "name": "Play", "taxonomy": "Local"}}


@pytest.fixture
def editor(client):
    make_postcode("ZZ1 1AA")
    enter(client, make_member("directory-editor", make_organisation(is_host=True)))
    return client


def page(editor, name, /, *arguments, **query):
    response = editor.get(reverse(f"directory:{name}", args=arguments), query)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def post(editor, name, /, *arguments, **data):
    return editor.post(reverse(f"directory:{name}", args=arguments), data, follow=True)


def filled_in(address, **values):
    return {
        "name": "Elsewhere",
        "address": address,
        "publisher": "Elsewhere Council",
        "licence": "Open Government Licence v3.0",
        "is_trusted": "no",
        "every_hours": "24",
        "at_time": "2",
        **values,
    }


# Adding ---------------------------------------------------------------------------------------------------------------
def test_a_first_look_shows_services_problems_and_counts_and_keeps_nothing(editor):
    with elsewhere(services=[record(maximum_age=400), {"id": "x"}, *records(5)]) as server:
        shown = post(editor, "add_feed", **filled_in(server.url), look="yes").content.decode()
    assert "Acorn Playgroup" in shown and "It says that it has 7 services" in shown
    assert "1 of them would be refused" in shown and "It has no name" in shown
    assert "An age cannot be right" in shown
    assert not Feed.objects.exists() and not Service.objects.exists() and not SourceRow.objects.exists()


def test_a_feed_is_added_only_after_a_look_at_that_very_address(editor):
    with elsewhere(services=records(2)) as server:
        post(editor, "add_feed", **filled_in(server.url), add="yes")
        assert not Feed.objects.exists()
        post(editor, "add_feed", **filled_in(server.url, looked="http://other.example/"), add="yes")
        assert not Feed.objects.exists()
        shown = post(editor, "add_feed", **filled_in(server.url, looked=server.url), add="yes").content.decode()
    assert "The feed is added" in shown
    feed = Feed.objects.get()
    assert (feed.publisher, feed.is_trusted, feed.every_hours, feed.at_time.hour) == ("Elsewhere Council", False, 24, 2)


def test_a_feed_that_is_away_can_be_added_all_the_same(editor):
    shown = post(editor, "add_feed", **filled_in("http://127.0.0.1:9/"), look="yes").content.decode()
    assert "We could not read it." in shown and "Add it all the same" in shown


def test_an_address_inside_our_own_network_is_refused_beside_the_field(editor, settings):
    settings.FEEDS_FROM_INSIDE = False
    for address in (
        "http://127.0.0.1:8000/",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "ftp://a.example/",
    ):
        shown = post(editor, "add_feed", **filled_in(address), look="yes").content.decode()
        assert "private network" in shown or "must begin with https://" in shown
        assert address in shown  # nothing typed is lost
    assert not Feed.objects.exists()


def test_a_first_look_gives_up_on_a_server_that_keeps_us_waiting(editor, monkeypatch):
    monkeypatch.setattr("hearth.directory.feeds.preview.SECONDS", 0.3)
    with elsewhere(services=records(2)) as server:
        server.trouble, server.slow = (lambda _path, _time: "slow"), 2
        shown = post(editor, "add_feed", **filled_in(server.url), look="yes").content.decode()
    assert "It took too long to answer" in shown


# Reading --------------------------------------------------------------------------------------------------------------
def test_reading_it_now_is_put_in_the_row_once_and_the_page_says_so(editor):
    feed = make_feed("http://127.0.0.1:9/")
    shown = post(editor, "read_feed", feed.pk).content.decode()
    assert "It waits for its turn" in shown and "Read it now" not in shown
    with as_owner():
        assert ProcrastinateJob.objects.filter(task_name="directory.read_feed").count() == 1
    read(feed)
    assert "It waits for its turn" not in page(editor, "feed", feed.pk)


def test_a_failed_reading_says_why_since_when_and_that_nothing_was_deleted(editor, tmp_path):
    feed = make_feed()
    read(feed, place=give(tmp_path, record()))
    read(feed, place=give(tmp_path))
    shown = page(editor, "feed", feed.pk)
    assert "Failing since" in shown and "It gave no records" in shown and "nothing was deleted" in shown
    assert service().status == "active"
    assert "Failing since" in page(editor, "feeds")
    assert "cannot be read" in editor.get("/staff/").content.decode()
    read(feed, place=give(tmp_path, record()))
    assert "Failing since" not in page(editor, "feed", feed.pk)


def test_a_reading_counts_and_explains_every_record_and_shows_it_as_it_was_sent(editor, tmp_path):
    feed = make_feed()
    refused = {"id": "R1", "description": "No name here", "contacts": [{"name": "Somebody"}]}
    load = read(feed, place=give(tmp_path, record(phone="x", minimum_age=-4), refused))
    shown = page(editor, "load", load.pk)
    assert "It has no name" in shown and "Elsewhere" in shown
    row = LoadRow.objects.get(load=load, outcome="refused")
    shown = page(editor, "load_row", load.pk, row.pk)
    assert "&#34;contacts&#34;: [" in shown and "No name here" in shown
    row = LoadRow.objects.get(load=load, outcome="repaired")
    shown = page(editor, "load_row", load.pk, row.pk)
    assert "service_at_locations" in shown and "&#34;minimum_age&#34;: -4" in shown
    listed = editor.get(reverse("directory:load_rows", args=[load.pk])).content.decode()
    assert "It has no name" in listed and "Acorn Playgroup" in listed


def test_the_readings_can_be_downloaded(editor, tmp_path):
    feed = make_feed()
    read(feed, place=give(tmp_path, record()))
    response = editor.get(reverse("directory:feed", args=[feed.pk]), {"export": "csv"})
    assert response["Content-Type"].startswith("text/csv") and "Refused" in response.content.decode()


def test_a_paused_feed_is_not_read_and_goes_on_when_told(editor):
    feed = make_feed("http://127.0.0.1:9/")
    page(editor, "pause_feed", feed.pk)
    post(editor, "pause_feed", feed.pk)
    assert Feed.objects.get().is_paused and Feed.objects.get().next_at is None
    post(editor, "pause_feed", feed.pk)
    assert not Feed.objects.get().is_paused and Feed.objects.get().next_at


# Deciding -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def disputed(tmp_path):
    feed = make_feed()
    read(feed, place=give(tmp_path, record()))
    edit(service(), email="ours@acorn.example", phone="0161 496 0999")
    read(feed, place=give(tmp_path, record(email="theirs@acorn.example")))
    return feed


def test_both_sides_of_a_conflict_stand_side_by_side_and_one_is_chosen(editor, disputed):
    assert "Acorn Playgroup" in page(editor, "feed_conflicts", disputed.pk)
    shown = page(editor, "feed_conflict", disputed.pk, service().pk)
    assert ("ours@" in shown and "theirs@" in shown) or "<del>" in shown
    conflict = FeedConflict.objects.get()
    shown = post(editor, "feed_conflict", disputed.pk, service().pk).content.decode()
    assert "Choose which is right" in shown
    post(editor, "feed_conflict", disputed.pk, service().pk, **{f"{conflict.pk}-choice": "theirs"})
    assert service().email == "theirs@acorn.example" and service().phone == "0161 496 0999"
    shown = page(editor, "feed_conflicts", disputed.pk)
    assert "Nothing to choose" in shown and "Take theirs" in shown


def test_new_services_are_let_in_several_at_once_or_refused(editor, tmp_path):
    feed = make_feed(is_trusted=False)
    read(feed, place=give(tmp_path, record("A"), record("B"), record("C")))
    assert "3 services" in page(editor, "feed_arrivals", feed.pk)
    page(editor, "feed_arrival", feed.pk, service("A").pk)
    post(editor, "feed_arrivals", feed.pk, ticked=[service("A").pk, service("B").pk], show="yes")
    post(editor, "feed_arrival", feed.pk, service("C").pk, leave="yes")
    assert [service(name).status for name in "ABC"] == ["active", "active", "hidden"]
    assert "No new services" in page(editor, "feed_arrivals", feed.pk)
    assert "Services that stay hidden" in page(editor, "feed_arrivals", feed.pk, which="hidden")
    post(editor, "feed_arrivals", feed.pk, ticked=[service("C").pk], show="yes")  # somebody thinks again
    assert service("C").status == "active"


def test_nothing_of_another_feed_is_shown_by_this_one(editor, tmp_path):
    feed, other = make_feed(is_trusted=False), make_feed(code="other", is_trusted=False)
    read(feed, place=give(tmp_path, record("A")))
    post(editor, "feed_arrivals", other.pk, ticked=[service("A").pk], show="yes")
    assert service("A").status == "hidden"


def test_what_is_gone_is_proposed_and_closed_only_by_an_editor(editor, tmp_path):
    feed = make_feed()
    read(feed, place=give(tmp_path, record("A"), record("B")))
    read(feed, place=give(tmp_path, record("B")))
    assert "Nothing is gone" in page(editor, "feed_gone", feed.pk)
    read(feed, place=give(tmp_path, record("B")))
    assert ">A<" in page(editor, "feed_gone", feed.pk) and service("A").status == "active"
    post(editor, "feed_gone", feed.pk, ticked=[service("A").pk], close="yes")
    assert service("A").status == "closed"


def test_a_word_of_the_feed_is_given_a_meaning(editor, tmp_path):
    feed = make_feed()
    read(feed, place=give(tmp_path, record("A", attributes=[PLAY]), record("B", attributes=[PLAY])))
    assert "Play" in page(editor, "feed_words", feed.pk) and "Nobody has said yet" in page(
        editor, "feed_words", feed.pk
    )
    word = FeedTerm.objects.get()
    page(editor, "feed_word", feed.pk, word.pk)
    shown = post(editor, "feed_word", feed.pk, word.pk, targets=[expectation("infant-feeding")]).content.decode()
    assert "It changed 2 services" in shown
    assert set(service("A").terms.values_list("id", flat=True)) == {word.term_id, expectation("infant-feeding")}


def test_families_read_where_a_service_comes_from(client, tmp_path):
    feed = make_feed(publisher="Elsewhere Council", licence="OGL", licence_url="https://licence.example/")
    read(feed, place=give(tmp_path, record()))
    shown = client.get(reverse("directory:service", args=[service().pk])).content.decode()
    assert "Contains information from Elsewhere Council" in shown and "https://licence.example/" in shown


def test_editors_of_other_organisations_have_no_feeds(client):
    enter(client, make_member("directory-editor", make_organisation()))
    assert client.get(reverse("directory:feeds")).status_code == 403
