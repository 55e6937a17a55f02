"""The same small cast in every test: two services' teams, a referrer, a mother and her children."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from hearth.access.models import Organisation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.families.actions import Contact, Person
from hearth.referrals import actions
from hearth.referrals.actions import Asked, Sending
from hearth.referrals.models import PersonRole, Referral

# A Tuesday morning in a week without bank holidays.
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def later(**delta: Any) -> datetime:
    return NOW + timedelta(**delta)


def make_service(organisation: Organisation | None = None, **values: Any) -> Service:
    values.setdefault("name", "Feeding your baby")
    values.setdefault("accepts_requests", True)
    with as_owner():
        return Service.objects.create(organisation=organisation or make_organisation(), **values)


def actor(user: User) -> Actor:
    """A member as the actor of actions, for the organisation they work for now."""
    with as_owner():
        organisation_id = user.active_membership.organisation_id if user.active_membership else None
    return Actor(ActorKind.STAFF, user.pk, organisation_id, user.name)


@contextmanager
def working(user: User):
    """Row security sees this member."""
    with acting_as(user_id=user.pk):
        yield actor(user)


@contextmanager
def following(referral: Referral):
    """Row security sees the family of this request."""
    with acting_as(reference=referral.reference):
        yield FAMILY


def mother(**values: Any) -> Person:
    return Person(
        **{
            "given_name": "Amina",
            "family_name": "Begum",
            "relation": "self",
            "phone": "+441632960123",
            "email": "amina@home.example",
            "postcode": "ZZ1 1AA",
        }
        | values
    )


def asked(**values: Any) -> Asked:
    """A mother asks for two children, one not born yet."""
    return Asked(
        **{
            "people": [
                (PersonRole.SENDER, mother()),
                (PersonRole.CHILD, Person(given_name="Yusuf", birth_date=date(2025, 11, 2), relation="child")),
                (PersonRole.CHILD, Person(due_date=date(2026, 6, 1), relation="child")),
            ],
            "what_help": "Feeding hurts and I am worn out.",
            "contact": Contact(channels=["email"], email="amina@home.example"),
        }
        | values
    )


def send_request(service: Service, *, key: Any = None, now: datetime = NOW, **values: Any) -> Sending:
    """A family sends it."""
    return actions.send(service=service, asked=asked(**values), sent_key=key or uuid4(), by=FAMILY, now=now)


def send_referral(service: Service, user: User, *, now: datetime = NOW, **values: Any) -> Sending:
    """A member sends it."""
    with working(user) as by:
        return actions.send(service=service, asked=asked(**values), sent_key=uuid4(), by=by, now=now)


@dataclass
class Cast:
    """A service with two workers, a referrer elsewhere, and somebody who has nothing to do with it."""

    service: Service
    worker: User
    colleague: User
    referrer: User
    stranger: User

    def brought_to(self, state: str, *, sent_by_referrer: bool = False, now: datetime = NOW) -> Referral:
        """A request that the worker has brought to this state."""
        sending = (
            send_referral(self.service, self.referrer, now=now)
            if sent_by_referrer
            else send_request(self.service, now=now)
        )
        referral = sending.referral
        way = {
            "sent": [],
            "opened": ["open"],
            "accepted": ["open", "accept"],
            "declined": ["open", "decline"],
            "in-progress": ["open", "accept", "start"],
            "completed": ["open", "accept", "start", "complete"],
            "needs-information": ["open", "ask_for_information"],
            "waiting": ["open", "put_on_waiting_list"],
            "on-hold": ["open", "accept", "start", "hold"],
        }[state]
        extra = {
            "decline": {"reason": "full", "alternative_words": "The library's Tuesday group"},
            "complete": {"by_need": {"feeding": "needs-met"}},
            "ask_for_information": {"words": "Which days suit you?"},
            "hold": {"reason": "family-asked", "until": date(2026, 4, 1)},
        }
        for n, move in enumerate(way, start=1):
            with working(self.worker) as by:
                referral = getattr(actions, move)(
                    referral=referral, by=by, now=now + timedelta(hours=n), **extra.get(move, {})
                )
        return referral


def make_cast() -> Cast:
    organisation = make_organisation()
    return Cast(
        service=make_service(organisation),
        worker=make_member("practitioner", organisation),
        colleague=make_member("practitioner", organisation),
        referrer=make_member("referrer"),
        stranger=make_member("practitioner"),
    )


def fresh(referral: Referral) -> Referral:
    with as_owner():
        return Referral.objects.get(pk=referral.pk)
