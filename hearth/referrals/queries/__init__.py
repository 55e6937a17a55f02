"""Reading referrals. Every query starts from its reader and gives exactly what row security would give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hearth.access.queries import NOWHERE, may, organisations_where
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import current_context
from hearth.directory.models import Area, Service
from hearth.families.models import SafeContact, SourceRecord
from hearth.families.queries.people import AddressProtected
from hearth.referrals import clocks
from hearth.referrals.machine import FAMILY, PROVIDER, SENDER, Move, machine
from hearth.referrals.models import Attachment, FamilyContact, PersonRole, Referral, ReferralPerson, State, StatusRow
from hearth.referrals.queries.after_a_no import left_of, reads_on
from hearth.referrals.queries.asked import (
    area_names,
    expectations_of,
    lsoa_of,
    service_to_ask,
    services_chosen,
    suggestions,
    takes_requests,
)
from hearth.referrals.queries.due import Due, due, due_filter, late_filter, soon_filter, with_due
from hearth.referrals.queries.interim import meanwhile, needs, own_services, rules_of
from hearth.referrals.queries.line import Place, line, place_in_line, waiting_by_service
from hearth.referrals.queries.reminders import reminded_of, reminder_of
from hearth.referrals.queries.reopening import can_be_reopened, is_too_old, row_of_going_on
from hearth.referrals.queries.workers import Worker, as_worker, is_met, picture_of_worker, workers

__all__ = [
    "Due",
    "Place",
    "Worker",
    "area_names",
    "as_worker",
    "can_be_reopened",
    "due",
    "due_filter",
    "expectations_of",
    "is_met",
    "is_too_old",
    "late_filter",
    "line",
    "lsoa_of",
    "meanwhile",
    "needs",
    "own_services",
    "picture_of_worker",
    "place_in_line",
    "reads_on",
    "reminded_of",
    "reminder_of",
    "row_of_going_on",
    "rules_of",
    "service_to_ask",
    "services_chosen",
    "soon_filter",
    "suggestions",
    "takes_requests",
    "waiting_by_service",
    "with_due",
    "workers",
]


class KeptWithPerson(Func):
    """Whether a request is about somebody who is kept for named people and the reader is none of them. It costs
    nothing where nobody is kept."""

    template = "((select hearth_anybody_kept()) and hearth_referral_kept(%(expressions)s))"
    output_field = BooleanField()


LATELY = timedelta(days=14)  # what a sender is shown as news
Referrals: TypeAlias = QuerySet[Referral]
RECEIVED, SENT, LEAD = "referrals.view", "referrals.view_sent", "referrals.lead"
GUEST_MAY = {"referrals.send", SENT}


def referrals_visible_to(actor: Actor) -> QuerySet[Referral]:
    """What a member's organisation received or sent, as far as the member's role lets them see it."""
    if actor.kind is ActorKind.GUEST:
        return sent_by(actor)
    return Referral.objects.filter(
        Q(provider_id__in=_own(actor, RECEIVED)) | Q(sender_organisation_id__in=_own(actor, SENT))
    ).exclude(KeptWithPerson(F("pk")))


def _own(actor: Actor, permission: str) -> list[UUID]:
    """The actor's organisation where the role there has the permission: asked for first and not within a query, so that
    an index finds its referrals among everybody's."""
    return organisations_where(actor, permission)


def received_by(actor: Actor) -> QuerySet[Referral]:
    """What came to the member's organisation: the queue."""
    return Referral.objects.filter(provider_id__in=_own(actor, RECEIVED)).exclude(state=State.IN_ERROR)


def sent_by(actor: Actor) -> QuerySet[Referral]:
    """What the member's organisation sent; what a guest sent."""
    if actor.kind is ActorKind.GUEST:
        return Referral.objects.filter(sender_guest_id=actor.user_id or NOWHERE)
    return Referral.objects.filter(sender_organisation_id__in=_own(actor, SENT))


def read_on_by(actor: Actor) -> Referrals:
    """Those of which the actor may read more than what a no leaves to its service (queries.after_a_no)."""
    if actor.kind is ActorKind.GUEST:
        return sent_by(actor)
    own = Q(sender_organisation_id__in=_own(actor, SENT))
    return referrals_visible_to(actor).filter(own | ~Q(state=State.DECLINED))


def reads_whole(referral: Referral, actor: Actor) -> bool:
    """Whether the actor may read it whole: its sender, and its provider once it is opened and until it says no."""
    sides = parties_of(referral, actor)
    if SENDER in sides:
        return True
    return PROVIDER in sides and referral.acknowledged_at is not None and reads_on(referral, sides)


def attachments_of(referral: Referral, actor: Actor) -> QuerySet[Attachment]:
    """Its documents, for whoever may read it whole."""
    whole = reads_whole(referral, actor)
    return Attachment.objects.filter(referral=referral) if whole else Attachment.objects.none()


def service_of(referral_id: UUID) -> UUID:
    """The service that a referral asks. Raises Referral.DoesNotExist for one that the reader may not see."""
    return Referral.objects.values_list("service_id", flat=True).get(pk=referral_id)


def followed() -> QuerySet[Referral]:
    """The one request that a family follows: its reference is in the row context, put there once the code was right."""
    return Referral.objects.filter(reference=current_context().reference or None)


def parties_of(referral: Referral, actor: Actor) -> set[str]:
    """As whom the actor may have to do with a referral: family, provider, sender; possibly two of them."""
    if actor.kind is ActorKind.FAMILY:
        return {FAMILY} if current_context().reference == referral.reference else set()
    if actor.kind is ActorKind.GUEST:
        return {SENDER} if actor.user_id is not None and actor.user_id == referral.sender_guest_id else set()
    sides = set()
    if actor.organisation_id is not None:
        if actor.organisation_id == referral.provider_id:
            sides.add(PROVIDER)
        if actor.organisation_id == referral.sender_organisation_id:
            sides.add(SENDER)
    return sides


def may_move(referral: Referral, move: Move, actor: Actor) -> bool:
    """Whether this actor may make this move on this referral, whatever state it is in."""
    for party in parties_of(referral, actor):
        permission = move.permission_for(party)
        if permission is not None and (not permission or _may(actor, permission)):
            return True
    return False


def _may(actor: Actor, permission: str) -> bool:
    """A guest has no role, and may do what a sender does with what they sent."""
    return permission in GUEST_MAY if actor.kind is ActorKind.GUEST else may(actor, permission)


def moves_for(referral: Referral, actor: Actor, today: date) -> list[Move]:
    """The moves that the actor can make now, in the order of the data."""
    opened = referral.acknowledged_at is not None
    moves = [m for m in machine().live_moves_from(referral.state, opened=opened) if may_move(referral, m, actor)]
    return [m for m in moves if not m.within or can_be_reopened(referral, today)]


def asked_for_lead(rows: Referrals) -> Referrals:
    """Those of which a colleague told the duty lead, and with which nothing was done since."""
    newest = StatusRow.objects.filter(referral=OuterRef("pk")).order_by("-number").values("move")[:1]
    return rows.filter(state__in=machine().open_states).annotate(newest=Subquery(newest)).filter(newest="escalate")


def story(referral: Referral) -> list[StatusRow]:
    """Every move so far, newest first."""
    return list(
        StatusRow.objects.filter(referral=referral)
        .select_related("alternative_service", "actor_organisation")
        .order_by("-number")
    )


def story_for(referral: Referral, actor: Actor) -> list[StatusRow]:
    """What the story says to this actor, newest first: all of it to the service until it says no, to the sender what is
    for the sender."""
    rows, sides = story(referral), parties_of(referral, actor)
    if not reads_on(referral, sides):
        return left_of(rows, answers_complaints=may(actor, LEAD))
    if PROVIDER in sides:
        return rows
    return [row for row in rows if machine().moves[row.move].is_seen_by(SENDER)]


def people_of(referral: Referral) -> list[ReferralPerson]:
    """Whom it concerns, in the order in which the sender named them."""
    return list(ReferralPerson.objects.filter(referral=referral).select_related("source_record").order_by("order"))


def person_told(referral: Referral) -> SourceRecord | None:
    """The person to whom news goes: the one asking, else the first adult, else the first named."""
    people = people_of(referral)
    for role in (PersonRole.SENDER, PersonRole.PARENT):
        for person in people:
            if person.role == role:
                return person.source_record
    return people[0].source_record if people else None


def contact_of(referral: Referral) -> SafeContact | None:
    """The newest thing said about how this family may safely be reached; None when nobody said anything."""
    newest = (
        FamilyContact.objects.filter(referral=referral).select_related("safe_contact").order_by("-created_at").first()
    )
    return newest.safe_contact if newest else None


def also_live(referral: Referral) -> list[Referral]:
    """Other open requests to the same service from the same phone number or email address, as far as the reader sees
    them. Shown to the service, never to a visitor: that somebody asked for help is nobody else's business."""
    told = person_told(referral)
    if told is None or not (told.phone or told.email):
        return []
    same = Q(pk__in=[])
    if told.phone:
        same |= Q(people__source_record__phone=told.phone)
    if told.email:
        same |= Q(people__source_record__email__iexact=told.email)
    found = Referral.objects.filter(same, service_id=referral.service_id, state__in=machine().open_states)
    return list(found.exclude(pk=referral.pk).distinct())


def live_to_service(*, actor: Actor, service_id: UUID, phone: str, email: str) -> bool:
    """Whether the actor's organisation has a request open to this service for somebody with this phone or email."""
    same = Q(pk__in=[])
    if phone:
        same |= Q(people__source_record__phone=phone)
    if email:
        same |= Q(people__source_record__email__iexact=email)
    return sent_by(actor).filter(same, service_id=service_id, state__in=machine().open_states).exists()


def services_received(actor: Actor) -> list[tuple[UUID, str]]:
    """The services of the actor's organisation to which something was sent, by name."""
    own = Service.objects.filter(organisation_id__in=_own(actor, RECEIVED))
    asked = own.filter(
        Exists(Referral.objects.filter(service_id=OuterRef("pk"), provider_id=OuterRef("organisation_id")))
    )
    return list(asked.order_by("name").values_list("pk", "name"))


def for_list(rows: Referrals) -> Referrals:
    """All that a row of a list shows, in few statements: service, people's ages, the area's name and what is due; and
    of each person, as `is_protected`, whether nobody is shown where they live.

    The long texts of a request, of its service and of what was said of people stay where they are.
    """
    name = Area.objects.filter(code=OuterRef("lsoa_code")).values("name")[:1]
    said = SourceRecord.objects.only("birth_date", "due_date", "age_words")
    said = said.annotate(is_protected=AddressProtected(F("pk")))
    return (
        with_due(rows)
        .annotate(area_name=Coalesce(Subquery(name), Value("")))
        .select_related("service", "provider")
        .only(*_OF_A_ROW)
        .prefetch_related(Prefetch("people__source_record", said))
    )


def with_outcomes(rows: Referrals) -> Referrals:
    """With what came of each need of those that were completed, as codes, in `by_need`."""
    return rows.annotate(by_need=F("fact__by_need"))


_OF_A_ROW = (
    *("reference", "kind", "state", "state_at", "sent_at", "acknowledged_at", "waiting_since", "urgency", "priority"),
    *clocks.FIELDS,
    *("allocated_to", "worker_name", "service__name", "provider__name"),
)
