"""The demo's pathways, and families of the last weeks whose waits are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid5

from PIL import Image, ImageDraw

from hearth.access.actions.guests import actor_of
from hearth.access.models import Guest
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions, queries
from hearth.referrals.actions import Asked, Said
from hearth.referrals.demo import NAMESPACE, as_person
from hearth.referrals.models import Pathway, PersonRole, Referral

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
    _of_guest(said["guest"], now)
    _stepped_up(said["step_up"], now)
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


def _of_guest(row: dict[str, Any], now: datetime) -> None:
    """A GP practice refers a mother and her son, with a letter; the clinic has opened it."""
    about = {key: row[key] for key in ("name", "job", "organisation", "phone")}
    with acting_as(purpose="sign-in"):
        guest, _is_new = Guest.objects.get_or_create(email=row["email"], defaults=about | {"verified_at": now})
    sent = now - timedelta(days=row["days_ago"])
    by = actor_of(guest)
    born = clock.today(now) - timedelta(weeks=row["child_weeks"])
    people = [
        (PersonRole.PARENT, Person(**row["parent"], lsoa_code=queries.lsoa_of(row["parent"]["postcode"]))),
        (PersonRole.CHILD, Person(**row["child"], birth_date=born)),
    ]
    with clock.standing_at(sent), acting_as(guest=guest.pk):
        sending = actions.send(
            service=_service(row["service"]),
            asked=Asked(
                people=people,
                what_help=row["help"],
                what_tried=row["tried"],
                contact=Contact(channels=["text"], phone=row["parent"]["phone"], language="pl"),
                language="pl",
            ),
            sent_key=uuid5(NAMESPACE, "guest"),
            by=by,
            now=sent,
        )
        if sending.is_new:
            letter = BytesIO()
            picture = Image.new("RGB", (900, 260), "white")
            ImageDraw.Draw(picture).text((30, 100), row["letter"], fill="black", font_size=26)
            picture.save(letter, "PDF")
            actions.attach(
                referral=sending.referral,
                name="Letter from the surgery.pdf",
                content=letter.getvalue(),
                by=by,
                now=sent,
            )
    if sending.is_new:
        _opened(sending.referral, row["opened_by"], sent + timedelta(hours=20))


def _stepped_up(row: dict[str, Any], now: datetime) -> None:
    """A family worker goes on with a family to the front door."""
    at = now - timedelta(days=row["days_ago"])
    with clock.standing_at(at), as_person(row["by"]) as by:
        earlier = Referral.objects.get(sent_key=uuid5(NAMESPACE, row["from"]))
        people = []
        for person in queries.people_of(earlier):
            said = person.source_record
            known = {name: getattr(said, name) for name in ("given_name", "family_name", "birth_date", "relation")}
            people.append((PersonRole(person.role), Person(**known, phone=said.phone, postcode=said.postcode)))
        sending = actions.send(
            service=_service(row["service"]),
            asked=Asked(
                people=people,
                what_help=row["help"],
                urgency="urgent",
                contact=Contact(channels=["call"], phone=people[0][1].phone),
                came_from=earlier,
            ),
            sent_key=uuid5(NAMESPACE, "step-up"),
            by=by,
            now=at,
        )
    if sending.is_new:
        _opened(sending.referral, row["opened_by"], at + timedelta(hours=2))


def _opened(referral: Referral, who: str, at: datetime) -> None:
    with clock.standing_at(at), as_person(who) as by:
        actions.open(referral=referral, by=by, now=at)
