"""The standard's tables: joined to whole services, from a folder or a zip file."""

import csv
import io
import zipfile
from datetime import time

import pytest

from hearth.directory.feeds.package import kind_of
from hearth.directory.models import Feed, Service
from hearth.directory.tests.factories import make_postcode
from hearth.directory.tests.feeds.support import make_feed, read, service, versions

pytestmark = pytest.mark.django_db

TABLES = {
    "organizations.csv": [
        {"id": "o1", "name": "Acorn Trust", "description": "A trust", "website": "https://acorn.example"}
    ],
    "organization_identifiers.csv": [
        {"id": "oi1", "organization_id": "o1", "identifier_scheme": "GB-CHC", "identifier": "1"}
    ],
    "services.csv": [
        {
            "id": "s1",
            "organization_id": "o1",
            "name": "Acorn Playgroup",
            "description": "Play",
            "status": "active",
            "minimum_age": "0",
            "maximum_age": "4",
            "program_id": "p1",
        },
        {"id": "s2", "organization_id": "o1", "name": "Helpline", "description": "Talk", "status": "active"},
    ],
    "programs.csv": [{"id": "p1", "organization_id": "o1", "name": "Best start"}],
    "locations.csv": [
        {"id": "l1", "name": "Acorn Hall", "location_type": "physical", "latitude": "53.4", "longitude": "-2.16"}
    ],
    "service_at_location.csv": [{"id": "a1", "service_id": "s1", "location_id": "l1"}],
    "physical_addresses.csv": [
        {
            "id": "ad1",
            "location_id": "l1",
            "address_1": "1 Well Street",
            "city": "Fernley",
            "postal_code": "ZZ1 1AA",
            "country": "GB",
        }
    ],
    "accessibility.csv": [{"id": "ac1", "location_id": "l1", "description": "Step free access"}],
    "phones.csv": [
        {"id": "ph1", "contact_id": "c1", "number": '"0161 496 0123"'},
        {"id": "ph2", "service_id": "s2", "number": "0161 496 0456"},
    ],
    "contacts.csv": [{"id": "c1", "service_id": "s1", "name": "Ann Persona"}],
    "schedule.csv": [
        {
            "id": "sc1",
            "service_id": "s1",
            "service_at_location_id": "a1",
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "09:30",
            "closes_at": "11:00",
        }
    ],
    "schedules.csv": [
        {
            "id": "sc1",
            "service_id": "s1",
            "service_at_location_id": "a1",
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "09:30",
            "closes_at": "11:00",
        }
    ],
    "languages.csv": [{"id": "la1", "service_id": "s1", "name": "Polish"}],
    "cost_options.csv": [{"id": "co1", "service_id": "s1", "amount": "2.50", "amount_description": "a family"}],
    "required_documents.csv": [{"id": "rd1", "service_id": "s1", "document": "Red book"}],
    "taxonomy_terms.csv": [{"id": "t1", "name": "Play", "taxonomy_id": "x1"}],
    "taxonomies.csv": [{"id": "x1", "name": "Local words"}],
    "attributes.csv": [{"id": "at1", "link_id": "s1", "link_type": "service", "taxonomy_term_id": "t1"}],
    "readme.csv": [{"note": "nothing"}],
}


def table(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list({name: None for row in rows for name in row}))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


@pytest.fixture(params=["folder", "zip"])
def place(request, tmp_path):
    if request.param == "folder":
        for name, rows in TABLES.items():
            (tmp_path / name).write_bytes(table(rows))
        return str(tmp_path)
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, rows in TABLES.items():
            packed.writestr(f"export/{name}", table(rows))
    return str(path)


def test_the_tables_become_whole_listings(place):
    make_postcode("ZZ1 1AA")
    load = read(make_feed(), place=place)
    assert load.counts["added"] == 2 and load.is_complete, load.counts
    assert any("readme.csv" in note for note in load.counts["notes"])
    one = service()
    assert (one.phone, one.cost_amount, one.cost_words, one.languages) == ("0161 496 0123", 2.5, "a family", ["pl"])
    assert (one.min_age_months, one.max_age_months, one.accessibility) == (0, 59, ["step-free"])
    assert one.places.get().postcode == "ZZ1 1AA"
    slot = one.schedules.get()
    assert (slot.byday, slot.opens, slot.place) == (["MO", "TU"], time(9, 30), one.places.get())
    assert [(term.name, term.taxonomy.name) for term in one.terms.all()] == [("Play", "Local words")]
    assert one.more["program"]["name"] == "Best start" and one.more["required_documents"][0]["document"] == "Red book"
    assert one.more["contacts"][0]["name"] == "Ann Persona"
    assert one.organisation.listing.more["organization_identifiers"][0]["identifier"] == "1"
    assert service("Helpline").phone == "0161 496 0456" and not service("Helpline").places.exists()
    before = versions()
    read(Feed.objects.get(), place=place)
    assert versions() == before


def test_without_a_table_of_services_nothing_is_read(tmp_path):
    (tmp_path / "locations.csv").write_bytes(table(TABLES["locations.csv"]))
    load = read(make_feed(), place=str(tmp_path))
    assert "no table of services" in load.counts["failed"] and not Service.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("services.csv", "services"),
        ("hsds_service.csv", "services"),
        ("Service_At_Locations.CSV", "service_at_locations"),
        ("postal_address.csv", "postal_addresses"),
        ("meta_table_descriptions.csv", ""),
        ("services-export.csv", "services"),
    ],
)
def test_tables_are_known_by_their_names(name, kind):
    assert kind_of(name) == kind


def test_tables_in_windows_text_are_read(tmp_path):
    (tmp_path / "services.csv").write_bytes("id;name\n1;Café Élan\n".encode("cp1252"))
    read(make_feed(), place=str(tmp_path))
    assert Service.objects.get().name == "Café Élan"
