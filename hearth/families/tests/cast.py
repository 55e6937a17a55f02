"""The same small cast in every test: a hub, who works at its desk, another organisation's desk, a father."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from hearth.access.models import Organisation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.core import clock
from hearth.core.actors import FAMILY, Actor, ActorKind
from hearth.core.models import OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.models import Site, SiteKind
from hearth.families.actions import Contact, Person, opening, registering
from hearth.families.actions.registering import Child, Done, Registering
from hearth.families.models import SentCode, Way
from tests.architecture.browsers import signed_in
from tests.world import Principal

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)  # a Tuesday


def make_hub(organisation: Organisation | None = None, **values: Any) -> Site:
    values.setdefault("name", "The Lantern")
    values.setdefault("slug", f"hub-{uuid4().hex[:8]}")
    with as_owner():
        return Site.objects.create(organisation=organisation or make_organisation(), kind=SiteKind.HUB, **values)


def make_desk(hub: Site, role: str = "front-desk") -> User:
    """Somebody at the hub's desk."""
    with as_owner():
        organisation = hub.organisation
    return make_member(role, organisation)


@contextmanager
def working(user: User):
    """Row security sees this member."""
    with as_owner():
        organisation_id = user.active_membership.organisation_id if user.active_membership else None
    with acting_as(user_id=user.pk):
        yield Actor(ActorKind.STAFF, user.pk, organisation_id, user.name)


def browser(user: User) -> Client:
    """The browser of a member who passed both steps."""
    return signed_in(Principal("own organisation", user=user))


def father(**values: Any) -> Person:
    return Person(
        **{
            "given_name": "Marek",
            "family_name": "Kowalski",
            "birth_date": date(1991, 4, 12),
            "relation": "self",
            "phone": "+447700900417",
            "language": "pl",
        }
        | values
    )


def saying(site: Site, **values: Any) -> Registering:
    """A father with a daughter and a baby on the way."""
    return Registering(
        **{
            "site": site,
            "way": Way.PHONE,
            "adult": father(),
            "children": [
                Child(
                    person=Person(given_name="Zofia", family_name="Kowalska", birth_date=date(2023, 9, 4)),
                    relation="father",
                    lives_here=True,
                ),
                Child(person=Person(due_date=date(2026, 6, 1)), relation="father"),
            ],
            "contact": Contact(channels=["text"], phone="+447700900417", language="pl"),
            "notice_version": "1",
            "agreed": ["involvement"],
        }
        | values
    )


def registered(site: Site, **values: Any) -> Done:
    """A family that registered itself."""
    with clock.standing_at(NOW):
        return registering.register(said=saying(site, **values), sent_key=uuid4(), by=FAMILY, now=NOW)


def sends_codes() -> None:
    """The worker sends the codes that were asked for."""
    with as_owner():
        waiting = list(SentCode.objects.exclude(contact="").values_list("pk", flat=True))
    for code_id in waiting:
        opening.send_code(str(code_id))


def newest_code() -> str:
    """The code that came to a family last; empty where none came."""
    sends_codes()
    with as_owner():
        message = OutboxMessage.objects.filter(purpose="families.code").order_by("-created_at").first()
    found = re.search(r"\b\d{6}\b", message.body) if message else None
    return found.group() if found else ""
