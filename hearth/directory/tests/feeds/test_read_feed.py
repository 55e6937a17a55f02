"""Reading a feed: what a record becomes, what is kept of it, and that nothing is lost or made up."""

import gzip
import io
import json
import zipfile
from datetime import date, time

import pytest

from hearth.access.models import Organisation
from hearth.core.tests.support import as_owner
from hearth.directory.models import (
    Load,
    LoadRow,
    OrganisationListing,
    RowOutcome,
    Schedule,
    SearchRow,
    Service,
    SourceRow,
    Term,
)
from hearth.directory.tests.factories import expectation, make_postcode
from hearth.directory.tests.feeds.support import give, make_feed, read, record, records, service, uuid_of, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    make_postcode("ZZ1 1AA", lsoa_code="E01099001", ward_code="E05099001", council_code="E08000007")
    return make_feed()


def load_of(feed, tmp_path, *found, **options):
    return read(feed, place=give(tmp_path, *found), **options)


def test_a_record_becomes_a_whole_listing(feed, tmp_path):
    load = load_of(feed, tmp_path, record())
    assert (load.counts["accepted"], load.counts["added"], load.is_complete) == (1, 1, True)
    one = service()
    assert str(one.pk) == uuid_of("Acorn Playgroup")
    assert (one.phone, one.email, one.website) == ("01632 960100", "hello@acorn.example", "https://acorn.example/")
    assert (one.min_age_months, one.max_age_months) == (0, 59)
    assert (one.cost_kind, one.status) == ("free", "active")
    assert one.assured_at.date() == date(2026, 9, 1)
    assert one.delivery == ["in-person"]
    place = one.places.get()
    assert (place.name, place.address_1, place.city, place.postcode) == (
        "Acorn Hall",
        "1 Well Street",
        "Fernley",
        "ZZ1 1AA",
    )
    assert (place.latitude, place.ward_code) == (53.4, "E05099001")
    slot = one.schedules.get()
    assert (slot.byday, slot.opens, slot.closes, slot.place) == (["MO", "WE"], time(9, 30), time(11), place)
    owner = OrganisationListing.objects.get(organisation=one.organisation)
    assert (owner.organisation.name, owner.description) == ("Acorn Trust", "A trust for small children.")
    assert SearchRow.objects.filter(service=one).count() == 1


def test_what_no_field_of_ours_holds_is_kept_by_the_standards_names(feed, tmp_path):
    said = record(
        alternate_name="The Acorn",
        accreditations="Ofsted good",
        alert="Closed for painting in May",
        funding=[{"id": uuid_of("f"), "source": "Council grant"}],
        required_documents=[{"document": "Red book"}],
        program={"id": uuid_of("p"), "name": "Best start"},
        cost_options=[{"amount": 2, "option": "First child"}, {"amount": 1, "option": "Next ones"}],
        contacts=[{"name": "Ann Persona", "title": "Leader", "phones": [{"number": "01632 960100"}]}],
    )
    said["service_at_locations"][0]["location"] |= {"transportation": "Bus 7", "external_identifier": "100"}
    said["schedules"][0] |= {"attending_type": "venue", "schedule_link": "https://acorn.example/times"}
    said["organization"] |= {"legal_status": "charity", "organization_identifiers": [{"identifier": "123"}]}
    load_of(feed, tmp_path, said)
    one = service()
    assert one.more["alternate_name"] == "The Acorn" and one.more["accreditations"] == "Ofsted good"
    assert one.more["funding"] == [{"id": uuid_of("f"), "source": "Council grant"}]
    assert one.more["required_documents"] == [{"document": "Red book"}]
    assert one.more["program"]["name"] == "Best start"
    assert [option["amount"] for option in one.more["cost_options"]] == [2, 1]
    assert (one.cost_kind, one.cost_amount, one.cost_words) == ("paid", 1, "First child: £2; Next ones: £1")
    assert one.more["contacts"][0]["name"] == "Ann Persona"
    assert one.places.get().more["location"]["transportation"] == "Bus 7"
    assert one.places.get().more["location"]["addresses"][0]["state_province"] == "Fernshire"
    assert one.schedules.get().more == {"attending_type": "venue", "schedule_link": "https://acorn.example/times"}
    assert one.organisation.listing.more["legal_status"] == "charity"


def test_the_payload_is_kept_as_it_came(feed, tmp_path):
    said = record(description="<p>Play &amp; learn</p>", house_style="unknown to the standard")
    load_of(feed, tmp_path, said)
    row = SourceRow.objects.get(record_id=said["id"])
    assert row.raw == said
    assert row.source == "feed-elsewhere"
    assert service().summary == "Play & learn"
    assert "house_style" not in service().more


def test_reading_twice_changes_nothing(feed, tmp_path):
    load_of(feed, tmp_path, *records(20))
    before = versions()
    load = load_of(feed, tmp_path, *records(20))
    assert versions() == before
    assert (load.counts["unchanged"], load.counts["added"], load.counts["updated"]) == (20, 0, 0)


def test_reading_twice_changes_nothing_either_where_records_had_to_be_mended(feed, tmp_path):
    said = [
        record("A", minimum_age=9, maximum_age=3, description="<b>Hi</b>"),
        record("B", organization=None),
        record(
            "C", service_at_locations=[{"location": {"name": "Nowhere", "addresses": [{"postal_code": "ZZ9 9ZZ"}]}}]
        ),
        {"id": "c-17", "name": "Not a UUID"},
    ]
    load_of(feed, tmp_path, *said)
    before = versions()
    load_of(feed, tmp_path, *said)
    assert versions() == before


def test_only_what_has_changed_is_written(feed, tmp_path):
    load_of(feed, tmp_path, *records(6))
    changed = records(6)
    changed[2] = record("Group 002", email="new@acorn.example", last_modified="2026-10-01T00:00:00Z")
    load = load_of(feed, tmp_path, *changed)
    assert (load.counts["updated"], load.counts["unchanged"]) == (1, 5)
    one = service("Group 002")
    assert (one.email, one.version) == ("new@acorn.example", 2)


def test_an_id_that_is_no_uuid_gets_one_and_is_kept_as_it_came(feed, tmp_path):
    load_of(feed, tmp_path, record(id="SRV/00017 a"), record("Other", id=42))
    first, second = service(), service("Other")
    assert first.source_ref == "SRV/00017 a" and second.source_ref == "42"
    load_of(feed, tmp_path, record(id="SRV/00017 a", name="Acorn again"), record("Other", id=42))
    assert Service.objects.get(pk=first.pk).name == "Acorn again"
    assert Service.objects.count() == 2


def test_two_feeds_with_the_same_odd_id_do_not_meet(feed, tmp_path):
    load_of(feed, tmp_path, record("Ours", id="17"))
    other = make_feed(code="third", name="Third")
    load_of(other, tmp_path, record("Theirs", id="17"))
    assert Service.objects.count() == 2


def test_a_record_that_is_here_from_elsewhere_is_refused_and_left_alone(feed, tmp_path):
    load_of(feed, tmp_path, record())
    other = make_feed(code="third", name="Third")
    load = load_of(other, tmp_path, record(email="other@acorn.example"))
    assert load.counts["reasons"] == {"already-here": 1}
    assert service().email == "hello@acorn.example"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"name": ""}, "no-name"),
        ({"name": None}, "no-name"),
        ({"id": None}, "no-key"),
        ({"status": "defunct"}, "closed"),
    ],
)
def test_a_record_that_cannot_be_used_is_refused_with_the_reason(feed, tmp_path, broken, reason):
    load = load_of(feed, tmp_path, record("Fine"), record(**broken))
    assert (load.counts["accepted"], load.counts["refused"]) == (1, 1)
    row = LoadRow.objects.get(load=load, outcome=RowOutcome.REFUSED)
    assert row.reasons[0]["code"] == reason and row.raw["email"] == "hello@acorn.example"


def test_things_that_are_no_records_are_refused(feed, tmp_path):
    load = load_of(feed, tmp_path, "text", 7, None, [1], record())
    assert (load.counts["accepted"], load.counts["refused"]) == (1, 4)


def test_a_service_of_nobody_gets_a_named_stand_in_and_is_flagged(feed, tmp_path):
    load = load_of(feed, tmp_path, record("A", organization=None), record("B", organization={}))
    assert load.counts["reasons"]["owner-missing"] == 2
    owner = service("A").organisation
    assert owner.name == "Not stated (Elsewhere)" and service("B").organisation == owner
    assert "owner-missing" in SourceRow.objects.get(record_id=service("A").pk).reasons


def test_the_feeds_own_organisation_stands_in_where_one_is_set(tmp_path):
    with as_owner():
        council = Organisation.objects.create(name="Fernley Council", kind="council")
    feed = make_feed(owner=council)
    load_of(
        feed, tmp_path, record("A", organization=None), record("B", organization={"id": "1", "name": "fernley council"})
    )
    assert {service("A").organisation_id, service("B").organisation_id} == {council.pk}
    assert Organisation.objects.filter(name__iexact="fernley council").count() == 1


def test_a_service_of_a_feed_that_nobody_trusts_waits_hidden(tmp_path):
    feed = make_feed(is_trusted=False)
    load_of(feed, tmp_path, record())
    assert service().status == "hidden"
    assert SourceRow.objects.get(record_id=service().pk).waits
    assert not SearchRow.objects.exists()


def test_statuses_are_followed(feed, tmp_path):
    load_of(feed, tmp_path, record("A"), record("B", status="inactive"), record("C", status="Temporarily Closed"))
    assert (service("A").status, service("B").status, service("C").status) == ("active", "hidden", "active")
    assert service("C").closed_from is not None and service("C").closed_until is None
    load_of(feed, tmp_path, record("A", status="defunct"), record("B"), record("C"))
    assert (service("A").status, service("B").status) == ("closed", "active")
    assert service("C").closed_from is None


def test_an_assured_date_only_moves_forward_and_never_lies_ahead(feed, tmp_path):
    load_of(feed, tmp_path, record())
    load_of(feed, tmp_path, record(assured_date="2026-05-01", email="a@acorn.example"))
    assert service().assured_at.date() == date(2026, 9, 1)
    load = load_of(feed, tmp_path, record(assured_date="2199-01-01", email="b@acorn.example"))
    assert service().assured_at.date() == date(2026, 9, 1)
    assert load.counts["reasons"]["assured-future"] == 1
    load_of(feed, tmp_path, record(assured_date="2026-10-05"))
    assert service().assured_at.date() == date(2026, 10, 5)


def test_terms_become_the_feeds_own_vocabulary(feed, tmp_path):
    def classed(*terms):
        return record(attributes=[{"taxonomy_term": term} for term in terms])

    parent = {"id": "T1", "name": "Play", "taxonomy": "Local words", "description": "Playing"}
    child = {"id": "T2", "name": "Soft play", "taxonomy": "Local words", "parent_id": "T1"}
    load_of(feed, tmp_path, classed(parent, child))
    terms = {term.name: term for term in service().terms.all()}
    assert set(terms) == {"Play", "Soft play"}
    assert terms["Soft play"].parent == terms["Play"]
    assert terms["Play"].taxonomy.name == "Local words" and terms["Play"].code.startswith("elsewhere:")
    load_of(feed, tmp_path, classed(parent))
    assert {term.name for term in service().terms.all()} == {"Play"}


def test_a_term_of_ours_by_its_id_needs_no_mapping(feed, tmp_path):
    with as_owner():
        known = Term.objects.get(pk=expectation("infant-feeding"))
    load_of(
        feed,
        tmp_path,
        record(
            attributes=[
                {"taxonomy_term": {"id": str(known.pk), "name": "Feeding", "taxonomy_id": str(known.taxonomy_id)}}
            ]
        ),
    )
    assert list(service().terms.all()) == [known]
    assert Term.objects.get(pk=known.pk).name == known.name


def test_duplicates_in_a_feed_are_refused_and_the_later_change_wins(feed, tmp_path):
    first = record(last_modified="2026-09-01T00:00:00Z", email="old@acorn.example")
    second = record(last_modified="2026-09-05T00:00:00Z", email="new@acorn.example")
    load = load_of(feed, tmp_path, first, second, first)
    assert load.counts["refused"] == 2 and load.counts["reasons"]["duplicate"] == 2
    assert service().email == "new@acorn.example"


def test_a_part_with_somebody_elses_id_is_not_taken_from_them(feed, tmp_path):
    first, second = record("A"), record("B")
    second["service_at_locations"][0]["id"] = first["service_at_locations"][0]["id"]
    second["schedules"][0]["id"] = first["schedules"][0]["id"]
    load_of(feed, tmp_path, first, second)
    assert service("A").places.count() == service("B").places.count() == 1
    assert service("A").schedules.count() == service("B").schedules.count() == 1
    assert Schedule.objects.count() == 2


# Wrappings ------------------------------------------------------------------------------------------------------------
def _as_lines(found):
    return "\n".join(json.dumps(one) for one in found).encode()


def _zipped(found):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a/services.json", json.dumps(found))
        packed.writestr("__MACOSX/._services.json", b"\0")
    return out.getvalue()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda found: json.dumps(found).encode(),
        lambda found: json.dumps({"total_items": 3, "contents": found}).encode(),
        lambda found: json.dumps({"content": found, "totalElements": 3}).encode(),
        lambda found: b"\xef\xbb\xbf" + json.dumps({"services": found}).encode(),
        lambda found: json.dumps([{"name": "Acorn Trust", "id": uuid_of("Acorn Trust"), "services": found}]).encode(),
        _as_lines,
        _zipped,
        lambda found: gzip.compress(_as_lines(found)),
        lambda found: gzip.compress(json.dumps(found, indent=2).encode()),
    ],
    ids=[
        "array",
        "page",
        "older page",
        "envelope with a mark",
        "below organisations",
        "lines",
        "zip",
        "lines.gz",
        "array.gz",
    ],
)
def test_any_wrapping_is_opened(feed, tmp_path, wrap):
    path = tmp_path / "found"
    path.write_bytes(wrap(records(3)))
    load = read(feed, place=str(path))
    assert load.counts["added"] == 3 and load.is_complete, load.counts


def test_one_record_alone_is_a_feed_of_one(feed, tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps(record(), indent=1))
    assert read(feed, place=str(path)).counts["added"] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><body>Sign in</body></html>", b"Dear reader", b"PK\x03\x04 broken", b"\x1f\x8bbroken", b"{}", b"[]"],
)
def test_what_is_no_feed_changes_nothing(feed, tmp_path, content):
    load_of(feed, tmp_path, record())
    before = versions()
    path = tmp_path / "odd"
    path.write_bytes(content)
    load = read(feed, place=str(path))
    assert not load.is_complete
    assert load.counts.get("failed") or load.counts["refused"], load.counts
    assert versions() == before


def test_a_file_that_breaks_off_keeps_what_was_whole_and_nothing_counts_as_gone(feed, tmp_path):
    load_of(feed, tmp_path, *records(4))
    path = tmp_path / "cut.json"
    path.write_text(json.dumps([record("Group 000"), record("New one"), record("Group 003")])[:-40])
    load = read(feed, place=str(path))
    assert "breaks off" in load.counts["failed"] and not load.is_complete
    assert Service.objects.filter(name="New one").exists()
    assert not SourceRow.objects.filter(gone_at__isnull=False).exists()


def test_a_reading_is_told_with_its_counts_and_quality(feed, tmp_path):
    load = load_of(feed, tmp_path, record("A"), record("B", contacts=[], phones=[], minimum_age=None, maximum_age=None))
    kept = Load.objects.get(pk=load.pk)
    assert kept.finished_at and kept.progress == {}
    quality = kept.counts["quality"]
    assert (quality["services"], quality["phone"], quality["ages"], quality["placed"]) == (2, 1, 1, 2)


def test_a_postcode_that_is_loaded_later_is_found_by_the_next_reading(tmp_path, django_assert_max_num_queries):
    feed = make_feed()
    found = [record(f"Group {n}") for n in range(30)]
    for one in found:
        one["service_at_locations"][0]["location"] |= {"latitude": None, "longitude": None}
    given = give(tmp_path, *found)
    assert read(feed, place=given).counts["added"] == 30
    with django_assert_max_num_queries(55):  # nothing of it is looked up again
        assert read(feed, place=given).counts["unchanged"] == 30
    make_postcode("ZZ1 1AA", ward_code="E05099001")
    assert read(feed, place=given).counts["updated"] == 30
    assert service("Group 7").places.get().ward_code == "E05099001"
