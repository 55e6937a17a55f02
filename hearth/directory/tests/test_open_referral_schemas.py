"""Every answer of the open API is valid by the published schemas and by our own description, over the whole demo."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command

from hearth.core.tests.support import as_owner
from hearth.directory.models import Published
from hearth.directory.tests.factories import make_service
from hearth.directory.tests.open_data import every, holds_null_or_empty, read, whole_service

pytestmark = pytest.mark.django_db
PUBLISHED = Path(
    os.environ.get("HEARTH_ORUK_SCHEMAS", "")
    or settings.ROOT.parent / "shared/data/oruk/validator-schemas/OpenReferralApi/Schemas/V3.0-UK"
)
# Each list: the published schema of the list and of one of its entries.
LISTS = {
    "services": ("service_list", "service"),
    "service_at_locations": ("service_at_location_list", "service_at_location"),
    "taxonomies": ("taxonomy_list", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term_list", "taxonomy_term"),
    "organizations": ("", "organization"),  # "organization_list" describes one entry, without the list around it
}
FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("uri", raises=ValueError)
def is_address(text):
    if not str(text).startswith(("https://", "http://")) or not str(text).isascii() or " " in str(text):
        raise ValueError(text)
    return True


def published(name):
    if not PUBLISHED.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("The published Open Referral UK schemas are not at hand, and CI must have them.")
        pytest.skip("The published Open Referral UK schemas are not at hand (HEARTH_ORUK_SCHEMAS).")
    return judge(json.loads((PUBLISHED / f"{name}.json").read_text()))


def judge(schema):
    return jsonschema.Draft202012Validator(schema, format_checker=FORMATS)


def ours(client):
    """Our own description's validators: of each list's page and each entry in full."""
    document = read(client, "/openapi.json")
    parts = {"components": document["components"]}

    def of(path):
        content = document["paths"][f"/open-referral/v3/{path}"]["get"]["responses"]["200"]["content"]
        return judge(content["application/json"]["schema"] | parts)

    ids = {"services": "service", "service_at_locations": "place", "organizations": "organization"}
    ids |= {"taxonomies": "taxonomy", "taxonomy_terms": "term"}
    return {name: (of(name), of(f"{name}/{{{ids[name]}_id}}")) for name in LISTS} | {"": (of(""), of(""))}


def problems(validator, answer, where):
    found = [f"{where}: {error.json_path} {error.message[:120]}" for error in validator.iter_errors(answer)]
    return found + ([f"{where} holds what is empty"] if holds_null_or_empty(answer) else [])


@pytest.fixture
def demo():
    with as_owner():
        call_command("load_demo", verbosity=0)
    whole_service()
    make_service(name="Bare", cost_kind="unknown", phone="", summary="")
    make_service(name="Dirty", website="javascript:alert(1)", email="not an address", phone="", cost_kind="unknown")
    gone = make_service(name="Gone")
    with as_owner():
        gone.status = "closed"
        gone.save()
    return gone


@pytest.mark.slow
def test_the_whole_demo_is_valid_by_the_published_schemas_and_by_our_own(client, demo):
    wrong = []
    own = ours(client)
    for name, (list_schema, schema) in LISTS.items():
        entries = every(client, f"/{name}")
        assert entries
        page = read(client, f"/{name}?per_page=100")
        wrong += problems(own[name][0], page, name)
        wrong += problems(published(list_schema), page, name) if list_schema else []
        one = published(schema)
        for entry in entries:
            answer = read(client, f"/{name}/{entry['id']}")
            wrong += problems(one, answer, f"{name} {entry.get('name', '')}")
            wrong += problems(own[name][1], answer, f"{name} (ours)")
            assert answer["id"] == entry["id"]
    of_list = published("organization_list")
    for entry in read(client, "/organizations?per_page=100")["contents"]:
        wrong += problems(of_list, entry, "organizations")
    changed = read(client, "/services?modified_after=2020-01-01&per_page=100&full=true")
    wrong += problems(published("service_list"), changed, "changes")
    assert demo.name in {service["name"] for service in every(client, "/services?modified_after=2020-01-01")}
    assert wrong == []
    assert len(every(client, "/services")) == Published.objects.filter(state="listed").count()


def test_what_it_says_of_itself_is_valid(client):
    assert problems(published("api_details"), read(client, "/"), "/") == []
    assert problems(ours(client)[""][0], read(client, "/"), "/") == []


def test_a_service_that_says_everything_is_valid(client):
    service = whole_service()
    answer = read(client, f"/services/{service.pk}")
    for name in ("service", "service_with_definitions"):
        assert problems(published(name), answer, name) == []
    assert problems(ours(client)["services"][1], answer, "ours") == []


@pytest.mark.parametrize("name", list(LISTS))
def test_the_published_list_schema_proves_little_so_ours_is_strict(client, name):
    """The published one accepts `{}`."""
    page, one = ours(client)[name]
    assert list(page.iter_errors({}))
    assert list(one.iter_errors({}))
    make_service()
    answer = read(client, f"/{name}")
    assert list(page.iter_errors(answer | {"total_items": "7"}))
    assert list(page.iter_errors({key: value for key, value in answer.items() if key != "empty"}))
