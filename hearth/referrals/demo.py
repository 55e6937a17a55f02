"""The demo's requests: invented families, in every state that the program can bring a request to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from hearth.access.models import User
from hearth.core import clock
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions, queries
from hearth.referrals.actions import Asked
from hearth.referrals.models import PersonRole, Referral

FILE = Path(__file__).parent / "data" / "demo_requests.yaml"
MEANWHILE = FILE.parent / "demo_meanwhile.yaml"
NAMESPACE = UUID("0d6ad8f0-6b1c-5ff5-8a52-0f7e6b7f1c11")  # of the demo's requests; any fixed one does


@dataclass(frozen=True, slots=True)
class RequestsLoaded:
    """How many requests the demo has and how many of them are new; the reference and code of one to follow, when it
    is new."""

    requests: int
    new: int
    reference: str = ""
    code: str = ""


def load_requests(*, now: datetime) -> RequestsLoaded:
    """Send every request of demo_requests.yaml and move it as its story says, as the demo's own people, at the times of
    the story. One that was sent already is left as it is. Raises Service.DoesNotExist where the demo area is missing.
    """
    rows: list[dict[str, Any]] = read_yaml(FILE)
    new, reference, code = 0, "", ""
    for row in rows:
        sending = _one(row, now)
        if sending is None:
            continue
        new += 1
        if not reference and "by" not in row:
            reference, code = sending.referral.reference, sending.code
    return RequestsLoaded(len(rows), new, reference, code)


def _one(row: dict[str, Any], now: datetime) -> actions.Sending | None:
    """Send one and tell its story; None when it was there."""
    service = Service.objects.select_related("organisation").get(source="demo", source_ref=row["service"])
    sent_at = _hour(now - timedelta(days=row["days_ago"]), 10)
    with clock.standing_at(sent_at), as_person(row.get("by", "family")) as by:
        sending = actions.send(
            service=service,
            asked=_asked(row, clock.today(now)),
            sent_key=uuid5(NAMESPACE, row["key"]),
            by=by,
            now=sent_at,
        )
    if not sending.is_new:
        return None
    for move in row.get("moves", []):
        _move(sending.referral, move, min(sent_at + timedelta(hours=move["after"]), now))
    return sending


def _move(referral: Referral, row: dict[str, Any], at: datetime) -> None:
    apart = {"move", "after", "by", "alternative", "service", "worker", "until_days"}
    given = {key: value for key, value in row.items() if key not in apart}
    if "service" in row:
        given["service"] = Service.objects.get(source="demo", source_ref=row["service"])
    if "worker" in row:
        with acting_as(purpose="sign-in"):
            given["worker"] = User.objects.get(email=row["worker"]).pk
    if "until_days" in row:
        given["until"] = clock.today(at) + timedelta(days=row["until_days"])
    if "alternative" in row:
        given["alternative_service"] = Service.objects.get(source="demo", source_ref=row["alternative"])
    act = getattr(actions, row["move"].replace("-", "_"))
    with clock.standing_at(at), as_person(row["by"], referral) as by:
        act(referral=referral, by=by, now=at, **given)


def load_meanwhile() -> int:
    """The rules of demo_meanwhile.yaml for what helps while families wait; how many."""
    rows: list[dict[str, Any]] = read_yaml(MEANWHILE)
    for row in rows:
        named = {
            key: Service.objects.get(source="demo", source_ref=row[key]) for key in ("service", "offered") if key in row
        }
        with as_person(row["by"]) as by:
            actions.add_interim_rule(
                by=by,
                offered=named["offered"],
                service=named["service"].pk if "service" in named else None,
                from_weeks=row.get("from_weeks", 0),
                words=row["words"],
            )
    return len(rows)


@contextmanager
def as_person(who: str, referral: Referral | None = None) -> Iterator[Actor]:
    """Act as a person of the demo, or as the family, with the row security that goes with it."""
    if who == "family":
        with acting_as(reference=referral.reference if referral else ""):
            yield FAMILY
        return
    with acting_as(purpose="sign-in"):
        user = User.objects.select_related("active_membership").get(email=who)
        organisation_id = user.active_membership.organisation_id if user.active_membership else None
    with acting_as(user_id=user.pk):
        yield Actor(ActorKind.STAFF, user.pk, organisation_id, user.name)


def _asked(row: dict[str, Any], today: date) -> Asked:
    said = dict(row["contact"])
    for end in ("safe_from", "safe_until"):
        if end in said:
            said[end] = time.fromisoformat(said[end])
    people = [_person(dict(person), today) for person in row["people"]]
    asker = people[0][1]
    return Asked(
        people=people,
        what_help=row["help"],
        what_tried=row.get("tried", ""),
        what_better=row.get("better", ""),
        contact=Contact(**said),
        language=asker.language or "en",
        lsoa_code=asker.lsoa_code,
    )


def _person(said: dict[str, Any], today: date) -> tuple[PersonRole, Person]:
    role = PersonRole(said.pop("role"))
    weeks, due = said.pop("age_weeks", None), said.pop("due_weeks", None)
    if weeks is not None:
        said["birth_date"] = today - timedelta(weeks=weeks)
    if due is not None:
        said["due_date"] = today + timedelta(weeks=due)
    if said.get("postcode"):
        said["lsoa_code"] = queries.lsoa_of(said["postcode"])
    return role, Person(**said)


def _hour(moment: datetime, hour: int) -> datetime:
    """The same day in London, at this hour."""
    return moment.astimezone(clock.LONDON).replace(hour=hour, minute=10, second=0, microsecond=0)
