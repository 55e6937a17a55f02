"""Loading lists of services: every row is accounted for, and a file never takes anything away."""

import gzip
import re
from datetime import time
from pathlib import Path

import pytest
from django.conf import settings

from hearth.access.models import Organisation
from hearth.audit.models import Entry
from hearth.core.tests.support import as_owner
from hearth.directory.loading.mapping import MappingError, mappings, read_mapping
from hearth.directory.loading.run import load_files
from hearth.directory.models import (
    Load,
    LoadRow,
    OrganisationListing,
    Schedule,
    SearchRow,
    Service,
    ServiceTerm,
    SourceRow,
    Word,
)
from hearth.directory.tests.factories import expectation
from hearth.directory.tests.loading.support import load, versions

pytestmark = pytest.mark.django_db

SWINGS = 'Swings,"Play for families, aged 0 to 5 years.",1 Well Street,ZZ1 1AA,0161 790 3377,www.swings.example,Monday 10am - 12noon,Open'  # noqa: E501
DADS = "Dads&#39; Den,For dads,2 Well Street,zz11ab,hello@den.example,,By appointment,Open"
SHUT = "Old Club,It was good,3 Well Street,ZZ1 1AA,,,,Closed in May"


def service(name):
    return Service.objects.get(name=name)


def test_every_row_is_accepted_repaired_or_refused_and_counted(clubs):
    clubs.write(SWINGS.replace("www.swings.example", "https://swings.example"), DADS, SHUT, ",no name,,ZZ1 1AA,,,,Open")
    counts = clubs.load()
    assert (counts["rows"], counts["accepted"], counts["repaired"], counts["refused"]) == (4, 1, 1, 2)
    assert counts["added"] == 2
    assert {"closed", "no-name", "entities", "postcode-tidied", "hours-words"} <= set(counts["reasons"])
    refused = LoadRow.objects.get(outcome="refused", number=3)
    assert refused.raw["name"] == "Old Club" and refused.reasons[0]["code"] == "closed"


def test_a_service_gets_its_place_times_terms_ages_and_owner_and_nothing_made_up(clubs):
    clubs.write(SWINGS)
    clubs.load()
    swings = service("Swings")
    assert (swings.min_age_months, swings.max_age_months) == (0, 71)
    assert (swings.phone, swings.website) == ("0161 790 3377", "http://www.swings.example")
    assert swings.cost_kind == "unknown" and swings.assured_at is None and not swings.accepts_requests
    place = swings.places.get()
    assert (place.postcode, place.latitude, place.longitude, place.ward_code) == ("ZZ1 1AA", 53.40, -2.16, "E05099001")
    slot = swings.schedules.get()
    assert (slot.byday, slot.opens, slot.closes, slot.notes) == (["MO"], time(10), time(12), "")
    assert [term.code for term in swings.terms.all()] == ["activities-0-5"]
    assert OrganisationListing.objects.get(organisation=swings.organisation).source == "test-clubs"
    assert swings.organisation.kind == "community"


def test_times_that_cannot_be_read_are_kept_as_words(clubs):
    clubs.write(DADS)
    clubs.load()
    slot = service("Dads' Den").schedules.get()
    assert (slot.byday, slot.opens, slot.notes) == ([], None, "By appointment")


def test_the_same_file_twice_writes_not_one_row(clubs):
    clubs.write(SWINGS, DADS, SHUT)
    clubs.load()
    before = versions()
    counts = clubs.load()
    assert (counts["unchanged"], counts["refused"], counts["added"], counts["updated"]) == (2, 1, 0, 0)
    assert versions() == before


def test_what_was_repaired_can_still_be_read_of_a_later_load(clubs):
    clubs.write(DADS)
    clubs.load()
    counts = clubs.load()
    assert counts["reasons"]["entities"] == 1
    assert LoadRow.objects.filter(load=Load.objects.latest("created_at"), outcome="unchanged").count() == 1


def test_a_changed_row_updates_just_its_record(clubs):
    clubs.write(SWINGS, DADS)
    clubs.load()
    swings, den = service("Swings"), service("Dads' Den")
    clubs.write(SWINGS.replace("Monday", "Tuesday").replace("0161 790 3377", ""), DADS)
    counts = clubs.load()
    assert (counts["updated"], counts["unchanged"], counts["added"]) == (1, 1, 0)
    swings.refresh_from_db()
    assert swings.phone == "" and swings.schedules.get().byday == ["TU"]
    assert service("Swings").pk == swings.pk
    assert Service.objects.get(pk=den.pk).edited_at == den.edited_at
    assert Service.objects.count() == 2 and Organisation.objects.filter(listing__source="test-clubs").count() == 2


def test_a_row_that_is_gone_is_reported_and_its_service_stays(clubs):
    clubs.write(SWINGS, DADS)
    clubs.load()
    clubs.write(SWINGS)
    counts = clubs.load()
    assert counts["gone"] == 1
    assert service("Dads' Den").status == "active"
    assert LoadRow.objects.get(outcome="gone").raw["about"] == "For dads"
    assert clubs.load()["gone"] == 0  # said once
    clubs.write(SWINGS, DADS)
    clubs.load()
    assert not SourceRow.objects.filter(gone_at__isnull=False).exists()


@pytest.mark.parametrize("content", [b"", b"name,about\n", b"\x00\x01\x02", b"name,other\nSwings,x\n"])
def test_an_empty_or_broken_file_changes_nothing_and_says_so(clubs, content):
    clubs.write(SWINGS, DADS)
    clubs.load()
    before = versions()
    clubs.path.write_bytes(content)
    counts = clubs.load()
    assert counts["failed"]
    assert counts["gone"] == 0
    assert versions() == before


def test_a_file_that_is_cut_off_keeps_what_was_read_and_calls_nothing_gone(clubs):
    clubs.write(SWINGS, DADS)
    clubs.load()
    many = gzip.compress(
        "\n".join([SWINGS, *(f"Club {n},,4 Well Street,ZZ1 1AA,,,,Open" for n in range(3000))]).encode()
    )
    clubs.path.write_bytes(many[: len(many) // 2])
    counts = clubs.load()
    assert "could not be read to its end" in counts["failed"] or "no column" in counts["failed"]
    assert counts["gone"] == 0 and Service.objects.filter(name="Dads' Den").exists()


def test_a_row_twice_is_taken_once(clubs):
    clubs.write(SWINGS, SWINGS, SWINGS.replace("Monday", "Friday"))
    counts = clubs.load()
    assert counts["added"] == 1 and counts["reasons"]["duplicate"] == 1 and counts["reasons"]["duplicate-differs"] == 1
    assert service("Swings").schedules.get().byday == ["MO"]


def test_rows_of_another_width_are_refused_or_mended(clubs):
    clubs.write(SWINGS + ",,", "Short,row", DADS + ",surplus")
    counts = clubs.load()
    assert counts["reasons"]["extra-values"] == 1
    assert counts["reasons"]["cut-short"] == 1 and counts["reasons"]["too-many-values"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(clubs, encoding):
    clubs.write(SWINGS.replace("Swings", "Café “Swings” – £1"), encoding=encoding)
    clubs.load()
    assert service("Café “Swings” – £1")


def test_tabs_are_read_as_well_as_commas(clubs):
    clubs.write(
        "Swings\tPlay, sing\t1 Well Street\tZZ1 1AA\t\t\t\tOpen",
        header="name\tabout\taddress\tpostcode\tcontact\tweb\ttimes\tstatus",
    )
    clubs.load()
    assert service("Swings").summary == "Play, sing"


def test_an_unknown_postcode_is_kept_without_a_point(clubs):
    clubs.write(SWINGS.replace("ZZ1 1AA", "ZZ9 9ZZ"))
    counts = clubs.load()
    place = service("Swings").places.get()
    assert (place.postcode, place.latitude) == ("ZZ9 9ZZ", None)
    assert counts["reasons"] == {"postcode-unknown": 1, "no-point": 1, "website-scheme": 1}
    assert counts["repaired"] == 1


def test_a_postcode_that_cannot_be_one_stays_in_the_address(clubs):
    clubs.write(SWINGS.replace("ZZ1 1AA", "ZZ114 1HF"))
    clubs.load()
    assert service("Swings").places.get().address_1 == "1 Well Street, ZZ114 1HF"


def test_points_come_when_the_postcodes_come_later(clubs, tmp_path):
    clubs.write(SWINGS.replace("ZZ1 1AA", "ZZ1 1AD"))
    clubs.load()
    later = tmp_path / "postcodes_2.csv"
    later.write_text(
        "postcode,pqi,easting,northing,district,ward,longitude,latitude,lsoa21\n"
        "ZZ1 1AD,10,1,1,E08000007,E05099001,-2.18,53.42,E01099001\n",
        encoding="utf-8",
    )
    load("geography", later)
    assert clubs.load()["updated"] == 1
    assert service("Swings").places.get().latitude == 53.42


def test_an_editors_changes_stay_while_the_file_says_nothing_new(clubs):
    clubs.write(SWINGS)
    clubs.load()
    with as_owner():
        swings = service("Swings")
        swings.summary, swings.languages = "Better words.", ["pl"]
        swings.edited_at = swings.edited_at.replace(year=2027)
        swings.save()
        ServiceTerm.objects.create(service=swings, term_id=expectation("send"))
    clubs.load()
    assert service("Swings").summary == "Better words."
    clubs.write(SWINGS.replace("Play for families", "Play for all families"))
    counts = clubs.load()
    assert counts["reasons"]["edited-since"] == 1
    swings = service("Swings")
    assert swings.summary.startswith("Play for all families") and swings.languages == ["pl"]
    assert {term.code for term in swings.terms.all()} == {"activities-0-5", "send"}


def test_a_term_that_the_rules_give_no_more_goes_with_them(clubs):
    clubs.write(DADS)
    clubs.load()
    assert {t.code for t in service("Dads' Den").terms.all()} == {"activities-0-5", "parenting-support"}
    clubs.write(DADS.replace("For dads", "For all"))
    clubs.load()
    assert {t.code for t in service("Dads' Den").terms.all()} == {"activities-0-5"}


def test_what_was_loaded_can_be_found_at_once(clubs):
    clubs.write(SWINGS.replace("Swings", "Marmalade Players"))
    clubs.load()
    assert SearchRow.objects.filter(service=service("Marmalade Players")).exists()
    assert Word.objects.filter(word="marmalade").exists()


def test_the_load_stands_in_the_log(clubs):
    clubs.write(SWINGS)
    clubs.load()
    with as_owner():
        entry = Entry.objects.filter(action="directory.loaded").latest("created_at")
    assert entry.detail == {"source": "test-clubs", "rows": 1, "added": 1, "updated": 0}


def test_rows_that_share_a_key_are_told_apart_and_known_again_when_one_is_reworded(clubs):
    path = clubs.mappings / "clubs.yaml"
    path.write_text(path.read_text().replace("key: [name, postcode]", "key: [name, postcode]\ntell_apart: [about]"))
    mappings.cache_clear()
    first, second = SWINGS, SWINGS.replace("Play for families, aged 0 to 5 years.", "Singing")
    clubs.write(first, second)
    assert clubs.load()["added"] == 2
    ids = {s.summary: s.pk for s in Service.objects.all()}
    clubs.write(second.replace("Singing", "Songs and rhymes"), first)
    counts = clubs.load()
    assert (counts["updated"], counts["unchanged"], counts["added"], counts["gone"]) == (1, 1, 0, 0)
    assert Service.objects.get(summary="Songs and rhymes").pk == ids["Singing"]
    mappings.cache_clear()


def test_council_rows_join_the_council_that_is_there_already(clubs):
    with as_owner():
        council = Organisation.objects.create(name="Fernley Council", kind="council")
    path = clubs.mappings / "clubs.yaml"
    path.write_text(
        path.read_text().replace(
            '{name: "{name}", kind: community}', '{name: "Fernley Council", kind: council, council: true}'
        )
    )
    mappings.cache_clear()
    clubs.write(SWINGS, DADS)
    clubs.load()
    assert {s.organisation_id for s in Service.objects.all()} == {council.pk}
    mappings.cache_clear()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("key: [name, postcode]", "", "key"),
        ("  name: name", "  nmae: name", "nmae"),
        ("  times: times", "  times: {column: times, as: magic}", "magic"),
        ("reason: closed", "reason: shut", "shut"),
        ("kind: service", "kind: sevrice", "sevrice"),
        ("set: {delivery: [in-person]}", "set: {assured_at: now}", "assured_at"),
        ('version: "1"', 'version: "1"\nmystery: 1', "mystery"),
        ("source: test-clubs", "", "source"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused_in_words(tmp_path, before, after, words):
    from hearth.directory.tests.loading.support import MAPPING

    path = tmp_path / "bad.yaml"
    assert before in MAPPING
    path.write_text(MAPPING.replace(before, after), encoding="utf-8")
    with pytest.raises(MappingError, match=words):
        read_mapping(path)


def test_the_shipped_mappings_are_sound_and_name_terms_that_exist():
    with as_owner():
        from hearth.directory.models import Term

        known = set(Term.objects.values_list("taxonomy__code", "code"))
    for mapping in mappings():
        for terms in [mapping.terms, *(rule.terms for rule in mapping.rules)]:
            assert {(taxonomy, code) for taxonomy, codes in terms.items() for code in codes} <= known, mapping.source
    assert len({mapping.source for mapping in mappings()}) == len(mappings())


def test_the_mapping_in_the_guide_is_a_mapping(tmp_path):
    guide = (Path(settings.BASE_DIR) / "docs" / "operators" / "loading.md").read_text(encoding="utf-8")
    path = tmp_path / "guide.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)[1], encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping.takes("fernley_clubs_2026.csv")
    assert {"name", "postcode", "about", "opening", "status", "run_by", "area"} <= mapping.needed()


def test_a_folder_that_is_not_there_is_said(tmp_path):
    from hearth.core.actors import SYSTEM

    with pytest.raises(FileNotFoundError):
        load_files(paths=[tmp_path / "nowhere"], group="services", by=SYSTEM)


def test_words_longer_than_their_box_are_whole_in_the_description(clubs):
    words = "By appointment, because " + "we like to be ready for you, " * 12
    clubs.write(f'Swings,,1 Well Street,ZZ1 1AA,,,"{words}",Open')
    clubs.load()
    assert words.strip(" ,") in service("Swings").description
    assert Schedule.objects.get().notes
