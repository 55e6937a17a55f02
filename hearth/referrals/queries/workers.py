"""Who in the reader's organisation works with families, and how much each has."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from hearth.access.models import Portrait
from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, State


@dataclass(frozen=True, slots=True)
class Worker:
    """A colleague to whom a request can be given. `load` counts what is theirs and still goes on."""

    user_id: UUID
    name: str
    role_name: str
    load: int = 0


def workers(actor: Actor) -> list[Worker]:
    """The colleagues to whom the actor can give a request, whoever has least first."""
    with connection.cursor() as cursor:
        cursor.execute("select user_id, name, role_name from hearth_workers()")
        found = cursor.fetchall()
    rows = Referral.objects.filter(
        provider_id__in=organisations_where(actor, "referrals.view"),
        allocated_to__isnull=False,
        state__in=machine().open_states,
    )
    loads = dict(rows.values_list("allocated_to").annotate(n=Count("id")).order_by())
    all_of_them = [Worker(user, name, role, loads.get(user, 0)) for user, name, role in found]
    return sorted(all_of_them, key=lambda one: (one.load, one.name))


def as_worker(actor: Actor) -> Worker | None:
    """The actor as one of them; None for somebody who does not work with families."""
    return next((one for one in workers(actor) if one.user_id == actor.user_id), None)


def is_met(referral: Referral) -> bool:
    """Whether the family may know by name who has its request: from the service's yes until the end."""
    return machine().is_open(referral.state) and referral.state not in {State.SENT, State.NEEDS_INFORMATION}


def picture_of_worker(referral: Referral, *, whole: bool = False) -> Portrait | None:
    """The picture that whoever has the request gave of themself, for the family that follows it; its content where it
    is wanted. That they still work there, the database asks (`hearth_met_by_family`): a family reads no accounts."""
    if referral.allocated_to is None or not is_met(referral):
        return None
    found = Portrait.objects.filter(user_id=referral.allocated_to)
    return (found if whole else found.defer("content")).first()
