"""The staff pages about loads: how good a file was, and its refused rows to mend."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Load
from hearth.directory.tests.loading.support import POSTCODES, Clubs, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def clubs(tmp_path):
    postcodes = tmp_path / "postcodes.csv"
    postcodes.write_text(POSTCODES, encoding="utf-8")
    load("geography", postcodes)
    clubs = Clubs(tmp_path)
    clubs.write(
        "Swings,For all,1 Well Street,ZZ1 1AA,,www.swings.example,,Open",
        "=Old Club,It was good,3 Well Street,ZZ1 1AA,,,,Closed in May",
        "Den <b>,For all,2 Well Street,ZZ9 9ZZ,,,,Open",
    )
    clubs.load()
    return clubs


@pytest.fixture
def editor(client):
    enter(client, make_member("directory-editor", make_organisation(is_host=True)))
    return client


def the_load():
    return Load.objects.get(source="test-clubs")


def test_the_list_shows_each_file_and_its_counts(editor, clubs):
    page = editor.get(reverse("directory:loads")).content.decode()
    assert "Clubs of Fernley" not in page  # a mapping of the test alone: its code stands for it
    assert "test-clubs" in page and "Postcodes" in page and "clubs.<wbr>csv" in page


def test_a_load_shows_its_reasons_in_words_refusals_first(editor, clubs):
    page = editor.get(reverse("directory:load", args=[the_load().pk])).content.decode()
    assert page.index("The file says that it has closed") < page.index("had no http:// in front")
    assert "The postcode is not among those loaded" in page
    assert "Den &lt;b&gt;" in page and "Den <b>" not in page


def test_rows_can_be_narrowed_to_a_reason_and_to_an_outcome(editor, clubs):
    address = reverse("directory:load", args=[the_load().pk])
    page = editor.get(address, {"reason": "closed"}).content.decode()
    assert "=Old Club" in page and "Swings" not in page
    page = editor.get(address, {"outcome": "repaired"}).content.decode()
    assert "Swings" in page and "=Old Club" not in page


def test_refused_rows_come_as_a_file_with_their_own_columns_and_the_reason(editor, clubs):
    response = editor.get(reverse("directory:load_refused", args=[the_load().pk]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=Old Club"]  # no spreadsheet takes it for a formula
    assert rows[0]["status"] == "Closed in May" and "closed" in rows[0]["Why"]
    with as_owner():
        assert Entry.objects.get(action="directory.refused_rows_exported").detail == {"count": 1}


def test_a_broken_off_load_says_what_to_do(editor, clubs):
    with as_owner():
        an_hour_ago = clock.now() - timedelta(hours=1)
        Load.objects.filter(source="test-clubs").update(finished_at=None, created_at=an_hour_ago)
    page = editor.get(reverse("directory:load", args=[the_load().pk])).content.decode()
    assert "Load the file again" in page


def test_a_load_that_is_not_there_is_not_found(editor):
    assert editor.get(reverse("directory:load", args=[uuid.uuid4()])).status_code == 404


def test_nobody_else_reads_them(client, clubs):
    address = reverse("directory:loads")
    assert client.get(address).status_code in {302, 404}
    enter(client, make_member("analyst"))
    assert client.get(address).status_code in {403, 404}


def test_the_list_is_empty_in_words(editor):
    assert "No file has been loaded yet" in editor.get(reverse("directory:loads")).content.decode()
