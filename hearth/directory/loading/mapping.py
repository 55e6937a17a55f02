"""Column mappings: small files that say what a kind of file holds. A new file of the same kind needs only a new one.

docs/operators/loading.md describes the format; `read_mapping` refuses one that does not follow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hearth.core.yaml_files import read_yaml
from hearth.directory.loading.converters import CONVERTERS, usual
from hearth.directory.loading.reasons import WORDS

FOLDER = Path(__file__).parent / "mappings"
GEOGRAPHY, SERVICES = "geography", "services"
# In the order in which they must be loaded: each stands on those before.
KINDS = {
    GEOGRAPHY: ("lookup", "areas", "postcodes", "area-names", "figures", "figures-long", "population"),
    SERVICES: ("organisation", "site", "service"),
}
RECORD_FIELDS = {
    "name", "summary", "description", "who_for", "phone", "email", "website", "contacts", "how_to_get_in", "area_words",
    "postcode", "latitude", "longitude", "address_1", "city", "place_name", "council_code", "ward_code", "lsoa_code",
    "times", "ages", "council_name", "cost_words",
}  # fmt: skip
SETTABLE = {"delivery", "access_routes", "is_sensitive", "cost_kind", "kind", "languages", "accessibility"}


class MappingError(Exception):
    """A mapping file does not follow the format; the message names the file and the mistake."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a target's value comes from: a column through a converter, or a text with {columns} in it.

    Of several for one target, the first that fits the row and says something counts.
    """

    target: str
    column: str = ""
    converter: str = "words"
    template: str = ""
    when_column: str = ""
    when: re.Pattern[str] | None = None

    def fits(self, row: dict[str, str]) -> bool:
        return self.when is None or bool(self.when.search(row.get(self.when_column, "")))


@dataclass(frozen=True, slots=True)
class Rule:
    """If a column's words match, then: refuse with a reason, or set fields and terms."""

    column: str
    matches: re.Pattern[str]
    reason: str = ""
    sets: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, list[str]] = field(default_factory=dict)

    def fits(self, row: dict[str, str]) -> bool:
        return bool(self.matches.search(row.get(self.column, "")))


@dataclass(frozen=True, slots=True)
class OrganisationRule:
    """Whose it is. `key` makes it the same organisation in another row; `council` takes the council of the row."""

    name: str
    key: str
    kind: str
    council: bool = False
    column: str = ""
    matches: re.Pattern[str] | None = None

    def fits(self, row: dict[str, str]) -> bool:
        return self.matches is None or bool(self.matches.search(row.get(self.column, "")))


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping file. `source` is for ever: records are known again by it and their key."""

    source: str
    version: str
    title: str
    group: str
    kind: str
    files: tuple[str, ...]
    key: tuple[str, ...] = ()
    tell_apart: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    organisations: tuple[OrganisationRule, ...] = ()
    refuse: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = ()
    sets: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, list[str]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def needed(self) -> set[str]:
        """The columns without which a file is not of this kind."""
        named = {c.column for c in self.columns if c.column} | set(self.key) | set(self.tell_apart)
        named |= {c.when_column for c in self.columns} | {o.column for o in self.organisations}
        templates = [c.template for c in self.columns] + [t for o in self.organisations for t in (o.name, o.key)]
        for text in templates:
            named |= set(re.findall(r"{([^}]+)}", text))
        named |= {rule.column for rule in (*self.refuse, *self.rules)} | set(self.more.get("columns", {}).values())
        return {name for name in named if name}

    def takes(self, file_name: str) -> bool:
        return any(fnmatch(file_name.lower(), pattern.lower()) for pattern in self.files)


def read_mapping(path: Path) -> Mapping:
    """One mapping file, checked. Raises MappingError."""
    try:
        raw = read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        raise MappingError(f"{path.name}: {error}") from error
    if not isinstance(raw, dict):
        raise MappingError(f"{path.name}: it must be a list of settings.")
    try:
        return _mapping(raw)
    except (KeyError, TypeError, ValueError, re.error) as error:
        what = f"it has no “{error.args[0]}”" if isinstance(error, KeyError) else str(error)
        raise MappingError(f"{path.name}: {what}.") from error


def _mapping(raw: dict[str, Any]) -> Mapping:
    group, kind = raw.pop("for"), raw.pop("kind")
    if kind not in KINDS.get(group, ()):
        raise ValueError(f"there is no kind “{kind}” for “{group}”")
    organisations = raw.pop("organisation", [])
    mapping = Mapping(
        source=str(raw.pop("source"))[:60],
        version=str(raw.pop("version")),
        title=raw.pop("title"),
        group=group,
        kind=kind,
        files=tuple(raw.pop("files")),
        key=tuple(raw.pop("key", ())),
        tell_apart=tuple(raw.pop("tell_apart", ())),
        columns=tuple(
            _column(target, spec)
            for target, specs in raw.pop("fields", {}).items()
            for spec in (specs if isinstance(specs, list) else [specs])
        ),
        organisations=tuple(
            _organisation(item) for item in (organisations if isinstance(organisations, list) else [organisations])
        ),
        refuse=tuple(_rule(item, refusal=True) for item in raw.pop("refuse", ())),
        rules=tuple(_rule(item) for item in raw.pop("rules", ())),
        sets=_settable(raw.pop("set", {})),
        terms=raw.pop("terms", {}),
        more=raw,
    )
    if group == SERVICES and not (mapping.key and any(c.target == "name" for c in mapping.columns)):
        raise ValueError("it needs a key and a name")
    if group == SERVICES and mapping.more:
        raise ValueError(f"it has settings that nobody reads: {', '.join(sorted(mapping.more))}")
    if kind in {"service", "site"} and not mapping.organisations:
        raise ValueError("it does not say whose the rows are")
    return mapping


def _column(target: str, spec: Any) -> Column:
    base = target.split(".", 1)[0]
    if base not in RECORD_FIELDS and base != "hours":
        raise ValueError(f"there is no field “{target}”")
    if isinstance(spec, str):
        spec = {"text": spec} if "{" in spec else {"column": spec}
    converter = spec.get("as", usual(target))
    if converter not in CONVERTERS:
        raise ValueError(f"there is no converter “{converter}”")
    when = spec.get("when", {})
    return Column(
        target,
        spec.get("column", ""),
        converter,
        spec.get("text", ""),
        when.get("column", ""),
        re.compile(when["matches"], re.IGNORECASE) if when else None,
    )


def _organisation(spec: dict[str, Any]) -> OrganisationRule:
    when = spec.get("when", {})
    return OrganisationRule(
        name=spec["name"],
        key=spec.get("key", spec["name"]),
        kind=spec["kind"],
        council=bool(spec.get("council", False)),
        column=when.get("column", ""),
        matches=re.compile(when["matches"], re.IGNORECASE) if when else None,
    )


def _rule(spec: dict[str, Any], *, refusal: bool = False) -> Rule:
    reason = spec.get("reason", "")
    if refusal and reason not in WORDS:
        raise ValueError(f"there is no reason “{reason}”")
    return Rule(
        spec["column"],
        re.compile(spec["matches"], re.IGNORECASE),
        reason,
        _settable(spec.get("set", {})),
        spec.get("terms", {}),
    )


def _settable(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - SETTABLE:
        raise ValueError(f"it cannot set {', '.join(sorted(unknown))}")
    return values


@cache
def mappings(folder: Path = FOLDER) -> tuple[Mapping, ...]:
    """All mappings of a folder, in the order in which they load. Raises MappingError."""
    found = [read_mapping(path) for path in sorted(folder.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda m: (m.group, KINDS[m.group].index(m.kind))))


def mappings_for(file_name: str, group: str, folder: Path = FOLDER) -> list[Mapping]:
    """The mappings of a group that take a file; a file may serve two (ward names stand in a list of pharmacies)."""
    return [mapping for mapping in mappings(folder) if mapping.group == group and mapping.takes(file_name)]
