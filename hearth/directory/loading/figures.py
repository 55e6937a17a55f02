"""Published numbers of areas: wide files (a column a figure), long files (a row a figure), and population by age."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from hearth.core.table_files import Source, UnreadableFile
from hearth.directory.loading.bulk import batches, upsert
from hearth.directory.loading.job import Job, tidy_row
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.loading.text import area_code
from hearth.directory.models import Area, AreaFigure, AreaKind

COLUMNS = ("figure", "period", "area_code", "value")
KEY = ("figure", "period", "area_code")
ROWS = 500  # a wide row holds dozens of figures
Figure = tuple[str, str, str, float | None]


def figure_name(column: str, mapping_more: dict[str, Any]) -> str:
    """A column's name as a figure's: "IMD_decile" is imd-decile; the mapping may name it otherwise."""
    named = mapping_more.get("names", {}).get(column)
    if named:
        return str(named)
    plain = re.sub(r"[^a-z0-9]+", "-", column.lower()).strip("-")
    return f"{mapping_more.get('prefix', '')}{plain}"[:60]


def load_figures(job: Job) -> None:
    """A wide file: each column but the key is a figure. A blank is unknown (suppressed), never nought."""
    more = job.mapping.more
    key = more["columns"]["code"]

    def read(row: dict[str, str], code: str, notes: Notes) -> list[Figure]:
        found: list[Figure] = []
        for column, value in row.items():
            if column == key:
                continue
            if not value:
                notes.add("suppressed", column)
            found.append((figure_name(column, more), more["period"], code, _number(value, column)))
        return found

    _load(job, key, read)


def load_long_figures(job: Job) -> None:
    """A long file: a category and its number in each row."""
    more = job.mapping.more
    names = more["columns"]

    def read(row: dict[str, str], code: str, notes: Notes) -> list[Figure]:
        category = row[names["category"]]
        figure = more["names"].get(category)
        if not figure:
            raise RefusedRow("no-key", names["category"], category)
        if not row[names["value"]]:
            notes.add("suppressed", names["value"])
        found: list[Figure] = [(figure, more["period"], code, _number(row[names["value"]], names["value"]))]
        if "total" in more:
            found.append((more["total"], more["period"], code, _number(row[names["total"]], names["total"])))
        return found

    _load(job, names["code"], read)


def _load(job: Job, key: str, read: Any) -> None:
    known = set(Area.objects.filter(kind=AreaKind.LSOA).values_list("code", flat=True))
    seen: set[tuple[str, ...]] = set()
    for batch in batches(job.rows(), ROWS):
        with transaction.atomic():
            ready: list[tuple[int, dict[str, str], Notes, list[Figure]]] = []
            for number, raw in batch:
                notes = Notes()
                try:
                    row = tidy_row(raw, notes)
                    code = area_code(row[key], key, notes)
                    if not code:
                        raise RefusedRow("bad-code", key, row[key])
                    found = read(row, code, notes)
                    if found[0][:3] in seen:
                        raise RefusedRow("duplicate", key, code)
                except RefusedRow as refused:
                    job.tally.refused(number, raw, refused.reason)
                    continue
                if known and code not in known:
                    notes.add("not-loaded-lsoa", key, code)
                seen.add(found[0][:3])
                ready.append((number, raw, notes, found))
            _write(job, ready)


def _write(job: Job, ready: Iterable[tuple[int, dict[str, str], Notes, list[Figure]]]) -> None:
    ready = list(ready)
    # A total stands beside each of its parts: the same figure several times over.
    every = {figure[:3]: figure for *_, figures in ready for figure in figures}
    written = upsert("directory_areafigure", COLUMNS, KEY, list(every.values()))
    for number, raw, notes, figures in ready:
        states = [written.get(figure[:3]) for figure in figures]
        job.tally.took(number, raw, notes, added=True in states, updated=True not in states and False in states)
    job.tally.save()


def _number(value: str, column: str) -> float | None:
    if not value:
        return None
    try:
        return float(value.replace(",", ""))
    except ValueError:
        raise RefusedRow("bad-number", column, value) from None


def load_population(job: Job) -> None:
    """People by year of age, from the neighbourhoods of 2011 to those of 2021.

    Unchanged ones keep their numbers; merged ones are added up; a split one is shared out by how many people the 2021
    Census found in each part (whole people, the same total); an irregular one is refused, because nobody can say.
    """
    more = job.mapping.more
    code_column = more["columns"]["code"]
    total_column = more["columns"]["total"]
    heirs = _heirs(job)
    census = AreaFigure.objects.filter(figure="residents", period="2021")
    residents = {code: value or 0.0 for code, value in census.values_list("area_code", "value")}
    sums: dict[str, array[float]] = {}
    taken: list[tuple[int, dict[str, str], Notes, list[str]]] = []
    columns: list[str] = []
    for number, raw in job.rows():
        notes = Notes()
        try:
            row = tidy_row(raw, notes)
            old = area_code(row[code_column], code_column, notes)
            columns = columns or [total_column, *(c for c in row if re.fullmatch(r"\d{1,2}|90\+", c))]
            numbers = [_number(row[column], column) or 0.0 for column in columns]
            parts = _share(old, heirs, residents, notes)
        except RefusedRow as refused:
            job.tally.refused(number, raw, refused.reason)
            continue
        for new, portion in _portions(numbers, parts).items():
            total = sums.setdefault(new, array("d", [0.0] * len(columns)))
            for index, value in enumerate(portion):
                total[index] += value
        taken.append((number, raw, notes, [new for new, _ in parts]))
    names = ["population" if c == total_column else f"population-age-{c.rstrip('+')}" for c in columns]
    written: dict[tuple[Any, ...], bool] = {}
    with transaction.atomic():
        for batch in batches(sums.items(), ROWS):
            rows = [
                (name, more["period"], new, value)
                for new, values in batch
                for name, value in zip(names, values, strict=True)
            ]
            written.update(upsert("directory_areafigure", COLUMNS, KEY, rows))
        states: dict[str, set[bool]] = {}
        for (_, _, new), is_new in written.items():
            states.setdefault(new, set()).add(is_new)
        for number, raw, notes, news in taken:
            mine = set().union(*(states.get(new, set()) for new in news))
            job.tally.took(number, raw, notes, added=True in mine, updated=True not in mine and False in mine)
        job.tally.save()


def _heirs(job: Job) -> dict[str, list[tuple[str, str]]]:
    """The 2021 neighbourhoods of each 2011 one, with the kind of change. Raises UnreadableFile without a lookup."""
    from hearth.directory.loading.mapping import mappings_for

    for path in job.lookups:
        mapping = next((m for m in mappings_for(path.name, "geography") if m.kind == "lookup"), None)
        if mapping:
            names = mapping.more["columns"]
            found: dict[str, list[tuple[str, str]]] = {}
            for _, row in Source(path).rows():
                found.setdefault(row[names["old"]], []).append((row[names["new"]], row[names["change"]]))
            return found
    raise UnreadableFile(
        "It counts people by the neighbourhoods of 2011, and no lookup to those of 2021 lies beside it."
    )


def _share(
    old: str, heirs: dict[str, list[tuple[str, str]]], residents: dict[str, float], notes: Notes
) -> list[tuple[str, float]]:
    """The 2021 neighbourhoods and each one's share of the people."""
    found = heirs.get(old)
    if not found:
        raise RefusedRow("lsoa-unknown", was=old)
    changes = {change for _, change in found}
    if changes <= {"U", "M"} and len(found) == 1:
        if "M" in changes:
            notes.add("lsoa-merged", "", old, found[0][0])
        return [(found[0][0], 1.0)]
    if changes != {"S"}:
        raise RefusedRow("lsoa-irregular", was=old)
    people = [residents.get(new, 0.0) for new, _ in found]
    if not all(people):
        raise RefusedRow("lsoa-no-shares", was=old)
    notes.add("lsoa-split", "", old, ", ".join(new for new, _ in found))
    return [(new, count / sum(people)) for (new, _), count in zip(found, people, strict=True)]


def _portions(numbers: list[float], parts: list[tuple[str, float]]) -> dict[str, list[float]]:
    """Numbers shared out in whole people, the same total: the last part takes the rest, spread over the ages."""
    if len(parts) == 1:
        return {parts[0][0]: numbers}
    found: dict[str, list[float]] = {new: [] for new, _ in parts}
    owed = dict.fromkeys(found, 0.0)
    for number in numbers[1:] if len(numbers) > 1 else numbers:
        for new, share in parts:
            owed[new] += number * share
        # Each gets the whole people owed to it so far; who is owed most gets the one left over.
        given = {new: float(int(owed[new])) for new in found}
        for new in sorted(found, key=lambda n: owed[n] - int(owed[n]), reverse=True):
            if sum(given.values()) < number:
                given[new] += 1.0
        while sum(given.values()) > number:
            most = max(given, key=lambda n: given[n] - owed[n])
            given[most] -= 1.0
        for new in found:
            found[new].append(given[new])
            owed[new] -= given[new]
    return {new: [sum(values), *values] for new, values in found.items()}
