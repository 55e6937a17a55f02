"""A feed never destroys: what was changed here stands, what is gone is kept, what was merged stays merged."""

import pytest

from hearth.core.tests.support import as_owner
from hearth.directory.feeds.write import FeedWriter
from hearth.directory.models import (
    ConflictChoice,
    FeedConflict,
    LoadRow,
    OrganisationListing,
    Service,
    ServicePlace,
    ServiceTerm,
    SourceRow,
)
from hearth.directory.tests.factories import expectation, make_postcode
from hearth.directory.tests.feeds.server import elsewhere
from hearth.directory.tests.feeds.support import edit, give, make_feed, read, record, records, service, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    make_postcode("ZZ1 1AA")
    return make_feed()


def take(feed, tmp_path, *found, **options):
    return read(feed, place=give(tmp_path, *found), **options)


# Changed here ---------------------------------------------------------------------------------------------------------
def test_a_field_changed_here_stays_while_the_feed_says_nothing_new_of_it(feed, tmp_path):
    take(feed, tmp_path, record())
    edit(service(), phone="0161 496 0999")
    take(feed, tmp_path, record(email="new@acorn.example"))
    assert (service().phone, service().email) == ("0161 496 0999", "new@acorn.example")
    assert not FeedConflict.objects.exists()


def test_a_field_changed_on_both_sides_waits_for_an_editor_and_ours_stands(feed, tmp_path):
    take(feed, tmp_path, record())
    edit(service(), email="ours@acorn.example")
    load = take(feed, tmp_path, record(email="theirs@acorn.example", alert="We have moved"))
    assert service().email == "ours@acorn.example"
    assert service().more["alert"] == "We have moved"  # what nobody changed here follows the feed
    conflict = FeedConflict.objects.get()
    assert (conflict.field, conflict.theirs, conflict.settled_at) == ("email", {"email": "theirs@acorn.example"}, None)
    assert load.counts["conflicts"] == 1
    take(feed, tmp_path, record(email="later@acorn.example", alert="We have moved"))
    assert FeedConflict.objects.get().theirs == {"email": "later@acorn.example"}


def test_a_conflict_ends_by_itself_once_both_say_the_same(feed, tmp_path):
    take(feed, tmp_path, record())
    edit(service(), email="ours@acorn.example")
    take(feed, tmp_path, record(email="theirs@acorn.example"))
    take(feed, tmp_path, record(email="ours@acorn.example"))
    assert FeedConflict.objects.get().choice == ConflictChoice.LAPSED


def test_where_the_feed_always_wins_it_does(feed, tmp_path):
    take(feed, tmp_path, record())
    SourceRow.objects.filter(record_kind="service").update(always=["email"])
    edit(service(), email="ours@acorn.example", phone="0161 496 0999")
    take(feed, tmp_path, record(email="theirs@acorn.example"))
    assert (service().email, service().phone) == ("theirs@acorn.example", "0161 496 0999")
    assert not FeedConflict.objects.exists()


def test_a_service_hidden_here_is_not_shown_again_by_the_feed(feed, tmp_path):
    take(feed, tmp_path, record())
    edit(service(), status="hidden")
    take(feed, tmp_path, record(email="new@acorn.example"))
    assert (service().status, service().email) == ("hidden", "new@acorn.example")


def test_times_changed_here_stay(feed, tmp_path):
    take(feed, tmp_path, record())
    slot = service().schedules.get()
    with as_owner():
        service().schedules.update(notes="Ring the bell")
    changed = record()
    changed["schedules"][0]["byday"] = "FR"
    take(feed, tmp_path, changed)
    assert service().schedules.get().byday == slot.byday
    assert FeedConflict.objects.get().field == "times"


def test_an_editors_terms_stay_and_one_taken_away_does_not_come_back(feed, tmp_path):
    term = {"taxonomy_term": {"id": "T1", "name": "Play", "taxonomy": "Local"}}
    take(feed, tmp_path, record(attributes=[term]))
    with as_owner():
        ServiceTerm.objects.filter(service=service()).delete()
        ServiceTerm.objects.create(service=service(), term_id=expectation("infant-feeding"))
    take(feed, tmp_path, record(attributes=[term], email="new@acorn.example"))
    assert set(service().terms.values_list("id", flat=True)) == {expectation("infant-feeding")}


def test_an_organisation_changed_here_stays(feed, tmp_path):
    take(feed, tmp_path, record())
    with as_owner():
        OrganisationListing.objects.update(description="Ours")
    said = record(email="x@acorn.example")
    said["organization"] |= {"description": "Theirs", "website": "https://trust.example/"}
    load = take(feed, tmp_path, said)
    listing = OrganisationListing.objects.get()
    assert (listing.description, listing.website) == ("Ours", "https://trust.example/")
    assert load.counts["reasons"]["owner-edited"] == 1


def test_a_change_by_the_feed_is_told_with_what_changed(feed, tmp_path):
    from hearth.core.models import StoredEvent

    take(feed, tmp_path, record())
    take(feed, tmp_path, record(email="new@acorn.example"))
    told = StoredEvent.objects.filter(name="directory.ListingChanged")
    assert [(one.payload["fields"], one.payload["why"]) for one in told] == [(["email"], "loaded")]


# Secret ---------------------------------------------------------------------------------------------------------------
def test_an_address_that_is_kept_secret_here_is_neither_changed_nor_made_public(feed, tmp_path):
    take(feed, tmp_path, record())
    with as_owner():
        ServicePlace.objects.update(is_confidential=True, address_1="9 Hidden Lane")
    moved = record()
    moved["service_at_locations"][0]["location"]["addresses"][0]["address_1"] = "2 Well Street"
    moved["email"] = "new@acorn.example"
    take(feed, tmp_path, moved)
    with as_owner():
        place = ServicePlace.objects.get()
    assert (place.is_confidential, place.address_1) == (True, "9 Hidden Lane")
    assert service().email == "new@acorn.example"
    assert not ServicePlace.objects.exists()  # as everybody sees it


# Merged ---------------------------------------------------------------------------------------------------------------
def test_a_listing_that_was_merged_here_is_not_brought_back(feed, tmp_path):
    take(feed, tmp_path, record("Kept"), record("Twin"))
    with as_owner():
        Service.objects.filter(name="Twin").update(merged_into=service("Kept"), status="closed")
    load = take(feed, tmp_path, record("Kept"), record("Twin", email="new@acorn.example", status="active"))
    twin = service("Twin")
    assert (twin.status, twin.merged_into, twin.email) == ("closed", service("Kept"), "hello@acorn.example")
    assert load.counts["reasons"] == {"merged-here": 1}


def test_what_a_feed_says_anew_of_an_absorbed_listing_waits_at_the_kept_one(feed, tmp_path):
    take(feed, tmp_path, record("Kept"), record("Twin"))
    with as_owner():
        Service.objects.filter(name="Twin").update(merged_into=service("Kept"), status="closed")
    take(feed, tmp_path, record("Kept"), record("Twin", email="new@acorn.example"))
    assert service("Kept").email == "hello@acorn.example"
    (waiting,) = FeedConflict.objects.filter(settled_at__isnull=True)
    assert (waiting.service, waiting.field, waiting.theirs) == (
        service("Kept"), "email", {"email": "new@acorn.example"},
    )  # fmt: skip


# Gone -----------------------------------------------------------------------------------------------------------------
def test_what_is_gone_is_marked_counted_and_kept(feed, tmp_path):
    take(feed, tmp_path, *records(4))
    load = take(feed, tmp_path, *records(3))
    row = SourceRow.objects.get(gone_at__isnull=False)
    assert (load.counts["gone"], row.misses) == (1, 1)
    assert service("Group 003").status == "active"
    take(feed, tmp_path, *records(3))
    row.refresh_from_db()
    assert row.misses == 2 and LoadRow.objects.filter(outcome="gone").count() == 1


def test_what_comes_back_is_gone_no_more(feed, tmp_path):
    take(feed, tmp_path, *records(4))
    take(feed, tmp_path, *records(3))
    take(feed, tmp_path, *records(4))
    assert not SourceRow.objects.filter(misses__gt=0).exists()
    assert not SourceRow.objects.filter(gone_at__isnull=False).exists()


def test_one_that_its_own_address_knows_no_more_is_gone():
    with elsewhere(services=records(5)) as world:
        feed = make_feed(world.url)
        read(feed)
        del world.services[1]
        load = read(feed, full=True)
    assert load.counts["gone"] == 1
    assert SourceRow.objects.get(gone_at__isnull=False).record_id == service("Group 001").pk


def test_nothing_is_gone_where_the_server_cannot_be_asked():
    with elsewhere(services=records(5)) as world:
        feed = make_feed(world.url)
        read(feed)
        gone = world.services.pop(1)
        world.trouble = lambda path, _time: 503 if path.endswith(gone["id"]) else None
        load = read(feed, full=True)
    assert load.counts["gone"] == 0


# Half-way -------------------------------------------------------------------------------------------------------------
def test_one_record_that_cannot_be_written_is_left_out_whole_and_the_others_are_in(feed, tmp_path, monkeypatch):
    """A name that the database refuses stands for whatever nobody thought of."""
    with as_owner():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("alter table directory_service add constraint odd check (name <> 'Group 002')")
    load = take(feed, tmp_path, *records(5))
    assert (load.counts["added"], load.counts["refused"]) == (4, 1)
    assert load.counts["reasons"]["not-written"] == 1 and load.counts["rows"] == 5
    assert not ServicePlace.objects.exclude(service__in=Service.objects.all()).exists()
    assert ServicePlace.objects.count() == 4
    before = versions()
    take(feed, tmp_path, *records(5))
    assert versions() == before


def test_two_readings_at_once_are_not_made(feed, tmp_path, monkeypatch):
    from hearth.directory.loading.run import LoadRunning

    def again(self, rows):
        with pytest.raises(LoadRunning):
            _other_connection(feed, tmp_path)
        return

    monkeypatch.setattr(FeedWriter, "write", again)
    take(feed, tmp_path, record())


def _other_connection(feed, tmp_path):
    """As another process would: the lock belongs to a session."""
    import psycopg
    from django.db import connection

    from hearth.directory.loading.run import LOCK, LoadRunning

    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        taken = other.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]
    if not taken:
        raise LoadRunning
