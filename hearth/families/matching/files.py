"""Learning from a file of records and linking one, without a database: `./hub link train FILE` and `run FILE`."""

from __future__ import annotations

import csv
from pathlib import Path
from time import monotonic
from typing import Any

from hearth.families.matching import evaluation, matching, table
from hearth.families.matching.model import Model
from hearth.families.matching.people import group
from hearth.families.matching.rules import Verdict, two_numbers, two_people, verdict


def train(file: Path, *, out: Path, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Learn a model from a file, without labels, and write it to `out`; what the training reports."""
    began = monotonic()
    con = table.connect()
    table.read_csv(con, file, without=without)
    model = matching.learn(con, version=file.name)
    out.write_text(model.to_json(), encoding="utf-8")
    return {**model.report, "seconds": round(monotonic() - began, 1)}


def run(
    file: Path, *, out: Path, model: Path | None = None, engine: str = "duckdb", without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Link a file's records by a model (without one, by one learned from the file itself). Writes for each record whose
    it is: `person` is the first unique_id of that person's records. Counts of pairs, but for records and people."""
    began = monotonic()
    con = table.connect()
    table.read_csv(con, file, without=without)
    if model is None:
        by = matching.learn(con, version=file.name)
    else:
        by = Model.load(model)
        table.make_comparable(con)
    pairs = matching.score(con, by, engine=engine)
    records = matching.all_comparables(con)
    links = evaluation.linked(pairs, families=by.families)
    found = group(links, records, apart=two_people if by.families else two_numbers)
    person = {key: min(each) for each in found.people for key in each}
    with out.open("w", newline="", encoding="utf-8") as file_out:
        writer = csv.writer(file_out)
        writer.writerow(["unique_id", "person"])
        writer.writerows([key, person.get(key, key)] for key in sorted(records))
    return {
        "records": len(records),
        "people": len({person.get(key, key) for key in records}),
        "linked": len(links) - len(found.refused),
        "refused": len(found.refused),
        "to_review": sum(
            verdict(pair.pattern, pair.probability, families=by.families) is Verdict.REVIEW for pair in pairs
        ),
        "model": by.version,
        "seconds": round(monotonic() - began, 1),
    }
