"""Reading handovers: those of a desk, those to oneself, and to whom one may hand somebody over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.referrals import enquiries as rules
from hearth.referrals.models import Handover, HandoverState, HandoverStep, HandoverTopic
from hearth.referrals.queries.enquiries import LOG

TAKE = "enquiries.take"
LIVE = (HandoverState.ASKED, HandoverState.TAKEN, HandoverState.BACK)
NOBODY = UUID(int=0)
Handovers = QuerySet[Handover]


def handovers_visible_to(actor: Actor) -> Handovers:
    """Those of the organisation's desks, and those that this colleague was asked to take while working for it."""
    seen = Q(organisation_id__in=organisations_where(actor, LOG))
    own = organisations_where(actor, TAKE)
    if own and actor.user_id is not None:
        seen |= Q(asked_of__contains=[actor.user_id], parties__contains=own)
    return Handover.objects.filter(seen).select_related("enquiry__site", "organisation", "to_organisation")


def of_desk(actor: Actor) -> Handovers:
    """Those that began at the organisation's desks."""
    return Handover.objects.filter(organisation_id__in=organisations_where(actor, LOG)).select_related("enquiry")


def to_oneself(actor: Actor) -> Handovers:
    """Those that this colleague has to answer or to finish."""
    return (
        Handover.objects.filter(
            to_user_id=actor.user_id or NOBODY,
            to_organisation_id__in=organisations_where(actor, TAKE),
            state__in=[HandoverState.ASKED, HandoverState.TAKEN],
        )
        .select_related("enquiry__site", "organisation")
        .order_by("answer_by")
    )


def late(rows: Handovers, now: datetime) -> Handovers:
    """Those among them that nobody answered in time, or that came back."""
    return rows.filter(Q(state=HandoverState.ASKED, answer_by__lt=now) | Q(state=HandoverState.BACK))


def is_late(handover: Handover, now: datetime) -> bool:
    """Whether it waits for an answer that should have come, or is back and nobody has it."""
    if handover.state == HandoverState.TAKEN:
        return handover.taken_at is not None and now.date() > rules.finish_by(handover.taken_at)
    return handover.state == HandoverState.BACK or (handover.state == HandoverState.ASKED and now > handover.answer_by)


def story(handover: Handover) -> list[HandoverStep]:
    """Every step so far, newest first."""
    return list(HandoverStep.objects.filter(handover=handover).order_by("-number"))


@dataclass(frozen=True, slots=True)
class Taker:
    """A colleague to whom somebody may be handed over. `topics` are those that the organisation takes from others."""

    user_id: UUID
    name: str
    role_name: str
    organisation_id: UUID
    organisation_name: str
    topics: tuple[str, ...]
    is_own: bool

    @property
    def key(self) -> str:
        return f"{self.user_id}:{self.organisation_id}"


def takers(topics: Iterable[str]) -> list[Taker]:
    """To whom the reader may hand somebody over who came about these topics: own colleagues first, then by name."""
    with connection.cursor() as cursor:
        cursor.execute("select * from hearth_takers(%s)", [list(topics)])
        found = [
            Taker(user, name, role, organisation, organisation_name, tuple(taken), own)
            for user, name, role, organisation, organisation_name, taken, own in cursor.fetchall()
        ]
    return sorted(found, key=lambda one: (not one.is_own, one.organisation_name, one.name))


def topics_taken(actor: Actor) -> list[str]:
    """The topics for which the actor's organisation takes somebody over from other desks."""
    return list(
        HandoverTopic.objects.filter(organisation_id=actor.organisation_id or NOBODY).values_list("topic", flat=True)
    )
