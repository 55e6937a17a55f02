"""Records out of the standard's tables (CSV): services with all that other tables say of them.

The tables are laid into one temporary table and joined there a few hundred services at a time, so that a package of any
size takes little memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import connection

from hearth.core.table_files import UnreadableFile
from hearth.directory.loading.bulk import batches

Row = dict[str, Any]
BATCH = 200

# Names of tables, as they are met, and the property of the standard that their rows are.
TABLES = {
    "service": "services",
    "services": "services",
    "organization": "organizations",
    "organizations": "organizations",
    "organisations": "organizations",
    "location": "locations",
    "locations": "locations",
    "service_at_location": "service_at_locations",
    "service_at_locations": "service_at_locations",
    "services_at_location": "service_at_locations",
    "services_at_locations": "service_at_locations",
    "address": "addresses",
    "addresses": "addresses",
    "physical_address": "addresses",
    "physical_addresses": "addresses",
    "postal_address": "postal_addresses",
    "postal_addresses": "postal_addresses",
    "phone": "phones",
    "phones": "phones",
    "contact": "contacts",
    "contacts": "contacts",
    "schedule": "schedules",
    "schedules": "schedules",
    "regular_schedule": "regular_schedules",
    "regular_schedules": "regular_schedules",
    "holiday_schedule": "holiday_schedules",
    "holiday_schedules": "holiday_schedules",
    "language": "languages",
    "languages": "languages",
    "funding": "funding",
    "fundings": "funding",
    "cost_option": "cost_options",
    "cost_options": "cost_options",
    "required_document": "required_documents",
    "required_documents": "required_documents",
    "service_area": "service_areas",
    "service_areas": "service_areas",
    "accessibility": "accessibility",
    "accessibility_for_disabilities": "accessibility",
    "attribute": "attributes",
    "attributes": "attributes",
    "other_attribute": "attributes",
    "other_attributes": "attributes",
    "service_attribute": "attributes",
    "service_attributes": "attributes",
    "service_taxonomy": "service_taxonomys",
    "service_taxonomies": "service_taxonomys",
    "service_taxonomys": "service_taxonomys",
    "taxonomy_term": "taxonomy_terms",
    "taxonomy_terms": "taxonomy_terms",
    "taxonomy": "taxonomies",
    "taxonomies": "taxonomies",
    "program": "programs",
    "programs": "programs",
    "organization_identifier": "organization_identifiers",
    "organization_identifiers": "organization_identifiers",
    "eligibility": "eligibilitys",
    "eligibilitys": "eligibilitys",
    "metadata": "metadata",
    "url": "urls",
    "urls": "urls",
    "service_capacity": "capacities",
    "service_capacities": "capacities",
}
# Tables whose rows are looked up by their own id.
_BY_ID = {"organizations", "locations", "taxonomy_terms", "taxonomies", "programs"}
_LINKS = (
    *("service_id", "organization_id", "location_id", "service_at_location_id", "contact_id", "phone_id"),
    *("link_id", "resource_id"),
)
_TABLE = "feed_part"


def kind_of(name: str) -> str:
    """What the rows of a file are by its name ("hsds_services_2026.csv"); "" where it is no table of the standard."""
    stem = re.sub(r"\.(?:csv|tsv)$", "", name.lower().rsplit("/", 1)[-1])
    stem = re.sub(r"[^a-z]+", "_", stem).strip("_")
    if stem in TABLES:
        return TABLES[stem]
    return TABLES.get(re.sub(r"^(?:hsds|oruk|or|open_referral|export)_|_(?:export|v)$", "", stem), "")


@dataclass(slots=True)
class Package:
    """The tables of one package."""

    tables: list[tuple[str, IO[bytes]]]
    notes: list[str] = field(default_factory=list)

    def records(self) -> Iterator[Row]:
        """Services in the order of their table, each with all its parts. Raises UnreadableFile without a table of
        services, and where one breaks off."""
        known = [(kind_of(name), name, body) for name, body in self.tables]
        left = sorted(name for kind, name, _body in known if not kind)
        if left:
            self.notes.append(f"These are no tables of the standard and were left alone: {', '.join(left)}.")
        services = [(name, body) for kind, name, body in known if kind == "services"]
        if not services:
            raise UnreadableFile("There is no table of services (services.csv) in it.")
        with _laid_out([(kind, name, body) for kind, name, body in known if kind and kind != "services"]):
            for name, body in services:
                for batch in batches(rows(body, name), BATCH):
                    yield from _joined(batch)


def rows(body: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of one table as they come, without what is empty. Raises UnreadableFile."""
    body.seek(0)
    text = io.TextIOWrapper(body, encoding=_encoding(body), newline="")
    try:
        head = text.readline()
        if not head.strip():
            return
        delimiter = max(",\t;|", key=head.count)
        columns = [
            re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
            for column in next(csv.reader([head], delimiter=delimiter))
        ]
        for values in csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter):
            row = {key: value.strip().strip('"') for key, value in zip(columns, values, strict=False) if value.strip()}
            if row:
                yield row
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(f"Its table {name} could not be read to its end ({error}).") from error
    finally:
        text.detach()


def _encoding(body: IO[bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := body.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        body.seek(0)
    return "utf-8-sig"


# Joining --------------------------------------------------------------------------------------------------------------
@contextmanager
def _laid_out(tables: list[tuple[str, str, IO[bytes]]]) -> Iterator[None]:
    """All rows in a temporary table by what they hang on."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists pg_temp.{_TABLE}")
        cursor.execute(f"create temporary table {_TABLE} (kind text, link text, key text, body jsonb)")
        with cursor.copy(f"copy {_TABLE} (kind, link, key, body) from stdin") as copy:
            for kind, name, body in tables:
                for row in rows(body, name):
                    text = json.dumps(row)
                    for link, key in _hooks(kind, row):
                        copy.write_row((kind, link, key, text))
        cursor.execute(f"create index on {_TABLE} (link, key)")
        cursor.execute(f"analyze {_TABLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists pg_temp.{_TABLE}")


def _hooks(kind: str, row: Row) -> Iterator[tuple[str, str]]:
    """What a row is found by. A part of a service is not also one of its organisation."""
    if kind in _BY_ID and row.get("id"):
        yield "id", row["id"]
    for link in _LINKS:
        if row.get(link) and not (link == "organization_id" and row.get("service_id")):
            yield link, row[link]


def _find(link: str, keys: Iterable[str]) -> dict[str, dict[str, list[Row]]]:
    """Rows by what they hang on and their kind; each once, also where two tables hold it."""
    wanted = sorted(set(keys) - {""})
    found: dict[str, dict[str, list[Row]]] = {}
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            f"select key, kind, body from {_TABLE} where link = %s and key = any(%s) order by ctid",  # noqa: S608
            [link, wanted],
        )
        for key, kind, body in cursor.fetchall():
            row = json.loads(body) if isinstance(body, str) else body
            there = found.setdefault(key, {}).setdefault(kind, [])
            if not row.get("id") or all(other.get("id") != row["id"] for other in there):
                there.append(row)
    return found


def _joined(services: list[Row]) -> list[Row]:
    """The services with everything that hangs on them."""
    every: list[Row] = list(services)
    _hang(services, _find("service_id", (s.get("id", "") for s in services)), every)
    sites = [at for s in services for at in s.get("service_at_locations", [])]
    _hang(sites, _find("service_at_location_id", (at.get("id", "") for at in sites)), every)
    locations = _one_each("locations", {at.get("location_id", "") for at in sites}, every)
    _hang(list(locations.values()), _find("location_id", locations), every, leave={"service_at_locations"})
    for at in sites:
        if at.get("location_id") in locations:
            at["location"] = locations[at["location_id"]]
    owners = _one_each("organizations", {s.get("organization_id", "") for s in services}, every)
    _hang(list(owners.values()), _find("organization_id", owners), every, leave={"services"})
    programs = _one_each("programs", {s.get("program_id", "") for s in services}, every)
    for service in services:
        if service.get("organization_id") in owners:
            service["organization"] = owners[service["organization_id"]]
        if service.get("program_id") in programs:
            service["program"] = programs[service["program_id"]]
    people = [one for part in every for one in part.get("contacts", [])]
    _hang(people, _find("contact_id", (one.get("id", "") for one in people)), every)
    phones = [one for part in every for one in part.get("phones", [])]
    _hang(phones, _find("phone_id", (one.get("id", "") for one in phones)), every)
    _hang(every, _find("link_id", (part.get("id", "") for part in every)), [])
    _hang(every, _find("resource_id", (part.get("id", "") for part in every)), [])
    _name_terms(every)
    return services


def _hang(
    parents: list[Row], found: dict[str, dict[str, list[Row]]], every: list[Row], leave: Container[str] = ()
) -> None:
    for parent in parents:
        for kind, parts in found.get(parent.get("id", ""), {}).items():
            if kind in leave:
                continue
            name = "additional_urls" if kind == "urls" else kind
            parent[name] = [*parent.get(name, []), *parts] if isinstance(parent.get(name), list) else parts
            every.extend(parts)


def _one_each(kind: str, ids: set[str], every: list[Row]) -> dict[str, Row]:
    found = {key: rows[kind][0] for key, rows in _find("id", ids).items() if rows.get(kind)}
    every.extend(found.values())
    return found


def _name_terms(every: list[Row]) -> None:
    """Attributes name their term by its id: put it in, with its vocabulary."""
    attributes = [one for part in every for one in [*part.get("attributes", []), *part.get("service_taxonomys", [])]]
    terms = {
        key: (rows.get("taxonomy_terms") or rows.get("taxonomies") or [{}])[0]
        for key, rows in _find(
            "id", (one.get("taxonomy_term_id") or one.get("taxonomy_id") or "" for one in attributes)
        ).items()
    }
    vocabularies = _find("id", (term.get("taxonomy_id", "") for term in terms.values()))
    for term in terms.values():
        known = vocabularies.get(term.get("taxonomy_id", ""), {}).get("taxonomies")
        if known and not term.get("taxonomy"):
            term["taxonomy"] = known[0].get("name")
    for one in attributes:
        key = one.get("taxonomy_term_id") or one.get("taxonomy_id") or ""
        if terms.get(key):
            one["taxonomy_term"] = terms[key]
