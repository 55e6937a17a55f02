"""Agencies' extracts: every row is accounted for, nothing is doubled, nothing is made up."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from hearth.access.tests.factories import make_organisation
from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.families.actions.loading import load_file
from hearth.families.feeds import folders, mapping
from hearth.families.models import (
    Identifier,
    Involvement,
    PersonLink,
    RecordLoad,
    RecordSource,
    Relationship,
    RemarkedRow,
    SourceRecord,
)

pytestmark = pytest.mark.django_db
EXAMPLES = mapping.FOLDER.parent / "examples"
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
HEAD = (EXAMPLES / "health-visiting.csv").read_text().splitlines()[0]


@pytest.fixture
def nurses():
    return make_organisation(name="Sorrel Vale", kind="nhs")


@pytest.fixture
def source(nurses):
    with as_owner():
        return RecordSource.objects.create(
            code="hv", name="Health visiting", organisation=nurses, mapping="health-visiting"
        )


def load(source, path=EXAMPLES / "health-visiting.csv", now=NOW):
    return load_file(source=source, path=path, by=SYSTEM, now=now)


def file(tmp_path, *rows, name="file.csv"):
    path = tmp_path / name
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    os.utime(path, (0, 0))  # long since written
    return path


def row(key, given="Leila", opened="03/03/2025", closed="", mother="", worker="Blessing Okafor"):
    return f"{key},,{given},Haddad,14/02/1993,,F,ZZ1 2AE,,,,,,Team,{opened},{closed},{worker},,{mother}"


def records():
    with as_owner():
        return list(SourceRecord.objects.order_by("source_ref", "created_at"))


def test_every_row_is_accounted_for_with_its_reason(source):
    done = load(source)
    assert (done.rows, done.added, done.changed, done.same, done.refused) == (7, 4, 0, 0, 3)
    remarks = {(one.number, one.is_refused): one.reasons for one in RemarkedRow.objects.filter(load=done)}
    assert remarks == {
        (4, False): ["bad-date", "bad-nhs", "bad-postcode", "unknown-code"],
        (5, True): ["no-key"],
        (6, True): ["key-twice"],
        (7, True): ["no-person"],
    } | {k: v for k, v in remarks.items() if v == ["no-mother"]}
    assert [one.number for one in RemarkedRow.objects.filter(load=done, reasons=["no-mother"])] == [4]


def test_what_it_says_of_somebody(source):
    load(source)
    leila = records()[0]
    assert (leila.name, leila.birth_date, leila.sex, leila.language) == (
        "Leila Haddad", date(1993, 2, 14), "f", "ar",
    )  # fmt: skip
    assert leila.needs_interpreter
    assert leila.postcode == "ZZ1 2AE"
    with as_owner():
        assert Identifier.objects.get(source_record=leila).value == "9434765919"
        helping = Involvement.objects.get(source_record=leila)
        assert (helping.service_name, helping.since, helping.contact_name) == (
            "Eastfield team", date(2025, 3, 3), "Blessing Okafor",
        )  # fmt: skip


def test_a_child_is_tied_to_its_mother_and_a_baby_is_expected(source):
    load(source)
    with as_owner():
        ties = {(tie.record.given_name, tie.to_record.source_ref, tie.kind) for tie in Relationship.objects.all()}
    assert ties == {("Leila", "hv:H1002", "parent"), ("Leila", "hv:H1003", "expecting")}


def test_the_same_file_twice_changes_nothing(source):
    load(source)
    with as_owner():
        before = set(SourceRecord.objects.values_list("pk")), set(Involvement.objects.values_list("pk"))
    again = load(source, now=NOW + timedelta(days=1))
    assert (again.added, again.changed, again.same) == (0, 0, 4)
    with as_owner():
        assert (set(SourceRecord.objects.values_list("pk")), set(Involvement.objects.values_list("pk"))) == before


def test_what_changed_is_a_correction_of_the_same_person(source, tmp_path):
    load(source, file(tmp_path, row("A")))
    done = load(source, file(tmp_path, row("A", given="Layla")), NOW + timedelta(days=7))
    assert (done.changed, done.same) == (1, 0)
    first, second = records()
    assert second.corrects_id == first.pk
    with as_owner():
        assert set(PersonLink.objects.values_list("person", flat=True)) == {first.pk}
        assert Involvement.objects.count() == 1


def test_a_closing_date_ends_the_involvement(source, tmp_path):
    load(source, file(tmp_path, row("A")))
    load(source, file(tmp_path, row("A", closed="10/03/2026")))
    with as_owner():
        assert Involvement.objects.get().until == date(2026, 3, 10)


def test_who_is_gone_from_a_whole_extract_is_no_longer_helped(source, tmp_path):
    load(source, file(tmp_path, row("A"), row("B"), row("C")))
    done = load(source, file(tmp_path, row("A"), row("B")), NOW + timedelta(days=7))
    assert done.ended == 1
    with as_owner():
        assert Involvement.objects.get(source_record__source_ref="hv:C").until == date(2026, 3, 23)
        assert Involvement.objects.filter(until=None).count() == 2


def test_a_file_that_was_cut_off_ends_nobodys_help(source, tmp_path):
    load(source, file(tmp_path, *(row(key) for key in "ABCDE")))
    done = load(source, file(tmp_path, row("A")))
    assert "cut off" in done.failed
    with as_owner():
        assert Involvement.objects.filter(until=None).count() == 5


def test_who_left_years_ago_is_not_counted_as_missing(source, tmp_path):
    load(source, file(tmp_path, *(row(key) for key in "ABCDE")))
    load(source, file(tmp_path, row("E"), *(row(key, closed="10/03/2026") for key in "ABCD")))
    load(source, file(tmp_path, row("E"), row("F")))
    done = load(source, file(tmp_path, row("E")))
    assert (done.failed, done.ended) == ("", 1)


def test_somebody_whose_row_was_refused_is_in_the_file_all_the_same(source, tmp_path):
    load(source, file(tmp_path, row("A"), row("B"), row("C")))
    done = load(source, file(tmp_path, row("A"), row("B"), row("C", given="x" * 90)))
    assert (done.refused, done.ended, done.failed) == (1, 0, "")


def test_where_a_row_cannot_be_told_nobody_counts_as_missing(source, tmp_path):
    load(source, file(tmp_path, row("A"), row("B"), row("C")))
    done = load(source, file(tmp_path, row("A"), row("B"), row("")))
    assert done.ended == 0
    assert "could not be told apart" in done.failed


def test_a_column_that_was_renamed_is_told_and_nobody_loses_a_number(source, tmp_path):
    load(source)
    path = tmp_path / "renamed.csv"
    path.write_text((EXAMPLES / "health-visiting.csv").read_text().replace("NHS number", "NHS No", 1))
    assert "NHS number" in load(source, path).failed
    with as_owner():
        assert Identifier.objects.count() == 1


def test_a_file_that_is_still_being_written_is_left_alone(source, tmp_path):
    path = file(tmp_path, row("A"))
    now = datetime.now(UTC)
    os.utime(path, (now.timestamp(), now.timestamp()))
    with as_owner():
        source.folder = str(tmp_path)
        source.save()
    assert folders.look_into_folders(now=now) == 0
    assert folders.look_into_folders(now=now + timedelta(minutes=6)) == 1


def test_a_source_that_cannot_be_read_holds_up_no_other(source, tmp_path):
    file(tmp_path, row("A"))
    with as_owner():
        source.folder = str(tmp_path)
        source.save()
        RecordSource.objects.create(
            code="broken", name="A broken one", organisation=source.organisation, mapping="gone", folder=str(tmp_path)
        )
    assert folders.look_into_folders(now=NOW) == 1


def test_a_file_of_another_shape_is_not_read(source, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("Name,Age\nLeila,3\n")
    done = load(source, path)
    assert "lacks columns" in done.failed
    assert records() == []


def test_how_complete_it_is_is_counted(source):
    assert load(source).filled["birth_date"] == 2
    assert load(source).filled["family_name"] == 4


@pytest.mark.parametrize("name", mapping.names())
def test_each_shape_has_an_example_that_it_reads(nurses, name):
    with as_owner():
        source = RecordSource.objects.create(code=name, name=name, organisation=nurses, mapping=name)
    done = load(source, EXAMPLES / f"{name}.csv")
    assert done.failed == ""
    assert done.added >= 2
    if name != "health-visiting":  # whose example shows what can be wrong
        assert (done.refused, done.repaired) == (0, 0)
        assert done.filled["birth_date"] == done.added


def test_a_folder_is_looked_into_and_each_file_read_once(source, tmp_path):
    file(tmp_path, row("A"), name="monday.csv")
    with as_owner():
        source.folder = str(tmp_path)
        source.save()
    assert folders.look_into_folders(now=NOW) == 1
    assert folders.look_into_folders(now=NOW) == 0
    file(tmp_path, row("A"), row("B"), name="tuesday.csv")
    assert folders.look_into_folders(now=NOW) == 1
    assert {load.file_name for load in RecordLoad.objects.all()} == {"tuesday.csv", "monday.csv"}


def test_the_command_makes_the_source_and_says_what_became_of_each_row(nurses, capsys):
    call_command(
        "load_records", str(EXAMPLES / "health-visiting.csv"), source="hv", mapping="health-visiting",
        organisation="sorrel vale",
    )  # fmt: skip
    said = capsys.readouterr().out
    assert "7 rows, 4 added" in said
    assert "row 5 refused: It has no id of the person" in said


def test_the_command_wants_to_know_whose_extract_it_is(db):
    with pytest.raises(CommandError, match="--organisation"):
        call_command("load_records", str(EXAMPLES / "housing.csv"), source="homes", mapping="housing")
    with pytest.raises(CommandError, match="There is no mapping"):
        call_command("load_records", str(EXAMPLES / "housing.csv"), source="homes", mapping="bins")
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_records", str(Path("x.csv")), source="homes", mapping="housing")
