"""What organisations agreed to share. `hearth_agreed` and `hearth_givers` say the same in SQL; a test compares them.

Days are London's; an agreement holds on its first and on its last day. The category that nobody ever shares, what is
sealed (tier d), stands in no agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from hearth.access import sharing
from hearth.access.models import Agreement, AgreementParty, Organisation
from hearth.access.models.agreements import SEALED
from hearth.access.queries.people import NOWHERE, may_everywhere
from hearth.core.actors import Actor

KEEP = "access.agreements"
READ_OWN = "access.own_agreements"
SOON = timedelta(days=60)


class State(StrEnum):
    """How an agreement stands on a day."""

    FUTURE = "future"
    FORCE = "force"
    SOON = "soon"  # in force, and its last day is at most 60 days away
    EXPIRED = "expired"
    ENDED = "ended"  # before its time


def state_of(agreement: Agreement, today: date) -> State:
    """How it stands on a day."""
    if agreement.ended_at is not None:
        return State.ENDED
    if agreement.ends_on < today:
        return State.EXPIRED
    if agreement.starts_on > today:
        return State.FUTURE
    return State.SOON if agreement.ends_on <= today + SOON else State.FORCE


def in_force(today: date, path: str = "") -> Q:
    """Agreements that hold on a day; `path` leads to the agreement ("agreement__")."""
    return Q(
        **{
            f"{path}ended_at__isnull": True,
            f"{path}starts_on__lte": today,
            f"{path}ends_on__gte": today,
        }
    )


def agreements_visible_to(actor: Actor) -> QuerySet[Agreement]:
    """All of them for the host's keeper of the register; else those to which the actor's organisation is a party."""
    rows = Agreement.objects.prefetch_related(
        Prefetch("parties", AgreementParty.objects.select_related("organisation").order_by("organisation__name"))
    )
    if may_everywhere(actor, KEEP):
        return rows
    mine = AgreementParty.objects.filter(organisation_id=actor.organisation_id or NOWHERE)
    return rows.filter(pk__in=mine.values("agreement_id"))


def givers_to(taker_id: UUID | None, category: str, *, today: date) -> QuerySet[AgreementParty, UUID]:
    """The organisations that give a category of data to `taker_id` on a day: ids, for a sub-select.

    It reads as its reader, who sees the agreements of the organisation they work for; so `taker_id` is theirs.
    """
    if category == SEALED or taker_id is None:
        return AgreementParty.objects.none().values_list("organisation_id", flat=True)
    taking = AgreementParty.objects.filter(
        in_force(today, "agreement__"), organisation_id=taker_id, gets__contains=[category]
    )
    return (
        AgreementParty.objects.filter(
            agreement__in=taking.values("agreement_id"), gives__contains=[category], organisation__is_active=True
        )
        .exclude(organisation_id=taker_id)
        .values_list("organisation_id", flat=True)
    )


def agreements_for(*, giver_id: UUID, taker_id: UUID | None, category: str, today: date) -> list[Agreement]:
    """The agreements under which a category goes from one organisation to another on a day, the longest first.

    For "you can see this because": their titles and last days.
    """
    if taker_id is None or category == SEALED or giver_id == taker_id:
        return []
    if not Organisation.objects.filter(pk=taker_id, is_active=True).exists():
        return []
    found = Agreement.objects.filter(
        in_force(today),
        parties__in=AgreementParty.objects.filter(
            organisation_id=giver_id, gives__contains=[category], organisation__is_active=True
        ),
    ).filter(parties__in=AgreementParty.objects.filter(organisation_id=taker_id, gets__contains=[category]))
    return list(found.order_by("-ends_on", "title").distinct())


def agreed(*, giver_id: UUID, taker_id: UUID | None, category: str, today: date) -> bool:
    """Whether a category of data goes from one organisation to another on a day (`hearth_agreed`).

    No where giver and taker are the same: an organisation needs no agreement with itself. It reads as its reader, who
    works for the one or the other or keeps the register; for two strangers' agreement anybody else hears no.
    """
    return bool(agreements_for(giver_id=giver_id, taker_id=taker_id, category=category, today=today))


@dataclass(frozen=True, slots=True)
class Flow:
    """One category that goes one way, and the agreements under which it does."""

    giver: Organisation
    taker: Organisation
    category: str
    agreements: tuple[Agreement, ...]


def flows_between(actor: Actor, first: Organisation, second: Organisation, *, today: date) -> tuple[list[Flow], ...]:
    """What goes from the first to the second, and back, on a day; of the agreements that the actor may read."""
    agreements = list(agreements_visible_to(actor).filter(in_force(today)))
    return tuple(_flows(agreements, giver, taker) for giver, taker in ((first, second), (second, first)))


def _flows(agreements: Sequence[Agreement], giver: Organisation, taker: Organisation) -> list[Flow]:
    found = []
    for category in sharing.categories():
        under = tuple(one for one in agreements if (giver.pk, taker.pk, category) in _ways(one))
        if under:
            found.append(Flow(giver, taker, category, under))
    return found


def _ways(agreement: Agreement) -> set[tuple[UUID, UUID, str]]:
    """Every (giver, taker, category) that an agreement allows while it is in force."""
    parties = [party for party in agreement.parties.all() if party.organisation.is_active]
    return {
        (giver.organisation_id, taker.organisation_id, category)
        for giver in parties
        for taker in parties
        for category in giver.gives
        if giver.organisation_id != taker.organisation_id and category in taker.gets and category != SEALED
    }


@dataclass(frozen=True, slots=True)
class Loss:
    """What no other agreement covers, from one organisation to another."""

    giver: Organisation
    taker: Organisation
    categories: tuple[str, ...]


def lost_without(actor: Actor, agreement: Agreement, *, today: date) -> list[Loss]:
    """What would stop if this agreement ended on a day: what it allows and no other one in force covers.

    A party that does not keep the register knows its own agreements only, so it hears of what itself would lose.
    """
    if not agreement.in_force(today):
        return []
    others = agreements_visible_to(actor).filter(in_force(today)).exclude(pk=agreement.pk)
    covered: set[tuple[UUID, UUID, str]] = set()
    for other in others:
        covered |= _ways(other)
    left = _ways(agreement) - covered
    if not may_everywhere(actor, KEEP):
        left = {way for way in left if actor.organisation_id in way[:2]}
    names = {party.organisation_id: party.organisation for party in agreement.parties.all()}
    order = list(sharing.categories())
    pairs = sorted({way[:2] for way in left}, key=lambda pair: (names[pair[0]].name, names[pair[1]].name))
    return [Loss(names[g], names[t], tuple(code for code in order if (g, t, code) in left)) for g, t in pairs]


def running_out(*, today: date) -> QuerySet[Agreement]:
    """Agreements in force whose last day or review is at most 60 days away or, for a review, past; for the job and the
    keeper of the register."""
    until = today + SOON
    return (
        Agreement.objects.filter(in_force(today))
        .filter(Q(ends_on__lte=until) | Q(review_on__lte=until))
        .order_by("ends_on", F("review_on").asc(nulls_last=True))
    )


def organisations_to_agree() -> QuerySet[Organisation]:
    """Every organisation that can be a party, by name."""
    return Organisation.objects.filter(is_active=True).order_by("name")
