"""Who keeps a copy fetches only what is new: changes are told exactly, and nothing is sent twice."""

import gzip
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.utils.http import http_date

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Schedule, Service
from hearth.directory.tests.factories import make_service
from hearth.directory.tests.open_data import BASE, read, whole_service

pytestmark = pytest.mark.django_db


def get(client, address, **headers):
    return client.get(BASE + address, headers=headers)


def at(moment):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update directory_published set modified_at = %s", [moment])


def test_the_last_change_can_be_asked_for_again(client):
    """`modified_after` with what `last_modified` said finds the record itself, and a millisecond later does not."""
    service = make_service()
    told = read(client, f"/services/{service.pk}")["last_modified"]
    assert read(client, f"/services?modified_after={told}")["total_items"] == 1
    later = told[:-4] + f"{(int(told[-4:-1]) + 1):03d}Z" if told[-4:-1] != "999" else None
    if later:
        assert read(client, f"/services?modified_after={later}")["total_items"] == 0


def test_a_new_time_is_a_change_of_the_service(client):
    service = make_service()
    at("2026-01-01T00:00:00Z")
    before = clock.now() - timedelta(seconds=1)
    query = f"/services?modified_after={before.isoformat().replace('+00:00', 'Z')}"
    assert read(client, query)["total_items"] == 0
    with as_owner():
        Schedule.objects.create(service=service, byday=["MO"])
    assert read(client, query)["total_items"] == 1
    assert read(client, query.replace("services", "service_at_locations"))["total_items"] == 0


def test_closing_and_opening_again_are_changes_on_their_day(client):
    """Nobody writes anything at midnight, and the status changes all the same."""
    today = clock.today()
    closing = make_service(closed_from=today, closed_until=today + timedelta(days=9))
    opening = make_service(closed_from=today - timedelta(days=9), closed_until=today - timedelta(days=1))
    make_service(closed_from=today + timedelta(days=1))
    make_service(closed_from=today - timedelta(days=9), closed_until=today - timedelta(days=5))
    at("2026-01-01T00:00:00Z")
    found = read(client, f"/services?modified_after={today.isoformat()}")["contents"]
    assert {entry["id"] for entry in found} == {str(closing.pk), str(opening.pk)}
    assert {entry["status"] for entry in found} == {"temporarily closed", "active"}
    assert all(entry["last_modified"] > "2026-01-02" for entry in found)


@pytest.mark.parametrize("address", ["/", "/services", "/services/{id}", "/service_at_locations", "/taxonomies",
                                     "/taxonomy_terms", "/organizations", "/openapi.json"])  # fmt: skip
def test_what_has_not_changed_is_not_sent_again(client, address):
    service = whole_service()
    address = address.replace("{id}", str(service.pk))
    first = get(client, address)
    assert first.status_code == 200
    assert "max-age=300" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert not first.cookies
    again = get(client, address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    later = get(client, address, if_modified_since=first["Last-Modified"])
    assert later.status_code == 304
    assert get(client, address, if_none_match='"another"').status_code == 200


def test_what_has_changed_is_sent(client):
    service = make_service()
    first = get(client, "/services")
    with as_owner():
        Service.objects.filter(pk=service.pk).update(phone="01632 960999", description="New words")
    assert get(client, "/services", if_none_match=first["ETag"]).status_code == 200
    long_ago = http_date((clock.now() - timedelta(days=2)).timestamp())
    assert get(client, "/services", if_modified_since=long_ago).status_code == 200


def test_what_depends_on_the_day_is_as_new_as_the_day(client):
    make_service()
    at("2026-01-01T00:00:00Z")
    modified = parsedate_to_datetime(get(client, "/services")["Last-Modified"])
    assert clock.today(modified) == clock.today()


def test_large_answers_are_compressed(client):
    for _number in range(5):
        make_service(description="Come and play. " * 30)
    plain = get(client, "/services")
    packed = get(client, "/services", accept_encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert "Accept-Encoding" in packed["Vary"]
    assert get(client, "/services", accept_encoding="gzip", if_none_match=packed["ETag"]).status_code == 304
    assert get(client, "/services", if_none_match=packed["ETag"]).status_code == 304


def test_a_refusal_is_not_kept(client):
    for address in ("/services?page=0", "/services/00000000-0000-4000-8000-000000000000"):
        answer = get(client, address)
        assert "max-age" not in answer.get("Cache-Control", "")
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_speaks_english_to_every_browser(client):
    service = make_service(access_routes=["walk-in"])
    client.cookies["hearth_language"] = "pl"
    response = get(client, f"/services/{service.pk}")
    assert response["Content-Language"] == "en"
    assert response.json()["application_process"] == "Just turn up"
