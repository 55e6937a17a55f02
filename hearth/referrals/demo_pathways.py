"""The demo's pathways, and families of the last weeks whose waits are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid5

from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions
from hearth.referrals.actions import Asked, Said
from hearth.referrals.demo import NAMESPACE, as_person
from hearth.referrals.models import Pathway, PersonRole

FILE = Path(__file__).parent / "data" / "demo_pathways.yaml"
APART = timedelta(days=7)  # between two families of one service


def load_pathways(*, now: datetime) -> int:
    """Say how the demo's services are referred to; how many are new. One that has any is left as it is."""
    said: dict[str, Any] = read_yaml(FILE)
    new = 0
    for row in said["pathways"]:
        service = _service(row["service"])
        if Pathway.objects.filter(service=service).exists():
            continue
        given = {key: value for key, value in row.items() if key not in {"service", "by"}}
        with as_person(row["by"]) as by:
            actions.set_pathway(service=service, said=Said(**given), version=0, by=by, now=now - timedelta(days=20))
        new += 1
    names = cycle(said["names"])
    for row in said["waits"]:
        for number, days in enumerate(row["days"]):
            _waited(row, number, days, next(names), now)
    return new


def _service(key: str) -> Service:
    return Service.objects.select_related("organisation").get(source="demo", source_ref=key)


def _waited(row: dict[str, Any], number: int, days: int, name: str, now: datetime) -> None:
    """One family: sent some weeks ago, first contact `days` later."""
    started = now - timedelta(days=3) - APART * number
    sent = started - timedelta(days=days)
    with clock.standing_at(sent), acting_as():
        sending = actions.send(
            service=_service(row["service"]),
            asked=Asked(
                people=[(PersonRole.SENDER, Person(given_name=name, relation="self"))],
                what_help="We talked about it at the hub.",
                contact=Contact(do_not_contact=True),
            ),
            sent_key=uuid5(NAMESPACE, f"waited/{row['service']}/{number}"),
            by=FAMILY,
            now=sent,
        )
    if not sending.is_new:
        return
    for move, at in (("open", sent + timedelta(hours=2)), ("accept", sent + timedelta(hours=4)), ("start", started)):
        with clock.standing_at(at), as_person(row["by"]) as by:
            getattr(actions, move)(referral=sending.referral, by=by, now=at)
