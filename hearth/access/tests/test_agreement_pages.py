"""The register's pages: kept by the host's information lead, read by the parties, in words."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from hearth.access.demo import agreements as demo
from hearth.access.models import Agreement
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core import clock
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_member("information-lead", make_organisation(name="Larkmere Council", kind="council", is_host=True))


def dates(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def typed(**values):
    today = clock.today()
    return {
        "title": "Who is involved", "purpose": "So that families tell their story once", "lawful_basis": "public-task",
        "special_basis": "none", "document": "", **dates("starts_on", today), **dates("ends_on", today + timedelta(40)),
    } | values  # fmt: skip


def made(client) -> Agreement:
    client.post(reverse("access:agree"), typed())
    with as_owner():
        return Agreement.objects.get()


def test_the_keeper_adds_one_says_who_takes_part_and_sees_what_would_stop(client, lead):
    school, trust = make_organisation(name="Millpond School"), make_organisation(name="Sorrel Vale NHS")
    enter(client, lead)
    kept = made(client)
    assert (
        "takes one organisation that gives" in client.get(reverse("access:agreement", args=[kept.pk])).content.decode()
    )
    add = reverse("access:add_party", args=[kept.pk])
    client.post(add, {"organisation": str(school.pk), "gives": ["involvement"]})
    client.post(add, {"organisation": str(trust.pk), "gets": ["involvement", "notes"]})
    page = client.get(reverse("access:agreement", args=[kept.pk])).content.decode()
    assert "Sorrel Vale NHS would no longer see what 1 organisation gives" in page
    assert '<tr><th scope="row">Millpond School</th><td>Who is involved</td>' in page
    assert "Public task (article 6(1)(e))" in page
    assert "Ends in 40 days" in page
    between = client.get(f"{reverse('access:agreements_between')}?first={school.pk}&second={trust.pk}").content.decode()
    assert "Millpond School gives Sorrel Vale NHS" in between
    assert "Who is involved</a>" in between
    assert "Nothing, today." in between
    assert [entry.subject_id for entry in logged("access.agreement_party_set")] == [kept.pk] * 2


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(client, lead):
    enter(client, lead)
    today = clock.today()
    page = client.post(
        reverse("access:agree"),
        typed(lawful_basis="", title="Kept title", **dates("ends_on", today - timedelta(1))),
    ).content.decode()
    assert "Choose the lawful ground" in page
    assert "The last day must be the same as or after the first day" in page
    assert "Kept title" in page
    with as_owner():
        assert not Agreement.objects.exists()


def test_changing_it_needs_a_reason_and_ending_it_too(client, lead):
    enter(client, lead)
    kept = made(client)
    change, end = (reverse(f"access:{verb}_agreement", args=[kept.pk]) for verb in ("change", "end"))
    assert "Enter why you change it" in client.post(change, typed()).content.decode()
    client.post(change, typed(title="Another name", reason="Renamed"))
    assert "Enter why it ends" in client.post(end, {}).content.decode()
    client.post(end, {"why": "The school has left"})
    page = client.get(reverse("access:agreement", args=[kept.pk])).content.decode()
    for words in ("Another name", "Renamed", "The school has left", "Was ended"):
        assert words in page
    assert change not in page
    assert client.post(change, typed(title="Once more", reason="Again")).status_code == 409


def test_a_party_reads_its_own_and_changes_nothing(client, lead):
    enter(client, lead)
    kept = made(client)
    party, stranger = make_member("provider-manager"), make_member("provider-manager")
    organisation = party.active_membership.organisation
    client.post(
        reverse("access:add_party", args=[kept.pk]), {"organisation": str(organisation.pk), "gives": ["involvement"]}
    )
    address = reverse("access:agreement", args=[kept.pk])
    client.logout()
    enter(client, party)
    assert "Who is involved" in client.get(reverse("access:agreements")).content.decode()
    page = client.get(address).content.decode()
    assert organisation.name in page
    assert reverse("access:end_agreement", args=[kept.pk]) not in page
    assert client.get(reverse("access:end_agreement", args=[kept.pk])).status_code == 403
    client.logout()
    enter(client, stranger)
    assert client.get(address).status_code == 404
    assert "No agreements yet" in client.get(reverse("access:agreements")).content.decode()


def test_the_register_is_had_as_a_file_and_the_log_says_so(client, lead):
    enter(client, lead)
    made(client)
    answer = client.get(reverse("access:agreements") + "?export=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == "Who is involved"
    assert date.fromisoformat(rows[1][5]) == clock.today() + timedelta(40)
    assert client.get(reverse("access:agreements") + "?export=xlsx").content[:2] == b"PK"
    assert len(logged("access.agreements_exported")) == 2


def test_the_demos_agreements_are_loaded_once_and_show_every_state(client, lead):
    keys = {key for row in demo.read_yaml(demo.FILE)["agreements"] for key in row["parties"]}
    organisations = {key: make_organisation(name=key).pk for key in keys}
    with as_owner():
        first, again = (demo.load_agreements(organisations=organisations, now=clock.now()) for _turn in range(2))
    assert (first, again) == (8, 0)
    enter(client, lead)
    page = client.get(reverse("access:agreements")).content.decode()
    for words in ("In force", "Ends in 12 days", "Starts on", "Ran out on", "Was ended on"):
        assert words in page
    for state in ("force", "soon", "future", "expired", "ended"):
        assert "Nothing matches" not in client.get(f"{reverse('access:agreements')}?state={state}").content.decode()
    assert (
        "Attendance at Millpond" in client.get(f"{reverse('access:agreements')}?category=attendance").content.decode()
    )
