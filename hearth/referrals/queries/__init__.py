"""Reading referrals. Every query starts from its reader and gives exactly what row security would give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from hearth.access.queries import NOWHERE, may, organisations_where
from hearth.core import working_days
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import current_context
from hearth.directory import queries as directory
from hearth.directory.models import Area, Postcode, Service, ServiceStatus
from hearth.families.models import SafeContact, SourceRecord
from hearth.referrals import clocks
from hearth.referrals.machine import FAMILY, PROVIDER, SENDER, Move, machine
from hearth.referrals.models import Attachment, FamilyContact, PersonRole, Referral, ReferralPerson, State, StatusRow
from hearth.referrals.queries.interim import meanwhile, needs, own_services, rules_of
from hearth.referrals.queries.line import Place, line, place_in_line, waiting_by_service
from hearth.referrals.queries.workers import Worker, as_worker, workers

__all__ = [
    "Place",
    "Worker",
    "as_worker",
    "line",
    "meanwhile",
    "needs",
    "own_services",
    "place_in_line",
    "rules_of",
    "waiting_by_service",
    "workers",
]

LATELY = timedelta(days=14)  # what a sender is shown as news
Referrals: TypeAlias = QuerySet[Referral]
RECEIVED, SENT = "referrals.view", "referrals.view_sent"
GUEST_MAY = {"referrals.send", SENT}


def referrals_visible_to(actor: Actor) -> QuerySet[Referral]:
    """What a member's organisation received or sent, as far as the member's role lets them see it."""
    if actor.kind is ActorKind.GUEST:
        return sent_by(actor)
    return Referral.objects.filter(
        Q(provider_id__in=_own(actor, RECEIVED)) | Q(sender_organisation_id__in=_own(actor, SENT))
    )


def _own(actor: Actor, permission: str) -> list[UUID]:
    """The actor's organisation where the role there has the permission: asked for first and not within a query, so that
    an index finds its referrals among everybody's."""
    return list(organisations_where(actor, permission))


def received_by(actor: Actor) -> QuerySet[Referral]:
    """What came to the member's organisation: the queue."""
    return Referral.objects.filter(provider_id__in=_own(actor, RECEIVED)).exclude(state=State.IN_ERROR)


def sent_by(actor: Actor) -> QuerySet[Referral]:
    """What the member's organisation sent; what a guest sent."""
    if actor.kind is ActorKind.GUEST:
        return Referral.objects.filter(sender_guest_id=actor.user_id or NOWHERE)
    return Referral.objects.filter(sender_organisation_id__in=_own(actor, SENT))


def attachments_of(referral: Referral, actor: Actor) -> QuerySet[Attachment]:
    """Its documents, for whoever may read it whole: its sender, and its provider once it is opened."""
    sides = parties_of(referral, actor)
    whole = SENDER in sides or (PROVIDER in sides and referral.acknowledged_at is not None)
    return Attachment.objects.filter(referral=referral) if whole else Attachment.objects.none()


def service_of(referral_id: UUID) -> UUID:
    """The service that a referral asks. Raises Referral.DoesNotExist for one that the reader may not see."""
    return Referral.objects.values_list("service_id", flat=True).get(pk=referral_id)


def with_due(rows: Referrals) -> Referrals:
    """The same referrals with `due_by`: the day of the running clock, null where none runs."""
    whens = []
    for code, state in machine().states.items():
        if state.clock == "decide":
            whens.append(When(state=code, acknowledged_at__isnull=True, then=F("acknowledge_by")))
        if state.clock:
            whens.append(When(state=code, then=F(clocks.field(state.clock))))
    return rows.annotate(due_by=Case(*whens, default=None, output_field=DateField()))


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


def moves_for(referral: Referral, actor: Actor) -> list[Move]:
    """The moves that the actor can make now, in the order of the data."""
    opened = referral.acknowledged_at is not None
    return [m for m in machine().live_moves_from(referral.state, opened=opened) if may_move(referral, m, actor)]


@dataclass(frozen=True, slots=True)
class Due:
    """The answer that a referral waits for: which clock, by when, and how it stands today."""

    clock: str
    by: date

    def is_late(self, today: date) -> bool:
        return today > self.by

    def is_soon(self, today: date) -> bool:
        """Whether it is due today or on the next working day."""
        return not self.is_late(today) and self.by <= working_days.after(today, 1)


def due(referral: Referral) -> Due | None:
    """What is owed next: to open it, to decide, to make first contact, to answer, to review; nothing when no clock
    runs."""
    clock = machine().states[referral.state].clock
    if not clock:
        return None
    if clock == "decide" and referral.acknowledged_at is None:
        return Due("acknowledge", referral.acknowledge_by)
    by = clocks.of(referral, clock)
    return Due(clock, by) if by else None


def due_filter(*, before: date) -> Q:
    """Referrals whose running clock ends before a day: the same rule as `due`, for the database."""
    q = Q(pk__in=[])
    for code, state in machine().states.items():
        if state.clock == "decide":
            q |= Q(state=code, acknowledged_at__isnull=True, acknowledge_by__lt=before)
        if state.clock:
            q |= Q(state=code, **{f"{clocks.field(state.clock)}__lt": before})
    return q


def late_filter(today: date) -> Q:
    """Referrals whose running clock has passed."""
    return due_filter(before=today)


def soon_filter(today: date) -> Q:
    """Referrals that are due today or on the next working day, and not late."""
    return due_filter(before=working_days.after(today, 1) + timedelta(days=1)) & ~late_filter(today)


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
    """What the story says to this actor, newest first: all of it to the service and its colleagues, to the sender what
    is for the sender."""
    rows = story(referral)
    if PROVIDER in parties_of(referral, actor):
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


def service_to_ask(service_id: str | UUID) -> Service | None:
    """A service that the public can see, whether or not it takes requests; None for anything else."""
    try:
        key = UUID(str(service_id))
    except ValueError:
        return None
    shown = Service.objects.filter(pk=key, status=ServiceStatus.ACTIVE, organisation__is_active=True)
    return shown.select_related("organisation").first()


def takes_requests(service: Service) -> bool:
    """Whether a family may ask this service through Hearth: it says so, and somebody works for it here."""
    return service.accepts_requests and service.status == ServiceStatus.ACTIVE


def lsoa_of(postcode: str) -> str:
    """The neighbourhood code of a postcode, "" when it is not one that we hold."""
    found = Postcode.objects.filter(pk=postcode.replace(" ", "").upper()).first()
    return found.lsoa_code if found else ""


def area_names(codes: set[str]) -> dict[str, str]:
    """What neighbourhoods are called, by code."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def suggestions(words: str, *, chosen: str, other_than: UUID | None, limit: int = 8) -> list[Service]:
    """Services to offer instead: those that the directory's search finds, and the one already chosen, first."""
    found: list[UUID] = []
    words = words.replace("\x00", " ")  # which the database does not take
    if words.strip():
        answer = directory.answer(typed=words, place="", wanted=directory.Wanted())
        found = [hit.service_id for hit in answer.found.hits][:limit]
    picked = service_to_ask(chosen)
    ids = [*([picked.pk] if picked else []), *found]
    services = Service.objects.filter(pk__in=ids, status=ServiceStatus.ACTIVE)
    if other_than is not None:
        services = services.exclude(pk=other_than)
    return sorted(services.select_related("organisation"), key=lambda service: ids.index(service.pk))


def services_chosen(ids: Iterable[str]) -> list[Service]:
    """The services of the directory with these ids, as a form posted them; ids of none are left out."""
    known = [key for one in ids if (key := _as_id(one)) is not None]
    return list(Service.objects.filter(pk__in=known, status=ServiceStatus.ACTIVE).select_related("organisation"))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def services_received(actor: Actor) -> list[tuple[UUID, str]]:
    """The services of the actor's organisation to which something was sent, by name."""
    own = Service.objects.filter(organisation_id__in=_own(actor, RECEIVED))
    asked = own.filter(
        Exists(Referral.objects.filter(service_id=OuterRef("pk"), provider_id=OuterRef("organisation_id")))
    )
    return list(asked.order_by("name").values_list("pk", "name"))


def for_list(rows: Referrals) -> Referrals:
    """All that a row of a list shows, in few statements: service, people's ages, the area's name and what is due."""
    name = Area.objects.filter(code=OuterRef("lsoa_code")).values("name")[:1]
    return (
        with_due(rows)
        .annotate(area_name=Coalesce(Subquery(name), Value("")))
        .select_related("service", "provider")
        .prefetch_related("people__source_record")
    )
