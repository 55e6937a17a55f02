"""The open API says everything that may be said of a service, and nothing that may not."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Published, Service, ServicePlace
from hearth.directory.open_referral import codes
from hearth.directory.tests.factories import MIDDLE, make_service
from hearth.directory.tests.open_data import every, holds_null_or_empty, read, whole_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return whole_service()


@pytest.fixture
def told(client, service):
    return read(client, f"/services/{service.pk}")


def by(entries, key, value):
    (found,) = [entry for entry in entries if entry.get(key) == value]
    return found


def meanings(entries):
    """Attributes of our own vocabularies as (taxonomy, code, value, label)."""
    found = set()
    for entry in entries:
        term = codes.term_of(UUID(entry["taxonomy_term_id"])) if "taxonomy_term_id" in entry else None
        if term:
            found.add((term.taxonomy.code, term.code, entry.get("value", ""), entry.get("label", "")))
    return found


def test_the_service_itself(told, service):
    expected = {
        "name": "Feeding café",
        "description": "Kind help with feeding.\n\nCome with your baby and sit down.",
        "url": "https://feeding.example/caf%C3%A9",
        "email": "feeding@nest.example",
        "status": "active",
        "fees": "£2.50 a family",
        "eligibility_description": "Anybody who feeds a baby",
        "application_process": "Just turn up and Ask for it yourself",
        "wait_time": "3 weeks",
        "licenses": "Ofsted: EY123456; oddfellows: 7",
        "accreditations": "Baby Friendly, gold",
        "interpretation_services": "Ask us two days before.",
        "assurer_email": "editor@nest.example",
        "minimum_age": 0,
        "maximum_age": 1.58,
        "assured_date": "2026-03-03",
    }
    assert {key: told.get(key) for key in expected} == expected
    assert told["alert"].startswith("Closed from ")
    assert told["alert"].endswith("The room is being painted. New door code.")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["last_modified"])
    assert "August" in told["alert"]
    assert not holds_null_or_empty(told)


def test_who_offers_it(told):
    organisation = told["organization"]
    assert organisation["description"] == "We help families."
    assert organisation["logo"] == "https://nest.example/logo.png"
    assert [entry["identifier"] for entry in organisation["organization_identifiers"]] == ["1234567"]
    assert organisation["phones"][0]["number"] == "01632 960010"
    assert organisation["year_incorporated"] == 1998


def test_how_to_reach_it(told):
    assert [phone["number"] for phone in told["phones"]] == ["01632 960001"]
    numbers = {phone["number"] for contact in told["contacts"] for phone in contact["phones"]}
    assert numbers == {"01632 960001", "01632 960777"}
    assert by(told["contacts"], "name", "Ann Persona")["title"] == "Lead"


def test_where_it_is(told):
    hub, library, half = told["service_at_locations"]
    assert hub["description"] == "Upstairs"
    assert hub["location"]["alternate_name"] == "The Nest"
    assert hub["location"]["addresses"][0]["postal_code"] == "ZZ1 1AA"
    assert {entry["accessibility"] for entry in hub["location"]["accessibility"]} == {"No steps", "a-slide"}
    assert hub["location"]["phones"][0]["number"] == "01632 960009"
    assert library["location"]["id"] == "7a3f1d2c-5b1e-4d53-8a53-9d3f0c9b1a11"
    first, second = library["location"]["addresses"]
    assert (first["address_1"], first["city"], first["state_province"], first["region"]) == (
        *("1 Book Lane", "Fernley", "Fernshire", "North"),
    )
    assert (second["address_1"], second["address_type"]) == ("PO box 3", "postal")
    assert library["location"]["latitude"] == MIDDLE[0]
    assert "addresses" not in half["location"]
    assert half["location"]["description"] == "Half an address"


def test_when_it_is_on(told, service):
    weekly = by(told["schedules"], "byday", "MO,TH")
    assert (weekly["byday"], weekly["interval"], weekly["dtstart"]) == ("MO,TH", 2, "2026-01-05")
    assert (weekly["opens_at"], weekly["closes_at"], weekly["notes"]) == ("09:30:00", "11:00:00", "Ring the bell")
    assert weekly["service_at_location_id"] in {place["id"] for place in told["service_at_locations"]}
    assert "in term time" in weekly["description"]
    assert "Not on" in weekly["description"]
    assert "(Christmas)" in weekly["description"]
    assert weekly["attending_type"] == "In person"
    monthly = {(entry.get("byday"), entry.get("bymonthday")) for entry in told["schedules"] if entry is not weekly}
    assert monthly == {("-1FR", None), (None, "1,15"), ("SA", None)}
    assert by(told["schedules"], "byday", "SA")["description"] == "Saturdays, in the school holidays"
    assert {of[2] for of in meanings(told["attributes"]) if of[1] == "times-in-words"} == {
        "Times vary", "Mondays, once a month",
    }  # fmt: skip


def test_what_the_standard_has_no_field_for_is_said_by_our_vocabularies(told):
    year = clock.today().year + 1
    christmas = f"{year}-12-24/{year}-12-28"
    of_service = meanings(told["attributes"])
    assert of_service == {
        ("delivery", "in-person", "", ""),
        ("delivery", "group", "", ""),
        ("access-route", "walk-in", "", ""),
        ("access-route", "self-refer", "", ""),
        ("room", "waiting", "3", ""),
        ("accessibility", "hearing-loop", "", ""),
        ("accessibility", "other", "", "a-kind-of-lift"),
        ("about-listing", "takes-requests", "", ""),
        ("about-listing", "sensitive", "", ""),
        ("about-listing", "closed", f"{year}-08-01/{year}-08-14", "The room is being painted."),
        ("about-listing", "times-in-words", "Times vary", ""),
        ("about-listing", "times-in-words", "Mondays, once a month", ""),
        ("times", "extra", f"{year}-06-03T14:00/{year}-06-03T15:30", ""),
        ("registration", "ofsted-urn", "EY123456", ""),
        ("registration", "other", "7", "oddfellows"),
        *{of for of in of_service if of[0] == "local-offer"},
    }
    assert {of[2] for of in of_service if of[0] == "local-offer"} == {"yes", "All staff know about autism."}
    weekly = by(told["schedules"], "byday", "MO,TH")
    assert meanings(weekly["attributes"]) == {
        ("times", "term-time", "", ""),
        ("times", "bank-holidays-closed", "", ""),
        ("times", "cancelled", christmas, "Christmas"),
    }
    hub = told["service_at_locations"][0]["location"]
    assert meanings(hub["attributes"]) == {("times", "cancelled", christmas, "Painting")}
    (hours,) = hub["schedules"]
    assert (hours["byday"], hours["opens_at"], hours["closes_at"]) == ("TU", "09:00:00", "17:00:00")
    assert meanings(hours["attributes"]) == {
        ("times", "opening-hours", "", ""),
        ("times", "bank-holidays-closed", "", ""),
    }
    slide = by(hub["accessibility"], "accessibility", "a-slide")
    assert meanings(slide["attributes"]) == {("accessibility", "other", "", "a-slide")}


def test_whom_it_serves_and_what_it_costs(told):
    areas = {area["name"]: area.get("uri", "") for area in told["service_areas"]}
    assert areas["All of Fernley"] == ""
    assert areas["Fernley North"].endswith("/E05000099")
    assert [(cost["amount"], cost["option"]) for cost in told["cost_options"]] == [
        (2.5, "A family"), (0, "On benefits"),
    ]  # fmt: skip
    assert {language["name"]: language.get("note", "") for language in told["languages"]} == {
        "English": "", "Polish": "On Mondays",
    }  # fmt: skip


def test_what_a_feed_left_goes_out_again_as_far_as_it_fits(told):
    assert told["funding"][0]["source"] == "The council"
    assert told["required_documents"][0]["uri"] == "https://feeding.example/red"
    assert told["metadata"][0]["last_action_type"] == "create"
    assert "free text" in {attribute.get("value") for attribute in told["attributes"]}
    for part in ("funding", "cost_options", "required_documents", "metadata", "contacts"):
        assert all(re.fullmatch(r"[0-9a-f-]{36}", entry["id"]) for entry in told[part])
    assert "Never this" not in json.dumps(told)
    assert "Not whole" not in json.dumps(told)


def test_a_cost_that_was_changed_here_is_told_alone(client, service):
    with as_owner():
        Service.objects.filter(pk=service.pk).update(cost_amount=4, cost_words="£4 a child")
    (cost,) = read(client, f"/services/{service.pk}")["cost_options"]
    assert (cost["amount"], cost["amount_description"]) == (4, "£4 a child")


def test_what_is_long_over_is_not_told(told):
    assert "Long ago" not in json.dumps(told)


def test_a_secret_address_never_leaves(client, service):
    """In no list, at no address, by no parameter; and not that there is one."""
    with as_owner():
        place = ServicePlace.objects.get(service=service, is_confidential=True)
    texts = [json.dumps(every(client, f"/{name}?full=true")) for name in ("services", "service_at_locations")]
    texts += [json.dumps(read(client, f"/services/{service.pk}"))]
    texts += [json.dumps(read(client, f"/organizations/{service.organisation_id}"))]
    for text in texts:
        assert "Feeding" in text
        for word in ("Secret Row", "ZZ9", "The refuge", "53.5", str(place.pk)):
            assert word not in text
    read(client, f"/service_at_locations/{place.pk}", 404)


def test_every_attribute_finds_its_service_and_every_term_says_what_it_is(client, service, told):
    """What is said of a service and what a list finds are the same, for each of our terms and those of the tables."""
    other = make_service(name="Another", delivery=["phone"], cost_kind="unknown")
    said = {entry["taxonomy_term_id"] for entry in told["attributes"] if "taxonomy_term_id" in entry}
    places = [place["location"] for place in told["service_at_locations"]]
    for part in (*told["schedules"], *places, *(hours for place in places for hours in place.get("schedules", []))):
        said |= {entry["taxonomy_term_id"] for entry in part.get("attributes", [])}
        for fact in part.get("accessibility", []):
            said |= {entry["taxonomy_term_id"] for entry in fact["attributes"]}
    wrong = []
    for term in every(client, "/taxonomy_terms"):
        found = {entry["id"] for entry in every(client, f"/services?taxonomy_term_id={term['id']}")}
        under = {child["id"] for child in every(client, "/taxonomy_terms") if child.get("parent_id") == term["id"]}
        if (str(service.pk) in found) != bool(({term["id"]} | under) & said):
            wrong.append(term["name"])
        assert str(other.pk) not in found or term["name"] == "By phone"
    assert wrong == []
    known = {term["id"] for term in every(client, "/taxonomy_terms")}
    assert said <= known
    for taxonomy in every(client, "/taxonomies"):
        terms = read(client, f"/taxonomies/{taxonomy['id']}").get("taxonomy_terms", [])
        found = {entry["id"] for entry in every(client, f"/services?taxonomy_id={taxonomy['id']}")}
        assert (str(service.pk) in found) == bool({term["id"] for term in terms} & said), taxonomy["name"]


# Status ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "last", "status", "begins"),
    [
        (-3, 3, "temporarily closed", "Closed up to"),
        (0, 0, "temporarily closed", "Closed up to"),
        (-3, None, "temporarily closed", "Closed for now"),
        (None, 3, "temporarily closed", "Closed up to"),
        (1, 3, "active", "Closed from"),
        (1, None, "active", "Closed from"),
        (-3, -1, "active", None),
        (None, None, "active", None),
    ],
)
def test_closed_for_a_while_is_told_on_its_days(client, first, last, status, begins):
    today = clock.today()
    days = [None if offset is None else today + timedelta(days=offset) for offset in (first, last)]
    service = make_service(closed_from=days[0], closed_until=days[1])
    for answer in (read(client, f"/services/{service.pk}"), read(client, "/services")["contents"][0]):
        assert answer["status"] == status
        assert (answer.get("alert") or None) is None if begins is None else answer["alert"].startswith(begins)


def test_a_listing_that_nobody_confirms_is_inactive_and_in_no_usual_list(client):
    service = make_service(standing="hidden", north_metres=0)
    assert read(client, f"/services/{service.pk}")["status"] == "inactive"
    assert read(client, "/services")["total_items"] == 0
    assert read(client, "/service_at_locations")["total_items"] == 0
    assert read(client, "/organizations")["total_items"] == 0
    (changed,) = read(client, "/services?modified_after=2020-01-01")["contents"]
    assert changed["status"] == "inactive"


@pytest.mark.parametrize(
    ("change", "status", "name"),
    [
        ({"status": "closed"}, "defunct", "Bramble"),
        ({"status": "hidden"}, "inactive", "No longer listed"),
    ],
)
def test_what_is_taken_off_says_so_and_nothing_more(client, change, status, name):
    service = make_service(name="Bramble", description="All about it", north_metres=0)
    place = service.places.get()
    with as_owner():
        Service.objects.filter(pk=service.pk).update(**change)
    assert read(client, "/services")["total_items"] == 0
    (changed,) = read(client, "/services?modified_after=2020-01-01")["contents"]
    told = read(client, f"/services/{service.pk}")
    assert changed == told
    assert set(told) == {"id", "organization_id", "name", "status", "last_modified", "organization"}
    assert (told["name"], told["status"]) == (name, status)
    read(client, f"/service_at_locations/{place.pk}", 404)
    assert read(client, "/service_at_locations?modified_after=2020-01-01")["total_items"] == 0


def test_a_listing_of_a_closed_organisation_is_taken_off(client):
    service = make_service(name="Bramble")
    with as_owner():
        service.organisation.is_active = False
        service.organisation.save()
    assert read(client, f"/services/{service.pk}")["status"] == "inactive"
    read(client, f"/organizations/{service.organisation_id}", 404)


def test_a_deleted_listing_says_that_it_is_gone(client):
    service = make_service(name="Never speak of it")
    with as_owner():
        pk = service.pk
        service.delete()
    told = read(client, f"/services/{pk}")
    assert (told["status"], told["name"]) == ("defunct", "No longer listed")
    assert Published.objects.get(service_id=pk).state == "closed"


def test_what_was_never_listed_does_not_exist(client):
    service = make_service(status="hidden")
    read(client, f"/services/{service.pk}", 404)
    assert read(client, "/services?modified_after=2020-01-01")["total_items"] == 0


def test_a_listing_that_was_taken_in_leads_to_the_one_that_took_it(client):
    kept = make_service(name="Kept")
    middle = make_service(name="Middle", merged_into=kept)
    first = make_service(name="First", merged_into=middle)
    with as_owner():
        Published.objects.filter(service_id__in=[middle.pk, first.pk]).update(was_listed=True)
    for service in (first, middle):
        response = client.get(f"/open-referral/v3/services/{service.pk}")
        assert (response.status_code, response["Location"]) == (301, f"/open-referral/v3/services/{kept.pk}")
        assert response["Access-Control-Allow-Origin"] == "*"
    statuses = {entry["name"]: entry["status"] for entry in every(client, "/services?modified_after=2020-01-01")}
    assert statuses == {"Kept": "active", "Middle": "defunct", "First": "defunct"}
    with as_owner():
        Service.objects.filter(pk=kept.pk).update(status="closed")
    assert read(client, f"/services/{first.pk}")["status"] == "defunct"


def test_an_organisation_tells_its_services(client, service):
    make_service(name="Another", organisation=service.organisation)
    answer = read(client, f"/organizations/{service.organisation_id}")
    assert [entry["name"] for entry in answer["services"]] == ["Another", "Feeding café"]
    assert "schedules" not in answer["services"][1]
    assert read(client, "/organizations")["contents"][0]["name"] == answer["name"]
