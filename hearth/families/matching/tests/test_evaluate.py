"""`./hub link evaluate` says how good the links are, in text and as JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from hearth.families.matching import bench, invention
from hearth.families.matching.__main__ import main


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matching") / "invented.csv"
    bench.write(path, invention.records(5000, seed=7))
    return path


@pytest.mark.slow
def test_invented_families_are_linked_well_and_no_relatives_by_mistake(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(file), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    at = figures["thresholds"]["0.95"]
    assert set(figures["thresholds"]) == {"0.5", "0.95", "0.99"}
    assert {"precision", "recall", "f1", "false_links", "false_links_relatives"} <= set(at)
    assert at["precision"] >= 0.998
    assert at["recall"] >= 0.9
    assert at["false_links_relatives"] == 0
    assert figures["seconds"] > 0
    assert figures["peak_mb"] > 0


@pytest.mark.slow
def test_a_column_may_be_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(file), "--without", "nhs_number"]) == 0
    said = capsys.readouterr().out
    assert "precision" in said
    assert "MB at most" in said


def test_a_file_without_answers_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "records.csv"
    path.write_text("unique_id,first_name,surname\n1,Leo,Okon\n2,Leo,Okon\n")
    assert main(["evaluate", str(path)]) == 1
    assert "no column cluster" in capsys.readouterr().err


@pytest.mark.slow
def test_a_file_is_linked_by_a_model_that_another_taught(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, people = tmp_path / "model.json", tmp_path / "people.csv"
    assert main(["train", str(file), "--out", str(model)]) == 0
    assert "learned from" in capsys.readouterr().out
    assert main(["run", str(file), "--model", str(model), "--out", str(people), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    with file.open(encoding="utf-8") as lines:
        truth = {row["unique_id"]: row["cluster"] for row in csv.DictReader(lines)}
    with people.open(encoding="utf-8") as lines:
        person = {row["unique_id"]: row["person"] for row in csv.DictReader(lines)}
    assert set(person) == set(truth)
    assert len(set(person.values())) == done["people"] < done["records"] == len(truth)
    wrong = sum(truth[record] != truth[first] for record, first in person.items())
    assert wrong <= done["records"] * 0.002


def test_where_to_write_must_be_said(file: Path) -> None:
    with pytest.raises(SystemExit):
        main(["run", str(file)])
