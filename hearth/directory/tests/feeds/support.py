"""Invented records of another directory, feeds, and readings as the worker makes them."""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection

from hearth.access.models import Organisation
from hearth.core import actors, clock
from hearth.core.tests.support import as_owner
from hearth.directory.feeds.fetch import Fetcher
from hearth.directory.feeds.reading import read_feed
from hearth.directory.models import Feed, Load, Service
from hearth.directory.tests.loading.support import TABLES

TABLES_OF_FEEDS = [
    *TABLES, "directory_scheduleexception", "directory_term", "directory_taxonomy", "directory_feedterm",
    "directory_feedconflict", "directory_published", "directory_listingversion",
]  # fmt: skip


def uuid_of(name: str) -> str:
    """The same id for the same name."""
    return str(uuid5(NAMESPACE_URL, f"https://elsewhere.example/{name}"))


def record(name: str = "Acorn Playgroup", **values: Any) -> dict[str, Any]:
    """A service as a well-kept directory gives it."""
    return {
        "id": uuid_of(name),
        "name": name,
        "description": f"{name} is a friendly group for children and those who look after them.",
        "url": "https://acorn.example/",
        "email": "hello@acorn.example",
        "status": "active",
        "minimum_age": 0,
        "maximum_age": 4,
        "assured_date": "2026-09-01",
        "last_modified": "2026-09-02T10:00:00Z",
        "organization": {
            "id": uuid_of("Acorn Trust"),
            "name": "Acorn Trust",
            "description": "A trust for small children.",
        },
        "contacts": [
            {
                "id": uuid_of(f"{name}/contact"),
                "name": "Acorn Trust",
                "phones": [{"id": uuid_of(f"{name}/phone"), "number": "01632 960100"}],
            }
        ],
        "service_at_locations": [
            {
                "id": uuid_of(f"{name}/at"),
                "location": {
                    "id": uuid_of(f"{name}/location"),
                    "location_type": "physical",
                    "name": "Acorn Hall",
                    "latitude": 53.4,
                    "longitude": -2.16,
                    "addresses": [
                        {
                            "id": uuid_of(f"{name}/address"),
                            "address_1": "1 Well Street",
                            "city": "Fernley",
                            "state_province": "Fernshire",
                            "postal_code": "ZZ1 1AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "schedules": [
            {"id": uuid_of(f"{name}/schedule"), "freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:30:00",
             "closes_at": "11:00:00"}
        ],
        "cost_options": [{"id": uuid_of(f"{name}/cost"), "amount": 0}],
        **values,
    }  # fmt: skip


def records(number: int) -> list[dict[str, Any]]:
    """So many different ones."""
    return [record(f"Group {n:03}") for n in range(number)]


def make_feed(address: str = "", **values: Any) -> Feed:
    """A feed that is trusted, unless the test says otherwise."""
    with as_owner():
        return Feed.objects.create(
            **{
                "code": "elsewhere",
                "name": "Elsewhere",
                "address": address,
                "is_trusted": True,
                "per_second": 0,
                **values,
            }
        )


def read(feed: Feed, **options: Any) -> Load:
    """Read it as the worker does: as the serving role, under row security. No pause is waited out."""
    fetcher = Fetcher(per_second=feed.per_second, pause=lambda _seconds: None)
    current = Feed.objects.select_related("owner").get(pk=feed.pk)
    return read_feed(feed=current, by=actors.job("feeds"), fetcher=fetcher, **options)


def give(folder: Any, *found: Any, name: str = "services.json") -> str:
    """A file with these records in an array."""
    path = folder / name
    path.write_text(json.dumps(list(found)), encoding="utf-8")
    return str(path)


def service(name: str = "Acorn Playgroup") -> Service:
    """The listing of a record."""
    return Service.objects.get(name=name)


def by_id(record_: dict[str, Any]) -> Service:
    return Service.objects.get(pk=UUID(record_["id"]))


def edit(one: Service, **values: Any) -> None:
    """Somebody changes the listing here."""
    from hearth.directory.actions import change_listing
    from hearth.directory.models import Why

    with as_owner():
        change_listing(
            service_id=one.pk, document={"shape": 1, **values}, why=Why.EDITED, by=actors.SYSTEM, now=clock.now()
        )


def organisation(name: str) -> Organisation:
    with as_owner():
        return Organisation.objects.create(name=name)


def versions() -> dict[str, Any]:
    """Which version of each row stands in the tables: any write at all changes it."""
    with as_owner(), connection.cursor() as cursor:
        found = {}
        for table in TABLES_OF_FEEDS:
            cursor.execute(
                f"select count(*), md5(string_agg(t.xmin::text || t.ctid::text || t.xmax::text, ',' order by t.ctid)) from {table} t"  # noqa: E501
            )
            found[table] = cursor.fetchone()
        return found
