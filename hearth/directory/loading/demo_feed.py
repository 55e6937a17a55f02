"""The demo's feed: another directory, read twice in the past by the program itself, with something to decide."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hearth.core import actors, clock
from hearth.core.actors import SYSTEM
from hearth.core.yaml_files import read_yaml
from hearth.directory.actions import fed, feeds
from hearth.directory.actions.versions import change_listing
from hearth.directory.document import SHAPE
from hearth.directory.feeds.reading import read_feed
from hearth.directory.loading.run import LoadRunning
from hearth.directory.models import Feed, FeedFile, Service, Why

FILE = Path(__file__).parent.parent / "demo" / "feeds" / "neighbours.yaml"
BEFORE, EDITED, AFTER = timedelta(days=4), timedelta(days=2), timedelta(hours=9)  # ago
Row = dict[str, Any]


@cache
def told() -> Row:
    """The file as it stands."""
    found: Row = read_yaml(FILE)
    return found


def load(*, now: datetime) -> bool:
    """Set it up and read it, if it is not there; whether it was new."""
    values = told()["feed"]
    if Feed.objects.filter(code=values["code"]).exists():
        return False
    with clock.standing_at(now - BEFORE):
        feed = feeds.add_feed(
            values={
                **{name: value for name, value in values.items() if name != "code"},
                "at_time": time(2),
                "every_hours": 24,
                "gone_after": 1,
                "file": ("wendmoor-activities.json", _content("before")),
            },
            code=values["code"],
            by=SYSTEM,
            now=clock.now(),
        )
        _read(feed)
        shown = [_service(row).pk for row in told()["services"] if row.get("show")]
        fed.show_new(feed_id=feed.pk, service_ids=shown, by=SYSTEM, now=clock.now())
    with clock.standing_at(now - EDITED):
        for row in told()["services"]:
            if "ours" in row:
                said = {"shape": SHAPE, **row["ours"]}
                change_listing(service_id=_service(row).pk, document=said, why=Why.EDITED, by=SYSTEM, now=clock.now())
    with clock.standing_at(now - AFTER):
        FeedFile.objects.filter(feed=feed).update(content=_content("after"))
        _read(feed)
    return True


def _read(feed: Feed) -> None:
    try:
        read_feed(feed=Feed.objects.get(pk=feed.pk), by=actors.job("feeds"))
    except LoadRunning:  # somebody loads files into this database at this moment: the worker reads it later
        return


def _service(row: Row) -> Service:
    return Service.objects.get(source=f"feed-{told()['feed']['code']}", source_ref=row["key"])


def _content(when: str) -> bytes:
    """The services of one of the two readings, as Open Referral has them."""
    rows = [_record(row, when) for row in told()["services"] if row["in"] in {when, "both"}]
    return json.dumps(rows, ensure_ascii=False).encode()


def _record(row: Row, when: str) -> Row:
    said = row | (row.get("then", {}) if when == "after" else {})
    place, organisation = told()["places"][said["place"]], told()["organisations"][said["organisation"]]
    made: Row = {
        "id": said["key"],
        "name": said.get("name"),
        "description": said["description"],
        "status": said.get("status", "active"),
        "email": said.get("email"),
        "organization": {"id": said["organisation"], **organisation},
        "service_at_locations": [
            {
                "id": f"{said['key']}-at",
                "location": {
                    "id": said["place"],
                    "location_type": "physical",
                    "name": place["name"],
                    "addresses": [
                        {
                            "id": f"{said['place']}-address",
                            "address_type": "physical",
                            "country": "GB",
                            "state_province": "Larkmere",
                            **{name: value for name, value in place.items() if name != "name"},
                        }
                    ],
                },
            }
        ],
        "attributes": [
            {"taxonomy_term": {"id": word, "name": told()["words"][word], "taxonomy": "Wendmoor kinds"}}
            for word in said.get("words", ())
        ],
    }
    if "phone" in said:
        made["phones"] = [{"id": f"{said['key']}-phone", "number": said["phone"]}]
    if "ages" in said:
        made["minimum_age"], made["maximum_age"] = said["ages"]
    if "times" in said:
        made["schedules"] = [{"id": f"{said['key']}-times", "freq": "WEEKLY", **said["times"]}]
    if "cost" in said:
        made["cost_options"] = [{"id": f"{said['key']}-cost", "amount": said["cost"]}]
    return made
