"""How an extract's columns become what we know of a person. A mapping is data: `mappings/<name>.yaml`.

version: 1
title: Health visiting caseload
key: Client ID                     # the agency's own id of the person: a record is known again by it
whole: true                        # every person is in every file: who is missing is no longer helped
dates: "%d/%m/%Y"
columns: {given_name: Forename, birth_date: DOB, sex: {column: Gender, values: {Female: f, Male: m}}, ...}
identifiers: {nhs: NHS No}
involvement: {service: Team, since: Opened, until: Closed, contact_name: Worker, contact_phone: Team phone}
mother: Mother ID                  # key of another row of the same agency: its person is this one's parent
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "mappings"
FIELDS = frozenset(
    {
        *("given_name", "family_name", "birth_date", "due_date", "sex", "phone", "email", "address", "postcode"),
        *("language", "needs_interpreter"),
    }
)
DATES = frozenset({"birth_date", "due_date", "since", "until"})
INVOLVEMENT = frozenset({"service", "since", "until", "contact_name", "contact_phone"})


class MappingError(Exception):
    """There is no such mapping, or it says what no mapping can say."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from: one column, or several joined; and what its codes mean."""

    names: tuple[str, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One file of `mappings`."""

    name: str
    version: int
    title: str
    key: str
    whole: bool
    dates: str
    columns: dict[str, Column]
    identifiers: dict[str, str]
    involvement: dict[str, Column]
    service: str  # where the file names none
    mother: str

    def needed(self) -> set[str]:
        """Columns without which a file is not this extract."""
        named = [name for column in (*self.columns.values(), *self.involvement.values()) for name in column.names]
        return {self.key, *named, *self.identifiers.values(), *([self.mother] if self.mother else [])}


def names() -> list[str]:
    """The mappings that ship."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


@cache
def mapping(name: str) -> Mapping:
    """One mapping. Raises MappingError."""
    file = FOLDER / f"{name}.yaml"
    if name not in names():
        raise MappingError(f"There is no mapping {name}. There are: {', '.join(names())}.")
    said: dict[str, Any] = read_yaml(file)
    columns = {field: _column(value) for field, value in said["columns"].items()}
    involvement = {part: _column(value) for part, value in said.get("involvement", {}).items()}
    unknown = (set(columns) - FIELDS) | (set(involvement) - INVOLVEMENT)
    if unknown:
        raise MappingError(f"{file.name} fills what no record has: {', '.join(sorted(unknown))}.")
    return Mapping(
        name=name,
        version=said["version"],
        title=said["title"],
        key=said["key"],
        whole=said.get("whole", False),
        dates=said["dates"],
        columns=columns,
        identifiers=dict(said.get("identifiers", {})),
        involvement=involvement,
        service=said.get("service", ""),
        mother=said.get("mother", ""),
    )


def _column(said: Any) -> Column:
    if isinstance(said, str):
        return Column((said,), {})
    if isinstance(said, list):
        return Column(tuple(said), {})
    return Column((said["column"],), {str(key).lower(): str(value) for key, value in said["values"].items()})
