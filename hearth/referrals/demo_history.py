"""The demo's last year: requests that have ended, so that its numbers say something."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid5

from hearth.core import clock
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions, queries
from hearth.referrals.actions import Asked
from hearth.referrals.demo import NAMESPACE, as_person
from hearth.referrals.models import PersonRole, Referral

FILE = Path(__file__).parent / "data" / "demo_history.yaml"
WEEK = timedelta(weeks=1)


def load_history(*, now: datetime) -> int:
    """Tell the year's stories as the demo's own people; how many are new. One that was told is left as it is."""
    said: dict[str, Any] = read_yaml(FILE)
    new, numbers = 0, count()
    for row in said["stories"]:
        service = Service.objects.select_related("organisation").get(source="demo", source_ref=row["service"])
        step = (row["from"] - row["to"]) / max(1, row["times"] - 1)
        for turn in range(row["times"]):
            sent_at = _morning(now - WEEK * (row["from"] - step * turn))
            new += _one(said, row, service, next(numbers), turn, sent_at)
    return new


def _one(said: dict[str, Any], row: dict[str, Any], service: Service, number: int, turn: int, sent_at: datetime) -> int:
    sender = row.get("sender") if turn % 2 else None
    key = uuid5(NAMESPACE, f"history/{number}")
    with clock.standing_at(sent_at), as_person(sender or "family") as by:
        asked = _asked(said, row, number, sent_at, by_family=sender is None)
        sending = actions.send(service=service, asked=asked, sent_key=key, by=by, now=sent_at)
    if not sending.is_new:
        return 0
    for move in row["moves"]:
        _move(sending.referral, move, row["by"], turn, sent_at)
    return 1


def _move(referral: Referral, row: dict[str, Any], who: str, turn: int, sent_at: datetime) -> None:
    at = sent_at + timedelta(hours=row["after"][turn % len(row["after"])])
    given = {key: value for key, value in row.items() if key in {"reason", "by_need"}}
    if "alternative" in row:
        given["alternative_service"] = Service.objects.get(source="demo", source_ref=row["alternative"])
    with clock.standing_at(at), as_person(who, referral) as by:
        getattr(actions, row["move"])(referral=referral, by=by, now=at, **given)


def _asked(said: dict[str, Any], row: dict[str, Any], number: int, at: datetime, *, by_family: bool) -> Asked:
    given, family = said["given"][number % len(said["given"])], said["family"][number % len(said["family"])]
    postcode = said["postcodes"][number % len(said["postcodes"])]
    lsoa = queries.lsoa_of(postcode) if postcode else ""
    email = f"{given}.{family}@home.example".lower()
    weeks = said["ages_in_weeks"][number % len(said["ages_in_weeks"])]
    relation = "father" if given in said["fathers"] else "mother"
    adult = Person(
        given_name=given, family_name=family, relation=relation, email=email, postcode=postcode, lsoa_code=lsoa
    )
    name = said["children"][number % len(said["children"])]
    child = Person(given_name=name, birth_date=clock.today(at) - timedelta(weeks=weeks), relation="child")
    role = PersonRole.SENDER if by_family else PersonRole.PARENT
    return Asked(
        people=[(role, adult), (PersonRole.CHILD, child)],
        what_help=row["help"],
        contact=Contact(channels=["email"], email=email),
        lsoa_code=lsoa,
    )


def _morning(moment: datetime) -> datetime:
    """Ten in the morning of a weekday, in London."""
    day = moment.astimezone(clock.LONDON).replace(hour=10, minute=5, second=0, microsecond=0)
    return day - timedelta(days=max(0, day.weekday() - 4))
