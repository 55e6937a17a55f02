"""Going on with a family: from which referral, over which threshold, and to which front door."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.actors import Actor, ActorKind
from hearth.directory.models import Service
from hearth.referrals.models import Pathway, PersonRole, Referral, State, Step
from hearth.referrals.queries import received_by, sent_by
from hearth.referrals.queries.before import asked_here


def front_doors() -> QuerySet[Service]:
    """The council's doors for worries about a child that take referrals here."""
    return asked_here().filter(pathway__is_front_door=True).select_related("organisation").order_by("name")


def is_front_door(service_id: UUID) -> bool:
    """Whether a service is the council's door for worries about a child."""
    return Pathway.objects.filter(service_id=service_id, is_front_door=True).exists()


def step_between(earlier: Referral | None, service: Service) -> str:
    """Up to a front door, down from one, or neither."""
    if earlier is None:
        return ""
    doors = set(
        Pathway.objects.filter(service_id__in=[earlier.service_id, service.pk], is_front_door=True).values_list(
            "service_id", flat=True
        )
    )
    if service.pk in doors:
        return "" if earlier.service_id in doors else Step.UP
    return Step.DOWN if earlier.service_id in doors else ""


def may_go_on_from(actor: Actor) -> QuerySet[Referral]:
    """What the actor's side may read whole, and so go on from: what it sent, and what it opened and did not decline."""
    received = received_by(actor).filter(acknowledged_at__isnull=False).exclude(state=State.DECLINED)
    return sent_by(actor) | received


def families_of(actor: Actor, *, since: datetime, limit: int = 5) -> list[tuple[str, Referral]]:
    """The families for whom the actor in person sent something lately, by name, each with the newest of it. What was
    sent by mistake, and what the reader may not see any more, is left out."""
    rows = sent_by(actor).filter(sent_at__gte=since).exclude(state=State.IN_ERROR)
    if actor.kind is ActorKind.STAFF:
        rows = rows.filter(sender_user_id=actor.user_id)
    found: dict[str, Referral] = {}
    for row in rows.select_related("service").prefetch_related("people__source_record").order_by("-sent_at")[:50]:
        adult = next((one.source_record.name for one in row.people.all() if one.role != PersonRole.CHILD), "")
        if adult:
            found.setdefault(adult, row)
    return list(found.items())[:limit]


def went_on(referral: Referral) -> list[Referral]:
    """The referrals that came from this one, as far as the reader sees them."""
    return list(Referral.objects.filter(came_from=referral).select_related("service").order_by("sent_at"))


def came_from(referral: Referral) -> Referral | None:
    """The earlier one, where the reader may see it."""
    if referral.came_from_id is None:
        return None
    return Referral.objects.filter(pk=referral.came_from_id).select_related("service").first()
