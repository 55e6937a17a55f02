"""Run as a process of its own, as the owner: an invented network, and requests with their whole history.

`begin` makes the network and signs its people in; `grow FROM TO` adds requests. Writes what it made as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import django
from psycopg.types.json import Jsonb

PROVIDERS, SERVICES_EACH, HUBS, WARDS, LSOAS_EACH = 20, 3, 6, 20, 5
DAYS = 730  # over which requests are spread
OPEN_SHARE = 0.05  # of requests; the others have ended
AT_A_TIME = 5000
# What became of those that ended: (share, moves with the working-ish days after sending, and the state of each).
ENDED = (
    (0.58, (("open", "sent", 1), ("accept", "accepted", 3), ("start", "in-progress", 7),
            ("complete", "completed", 60))),
    (0.14, (("open", "sent", 2), ("put-on-waiting-list", "waiting", 4), ("start-from-waiting", "in-progress", 45),
            ("complete", "completed", 100))),
    (0.18, (("open", "sent", 2), ("decline", "declined", 5))),
    (0.10, (("open", "sent", 1), ("withdraw", "withdrawn", 4))),
)  # fmt: skip
GOING_ON = (
    (0.15, ()),
    (0.15, (("open", "sent", 1),)),
    (0.20, (("open", "sent", 1), ("accept", "accepted", 3))),
    (0.25, (("open", "sent", 2), ("put-on-waiting-list", "waiting", 4))),
    (0.25, (("open", "sent", 1), ("accept", "accepted", 3), ("start", "in-progress", 6))),
)
REASONS = ("full", "age", "area", "other-service-better", "could-not-reach")


@dataclass(frozen=True, slots=True)
class Network:
    """Ids of what `begin` made; sessions are cookies of signed-in people."""

    services: list[list[str]]  # (service, provider, hub or "")
    lsoas: list[str]
    referrer: str  # organisation
    referrer_user: str
    worker: str
    sessions: dict[str, str]


def main() -> None:
    django.setup()
    what, *words = sys.argv[1:]
    if what == "begin":
        json.dump(asdict(begin()), sys.stdout)
    else:
        json.dump(grow(Network(**json.load(sys.stdin)), int(words[0]), int(words[1])), sys.stdout)


def begin() -> Network:
    """Organisations, services, hubs, areas, and one person each of those who look at lists and numbers."""
    from hearth.access.models import Organisation
    from hearth.core import clock
    from hearth.directory.bench.members import member
    from hearth.directory.models import Area, Service, ServicePlace, Site

    host = Organisation.objects.create(name="Bench Council", kind="council", is_host=True)
    referrers = Organisation.objects.create(name="Bench Health Visitors", kind="nhs")
    providers = [Organisation(name=f"Provider {n:02}") for n in range(PROVIDERS)]
    Organisation.objects.bulk_create(providers)
    hubs = [Site(kind="hub", name=f"Hub {n}", slug=f"bench-hub-{n}", organisation=host) for n in range(HUBS)]
    Site.objects.bulk_create(hubs)
    services = [
        Service(organisation=one, name=f"Service {number:02}-{n}", accepts_requests=True, assured_at=clock.now())
        for number, one in enumerate(providers)
        for n in range(SERVICES_EACH)
    ]
    Service.objects.bulk_create(services)
    places = [ServicePlace(service=one, site=hubs[n % HUBS]) for n, one in enumerate(services) if n % 4]
    ServicePlace.objects.bulk_create(places)
    at_hub = {place.service_id: place.site_id for place in places}
    wards = [Area(code=f"W{n:03}", kind="ward", name=f"Ward {n}") for n in range(WARDS)]
    lsoas = [
        Area(code=f"L{n:03}{m}", kind="lsoa", name=f"Area {n}{m}", parent_code=f"W{n:03}")
        for n in range(WARDS)
        for m in range(LSOAS_EACH)
    ]
    Area.objects.bulk_create([*wards, *lsoas])
    manager, manager_session = member("Manager", "provider-manager", providers[0])
    referrer, referrer_session = member("Referrer", "referrer", referrers)
    _analyst, analyst_session = member("Analyst", "analyst", host)
    return Network(
        services=[[str(one.pk), str(one.organisation_id), str(at_hub.get(one.pk) or "")] for one in services],
        lsoas=[one.code for one in lsoas],
        referrer=str(referrers.pk),
        referrer_user=str(referrer),
        worker=str(manager),
        sessions={"manager": manager_session, "referrer": referrer_session, "analyst": analyst_session},
    )


def grow(network: Network, start: int, end: int) -> dict[str, Any]:
    """Requests number `start` to `end`, written in batches by COPY. One provider in twenty gets a fifth of them."""
    from hearth.core import clock

    began, chance, now = time.perf_counter(), random.Random(start), clock.now()  # noqa: S311 (not a secret)
    rows = 0
    for first in range(start, end, AT_A_TIME):
        made = _Batch(network, chance, now)
        for number in range(first, min(first + AT_A_TIME, end)):
            made.add(number)
        rows += made.write()
    return {"requests": end - start, "rows": rows, "seconds": round(time.perf_counter() - began, 1)}


class _Batch:
    """Some requests with people, contacts, stories and facts, ready to be written."""

    def __init__(self, network: Network, chance: random.Random, now: datetime) -> None:
        from hearth.families.models import SafeContact, SourceRecord
        from hearth.referrals.models import FamilyContact, LoopFact, Referral, ReferralPerson, StatusRow

        self.network, self.chance, self.now = network, chance, now
        self.fact = LoopFact
        order = (SourceRecord, SafeContact, Referral, ReferralPerson, StatusRow, FamilyContact, LoopFact)
        self.rows: dict[Any, list[Any]] = {model: [] for model in order}
        (self.record, self.safe, self.referral, self.person, self.row, self.contact, _fact) = self.rows

    def add(self, number: int) -> None:
        """One request, its story, and what is counted of it."""
        from hearth.referrals import queries

        chance = self.chance
        is_open = chance.random() < OPEN_SHARE
        days_ago = chance.uniform(0, 30) if is_open else chance.uniform(5, DAYS)
        sent_at = self.now - timedelta(days=days_ago)
        of_first = chance.random() < 0.2
        place = chance.randrange(SERVICES_EACH if of_first else len(self.network.services))
        service, provider, hub = self.network.services[place]
        by_professional = chance.random() < 0.6
        referral = self.referral(
            id=uuid4(),
            created_at=sent_at,
            reference=f"B{number:07}",
            kind="referral" if by_professional else "request",
            service_id=UUID(service),
            provider_id=UUID(provider),
            sender_user_id=UUID(self.network.referrer_user) if by_professional else None,
            sender_organisation_id=UUID(self.network.referrer) if by_professional else None,
            sent_key=uuid4(),
            sent_at=sent_at,
            state_at=sent_at,
            acknowledge_by=(sent_at + timedelta(days=2)).date(),
            decide_by=(sent_at + timedelta(days=7)).date(),
            first_contact_by=(sent_at + timedelta(days=14)).date(),
            lsoa_code=chance.choice(self.network.lsoas),
            what_help="We would like somebody to talk with about sleep, feeding and how the days go.",
        )
        story = list(self._story(referral, is_open, by_professional))
        referral.state, referral.state_at = story[-1].to_state, story[-1].at
        referral.acknowledged_at = story[1].at if len(story) > 1 else None
        self.rows[self.referral].append(referral)
        self.rows[self.row].extend(story)
        self._people(referral, number, sent_at)
        self._count(referral, story, hub, by_professional, queries.due(referral))

    def _story(self, referral: Any, is_open: bool, by_professional: bool) -> Iterator[Any]:
        ways = GOING_ON if is_open else ENDED
        way = self.chance.choices([steps for _share, steps in ways], [share for share, _steps in ways])[0]
        pace, at, state = self.chance.uniform(0.3, 1.9), referral.sent_at, "draft"
        for number, (move, to, days) in enumerate([("send", "sent", 0), *way], start=1):
            before, state = state, to
            at = min(max(at, referral.sent_at + timedelta(days=days * pace)), self.now)
            by_family = move in {"send", "withdraw"} and not by_professional
            yield self.row(
                id=uuid4(),
                created_at=at,
                referral_id=referral.id,
                number=number,
                from_state=before,
                to_state=to,
                move=move,
                at=at,
                actor_kind="family" if by_family else "staff",
                actor_id=None if by_family else UUID(self.network.worker),
                actor_name="" if by_family else "Bench Worker",
                reason=self.chance.choice(REASONS) if move == "decline" else "",
                outcome="needs-met" if move == "complete" else "",
                by_need={"family-support": "needs-met"} if move == "complete" else {},
            )

    def _people(self, referral: Any, number: int, at: datetime) -> None:
        parent = self.record(
            id=uuid4(), created_at=at, kind="referral", said_at=at, given_name="Bench", family_name=f"Parent {number}",
            phone=f"+44770{number:07}", email=f"parent{number}@home.example", lsoa_code=referral.lsoa_code,
        )  # fmt: skip
        born = (self.now - timedelta(days=self.chance.uniform(10, 6000))).date()
        child = self.record(id=uuid4(), created_at=at, kind="referral", said_at=at, given_name="Child", birth_date=born)
        self.rows[self.record] += [parent, child]
        for order, (one, role) in enumerate(((parent, "parent"), (child, "child"))):
            self.rows[self.person].append(
                self.person(
                    id=uuid4(), created_at=at, referral_id=referral.id, source_record_id=one.id, role=role, order=order
                )
            )
        safe = self.safe(id=uuid4(), created_at=at, source_record_id=parent.id, channels=["email"], email=parent.email)
        self.rows[self.safe].append(safe)
        self.rows[self.contact].append(
            self.contact(id=uuid4(), created_at=at, referral_id=referral.id, safe_contact_id=safe.id)
        )

    def _count(self, referral: Any, story: list[Any], hub: str, by_professional: bool, due: Any) -> None:
        from hearth.referrals import facts

        counted = facts.stages(story)
        told = not counted.is_open and self.chance.random() < 0.93
        self.rows[self.fact].append(
            self.fact(
                id=uuid4(),
                created_at=referral.sent_at,
                referral_id=referral.id,
                provider_id=referral.provider_id,
                service_id=referral.service_id,
                hub_id=UUID(hub) if hub else None,
                due_by=due.by if due else None,
                family_told=told,
                sender_told=told,
                **asdict(counted),
            )
        )

    def write(self) -> int:
        """All of it into the database, tables in the order in which they need each other; how many rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            for model, rows in self.rows.items():
                fields = model._meta.concrete_fields
                columns = ", ".join(f'"{field.column}"' for field in fields)
                with cursor.copy(f"copy {model._meta.db_table} ({columns}) from stdin") as copy:
                    for row in _values(rows, [field.attname for field in fields]):
                        copy.write_row(row)
        return sum(len(rows) for rows in self.rows.values())


def _values(rows: Iterable[Any], names: list[str]) -> Iterator[list[Any]]:
    for row in rows:
        values = (getattr(row, name) for name in names)
        yield [Jsonb(value) if isinstance(value, dict) else value for value in values]


if __name__ == "__main__":
    main()
