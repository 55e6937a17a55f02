"""The open API tells the truth: its envelope, what every answer has, what it refuses, no error 500."""

import pytest

from hearth.directory.tests.factories import make_service
from hearth.directory.tests.open_data import BASE, full_service, holds_null_or_empty, read

pytestmark = pytest.mark.django_db
ENVELOPE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}


def test_it_says_what_it_is(client):
    answer = read(client, "/")
    assert answer["version"] == "HSDS-UK-3.0"
    assert client.get(answer["openapi_url"]).json()["openapi"].startswith("3.")


def test_the_envelope_counts_right_on_every_page(client):
    for number in range(7):
        make_service(name=f"Club {number}")
    seen = []
    for page in (1, 2, 3):
        answer = read(client, f"/services?per_page=3&page={page}")
        assert {key: type(answer[key]) for key in answer} == ENVELOPE
        assert (answer["total_items"], answer["total_pages"], answer["page_number"]) == (7, 3, page)
        assert answer["size"] == len(answer["contents"]) == (1 if page == 3 else 3)
        assert (answer["first_page"], answer["last_page"], answer["empty"]) == (page == 1, page == 3, False)
        seen += [service["id"] for service in answer["contents"]]
    assert len(set(seen)) == 7
    beyond = read(client, "/services?per_page=3&page=9")
    assert (beyond["empty"], beyond["size"], beyond["total_items"]) == (True, 0, 7)


def test_an_empty_directory_is_an_empty_page(client):
    answer = read(client, "/services")
    assert (answer["total_items"], answer["total_pages"], answer["empty"], answer["last_page"]) == (0, 0, True, True)


def test_a_service_has_the_required_fields_and_nothing_empty(client):
    service = full_service()
    for answer in (read(client, f"/services/{service.id}"), read(client, "/services")["contents"][0]):
        assert not holds_null_or_empty(answer)
        assert (answer["id"], answer["name"], answer["status"]) == (str(service.id), "Feeding café", "active")
        assert answer["organization"]["id"] == answer["organization_id"]
        assert answer["organization"]["description"]
        term = answer["attributes"][0]["taxonomy_term"]
        assert term["code"] == "infant-feeding"
        assert term["description"]


def test_a_service_in_full_nests_its_places_and_times(client):
    answer = read(client, f"/services/{full_service().id}")
    location = answer["service_at_locations"][0]["location"]
    address = location["addresses"][0]
    assert (address["address_1"], address["postal_code"], address["country"]) == ("2 Well Street", "ZZ1 1AA", "GB")
    times = [(schedule["freq"], schedule["byday"]) for schedule in answer["schedules"]]
    assert times == [("WEEKLY", "MO,TH"), ("MONTHLY", "-1FR")]
    assert answer["maximum_age"] == 1.5
    assert [language["code"] for language in answer["languages"]] == ["en", "pl"]


def test_the_same_thing_has_the_same_id_every_time(client):
    service = full_service()
    assert read(client, f"/services/{service.id}") == read(client, f"/services/{service.id}")


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "per_page=0", "per_page=1000", "taxonomy_term_id=x", "search=" + "a" * 201, "page=1e9"],
)
def test_what_cannot_be_read_is_422_with_words(client, query):
    answer = read(client, f"/services?{query}", 422)
    assert answer["detail"][0]["parameter"] == query.split("=")[0]
    assert answer["detail"][0]["problem"]


def test_unknown_and_hidden_services_are_404(client):
    hidden = make_service(status="hidden")
    read(client, f"/services/{hidden.id}", 404)
    read(client, "/services/00000000-0000-4000-8000-000000000000", 404)
    read(client, "/services/12", 422)


def test_any_site_may_read_it_and_nobody_may_write(client):
    preflight = client.options(f"{BASE}/services")
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert client.post(f"{BASE}/services", {}).status_code == 405
    assert client.head(f"{BASE}/services").status_code == 200
