"""An invented directory of any size over real postcodes, for measuring. Written into a scratch database only."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection as django_connection
from django.db.models import Model
from psycopg import sql

from hearth.access.models import Organisation
from hearth.directory import vocabularies
from hearth.directory.models import Schedule, Service, ServicePlace

FIRST = [
    "Little",
    "Bright",
    "Open",
    "Rising",
    "Green",
    "River",
    "Orchard",
    "Bramble",
    "Lantern",
    "Willow",
    "Harbour",
    "Corner",
    "Copper",
    "Meadow",
    "Beacon",
]
GROUPS = [
    "Steps",
    "Hands",
    "Door",
    "Sparks",
    "Roots",
    "Circle",
    "Table",
    "Nest",
    "Bridge",
    "Garden",
    "Voices",
    "Minds",
    "Starters",
    "Neighbours",
    "Feet",
]
KINDS = ("group", "drop-in", "clinic", "course", "advice line", "club", "team", "café", "workshop", "service")
SENTENCES = (
    "You can come on your own or bring your children, and somebody friendly will meet you at the door.",
    "We listen first, then we look together at what would help and who else we could ask.",
    "There is tea and toast, a quiet corner for feeding, and toys for brothers and sisters.",
    "Our workers have been trained for this and many of them are parents from the area.",
    "It runs in school term time, with a few special sessions in the holidays.",
    "You do not need to live nearby, and you do not need a letter from a doctor.",
    "If the group is full we will tell you about others close by and ring you when a place comes free.",
    "Please tell us if you need an interpreter, a parking space or help with the bus fare.",
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")
AGES = ((None, None), (0, 12), (0, 60), (0, 60), (24, 60), (48, 132), (132, 228), (0, 228), (0, 300))
WAYS: tuple[list[str], ...] = (
    ["in-person"],
    ["in-person", "group"],
    ["in-person", "group"],
    ["home-visit"],
    ["in-person", "video"],
    [],
)
NO_PLACE_EVERY = 25  # one service in so many is a helpline
SERVICES_AN_ORGANISATION = 12
CHUNK = 5000
SERVICE_COLUMNS = [
    "id",
    "created_at",
    "organisation_id",
    "name",
    "summary",
    "description",
    "who_for",
    "status",
    "website",
    "email",
    "phone",
    "min_age_months",
    "max_age_months",
    "cost_kind",
    "cost_words",
    "delivery",
    "access_routes",
    "how_to_get_in",
    "languages",
    "accessibility",
    "capacity",
    "accepts_requests",
    "area_words",
    "is_sensitive",
    "assured_at",
    "edited_at",
    "source",
    "source_ref",
]


def postcodes(file: Path) -> list[tuple[str, float, float, str]]:
    """(postcode, latitude, longitude, ward) from a gzipped file as Code-Point Open gives it."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [
            (row["postcode"], float(row["latitude"]), float(row["longitude"]), row["ward"])
            for row in csv.DictReader(lines)
        ]


def demo_postcodes() -> list[tuple[str, float, float, str]]:
    """The same of the demo's invented area, where no real file is at hand."""
    from hearth.directory.demo import geography

    return [(p.shown, p.latitude, p.longitude, p.ward_code) for p in geography.build().postcodes]


def fill_postcodes(connection: psycopg.Connection[Any], rows: list[tuple[str, float, float, str]]) -> None:
    """The postcode table of the scratch database."""
    columns = "code, shown, latitude, longitude, quality, lsoa_code, ward_code, council_code"
    with connection.cursor() as cursor, cursor.copy(f"copy directory_postcode ({columns}) from stdin") as copy:
        for shown, latitude, longitude, ward in rows:
            copy.write_row((shown.replace(" ", ""), shown, latitude, longitude, 10, "", ward, ""))


def give_defaults(connection: psycopg.Connection[Any]) -> None:
    """Let the scratch database itself fill in what the world does not write: the models' own defaults."""
    give_defaults_of(connection, (Organisation, Service, ServicePlace, Schedule))


def give_defaults_of(connection: psycopg.Connection[Any], tables: Iterable[type[Model]]) -> None:
    """The same for any models."""
    for model in tables:
        for field in model._meta.concrete_fields:
            usual = field.get_default()
            if usual is not None and not field.null and not field.primary_key:
                value = field.get_db_prep_save(usual, django_connection)
                connection.execute(
                    sql.SQL("alter table {} alter column {} set default {}").format(
                        sql.Identifier(model._meta.db_table), sql.Identifier(str(field.column)), sql.Literal(value)
                    )
                )


class World:
    """Makes services one after another, the same ones for the same seed."""

    def __init__(self, places: list[tuple[str, float, float, str]], seed: int = 5) -> None:
        self.random = random.Random(seed)  # noqa: S311 (not for secrets)
        self.places = places
        self.made = 0
        terms = vocabularies.shipped("expectations.yaml")
        self.terms = [(vocabularies.term_id("service-expectations", t["code"]), t) for t in terms["terms"]]
        self.organisation: UUID | None = None

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def grow(self, connection: psycopg.Connection[Any], size: int) -> Iterator[int]:
        """Add services until there are `size`; yields how many there are after each chunk."""
        while self.made < size:
            count = min(CHUNK, size - self.made)
            rows = [self.one() for _ in range(count)]
            self._copy(connection, rows)
            made = [row["service"][0] for row in rows]
            connection.execute("select directory_refresh_search(%s)", [made])
            connection.execute("select directory_publish(%s)", [made])
            connection.commit()
            yield self.made

    def one(self) -> dict[str, Any]:
        """The rows of one service in each table."""
        pick = self.random.choice
        organisation = None
        if self.made % SERVICES_AN_ORGANISATION == 0:
            self.organisation = self.uuid()
            organisation = (self.organisation, NOW, f"{pick(FIRST)} {pick(GROUPS)} {self.made}", "charity", False, True)
        self.made += 1
        term_id, term = pick(self.terms)
        words = self.random.sample(term["words"], k=min(4, len(term["words"])))
        service = self.uuid()
        low, high = pick(AGES)
        placeless = self.made % NO_PLACE_EVERY == 0
        name = f"{pick(FIRST)} {pick(GROUPS)}: {words[0]} {pick(KINDS)}"
        summary = f"Help with {words[0]} and {words[1]} for families, close to home."
        text = " ".join(self.random.sample(SENTENCES, k=5))
        description = f"{term['description']} {text} People often ask us about {words[2]} and {words[3]}. {text[:200]}"
        cost = pick(("free", "free", "free", "paid", "unknown"))
        assured = NOW - timedelta(days=self.random.randrange(400))
        ways = ["phone"] if placeless else pick(WAYS)
        row: tuple[object, ...] = (
            *(service, NOW, self.organisation, name, summary, description, "", "active", "", "", "0161 496 0000"),
            *(low, high, cost, "", ways, [pick(("walk-in", "book", "self-refer"))], "", ["en"], []),
            *(pick(("open", "open", "waiting", "full")), True, "", False, assured, NOW, "", ""),
        )
        place = schedule = None
        if not placeless:
            postcode, latitude, longitude, ward = pick(self.places)
            near = (latitude + self.random.uniform(-3e-4, 3e-4), longitude + self.random.uniform(-5e-4, 5e-4))
            street = f"{self.random.randrange(1, 200)} High Street"
            place_id = self.uuid()
            place = (place_id, NOW, service, "", street, "Town", postcode, *near, ward, "", False)
            hour = self.random.randrange(9, 17)
            schedule = (
                *(self.uuid(), NOW, service, place_id, "WEEKLY", [pick(DAYS)], f"{hour}:30", f"{hour + 2}:00"),
                *(self.random.random() < 0.5, ""),
            )
        return {
            "organisation": organisation,
            "service": row,
            "term": (service, term_id),
            "place": place,
            "schedule": schedule,
        }

    def _copy(self, connection: psycopg.Connection[Any], rows: list[dict[str, Any]]) -> None:
        tables = {
            "organisation": ("access_organisation", ["id", "created_at", "name", "kind", "is_host", "is_active"]),
            "service": ("directory_service", SERVICE_COLUMNS),
            "term": ("directory_serviceterm", ["service_id", "term_id"]),
            "place": (
                "directory_serviceplace",
                [
                    "id",
                    "created_at",
                    "service_id",
                    "name",
                    "address_1",
                    "city",
                    "postcode",
                    "latitude",
                    "longitude",
                    "ward_code",
                    "lsoa_code",
                    "is_confidential",
                ],
            ),
            "schedule": (
                "directory_schedule",
                [
                    "id",
                    "created_at",
                    "service_id",
                    "place_id",
                    "freq",
                    "byday",
                    "opens",
                    "closes",
                    "term_time_only",
                    "notes",
                ],
            ),
        }
        with connection.cursor() as cursor:
            for key, (table, columns) in tables.items():
                with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
                    for row in rows:
                        if row[key] is not None:
                            copy.write_row(row[key])


NOW = datetime.now(UTC)
