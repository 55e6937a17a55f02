"""The page of the agencies' extracts: fresh, late, complete, refused; and nobody's name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families.models import RecordLoad, RecordSource
from hearth.families.queries.sources import Freshness, state_of
from hearth.families.tests.test_load_records import EXAMPLES, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    nurses = make_organisation(name="Sorrel Vale", kind="nhs")
    with as_owner():
        return RecordSource.objects.create(code="hv", name="Caseload", organisation=nurses, mapping="health-visiting")


def test_it_says_how_complete_the_file_is_and_why_rows_were_refused(client, source):
    load(source, EXAMPLES / "health-visiting.csv")
    council = make_organisation(is_host=True, kind="council")
    enter(client, make_member("records-clerk", council))
    shown = client.get(reverse("people:source", args=[source.pk])).content.decode()
    assert "It has no id of the person" in shown
    assert "50 of 100 rows" in shown  # two of four have a date of birth
    assert "Haddad" not in shown
    assert "Caseload" in client.get(reverse("people:sources")).content.decode()


def test_only_the_hosts_people_see_it(client, source):
    enter(client, make_member("records-clerk", make_organisation()))
    assert client.get(reverse("people:sources")).status_code == 403


def test_it_is_late_when_the_last_whole_file_is_too_old(source):
    now = clock.now()
    assert state_of(source, now).freshness is Freshness.NEVER
    with as_owner():
        done = RecordLoad.objects.create(
            source=source, file_name="a", file_hash="0", mapping_version=1, finished_at=now, created_at=now
        )
    fresh = RecordSource.objects.prefetch_related("loads").get()
    assert state_of(fresh, now + timedelta(days=8)).freshness is Freshness.FRESH
    assert state_of(fresh, now + timedelta(days=9)).freshness is Freshness.STALE
    with as_owner():
        RecordLoad.objects.filter(pk=done.pk).update(failed="Cut off")
    assert state_of(RecordSource.objects.get(), now).freshness is Freshness.FAILED
