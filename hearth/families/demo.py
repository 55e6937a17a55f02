"""The demo's registrations and counted families: invented, made by the program's own actions at the times they tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from hearth.access.models import User
from hearth.core import clock
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service, Site
from hearth.families import notices
from hearth.families.actions import Contact, Person, counting, registering
from hearth.families.actions.registering import Child, Registering, as_needs
from hearth.families.models import Way
from hearth.families.queries import registrations as queries

FILE = Path(__file__).parent / "data" / "demo_registrations.yaml"
NAMESPACE = UUID("8c0b4c37-6a5e-5d0c-9a6d-2f0f6c6b9a01")  # of the demo's registrations; any fixed one does


def load_registrations(*, now: datetime) -> int:
    """Register every family of the file; how many are new. Those that were there are left as they are."""
    content: dict[str, Any] = read_yaml(FILE)
    new = sum(_register(row, now) for row in content["registrations"])
    if new:
        for row in content["counted"]:
            _count(row, now)
    return new


def _register(row: dict[str, Any], now: datetime) -> bool:
    site = Site.objects.get(source="demo", source_ref=row["hub"])
    at = min(_hour(now - timedelta(days=row["days_ago"]), 9), now)
    key = uuid5(NAMESPACE, row["key"])
    with clock.standing_at(at), _as(row.get("by", "")) as by:
        done = registering.register(said=_said(row, site, clock.today(now)), sent_key=key, by=by, now=at)
    if done.is_new and "met" in row:
        with clock.standing_at(at), _as(row["met"]) as by:
            registering.meet(registration=done.registration, by=by, now=at + timedelta(hours=1))
    return done.is_new


def _said(row: dict[str, Any], site: Site, today: date) -> Registering:
    adult = Person(**{"relation": "self", "language": row.get("language", "en")} | row["adult"])
    contact, needs = dict(row["contact"]), row.get("needs", {})
    for end in ("safe_from", "safe_until"):
        if end in contact:
            contact[end] = time.fromisoformat(contact[end])
    return Registering(
        site=site,
        way=Way(row["way"]),
        session=_session(row),
        adult=adult,
        children=[_child(child, adult, today) for child in row["children"]],
        contact=Contact(**contact),
        needs=as_needs(needs.get("access", ()), needs.get("dietary", ()), needs.get("words", "")),
        notice_version=notices.current(today).version,
        notice_language=row.get("language", "en"),
        agreed=row["agreed"],
    )


def _session(row: dict[str, Any]) -> UUID | None:
    return Service.objects.get(source="demo", source_ref=row["session"]).pk if "session" in row else None


def _child(row: dict[str, Any], adult: Person, today: date) -> Child:
    day = today - timedelta(weeks=row["weeks"])
    born = day <= today
    return Child(
        person=Person(
            given_name=row.get("given_name", ""),
            family_name=row.get("family_name", ""),
            birth_date=day if born else None,
            due_date=None if born else day,
            relation="child",
            address=adult.address,
            postcode=adult.postcode,
            lsoa_code=queries.lsoa_of(adult.postcode),
        ),
        relation=row["relation"],
        lives_here=True,
    )


def _count(row: dict[str, Any], now: datetime) -> None:
    site = Site.objects.get(source="demo", source_ref=row["hub"])
    for days in row["days"]:
        at = _hour(now - timedelta(days=days), 11)
        with clock.standing_at(at), _as(row["by"]) as by:
            counting.count_visit(
                site=site,
                adults=row["adults"],
                children=row["children"],
                tag=row["tag"],
                session=_session(row),
                by=by,
                now=at,
            )


@contextmanager
def _as(email: str) -> Iterator[Actor]:
    """Act as a person of the demo, or as a family where there is none."""
    if not email:
        yield FAMILY
        return
    with acting_as(purpose="sign-in"):
        user = User.objects.select_related("active_membership").get(email=email)
        organisation_id = user.active_membership.organisation_id if user.active_membership else None
    with acting_as(user_id=user.pk):
        yield Actor(ActorKind.STAFF, user.pk, organisation_id, user.name)


def _hour(moment: datetime, hour: int) -> datetime:
    """The same day in London, at this hour."""
    return moment.astimezone(clock.LONDON).replace(hour=hour, minute=10, second=0, microsecond=0)
