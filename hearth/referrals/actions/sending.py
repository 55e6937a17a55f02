"""Sending a request for support, or a referral: once, however often the button is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearth.access.queries import may
from hearth.core import clock, working_days
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.directory.models import Service
from hearth.families import actions as families
from hearth.families.actions import Contact, Person
from hearth.families.models import SafeContact, SourceKind, SourceRecord
from hearth.families.safe_contact import Plan
from hearth.referrals import queries, references
from hearth.referrals.actions import moving, telling
from hearth.referrals.machine import DRAFT, Move, machine
from hearth.referrals.models import FamilyContact, PersonRole, Referral, ReferralKind, ReferralPerson
from hearth.referrals.queries.before import lacks_consent, pathway_of
from hearth.referrals.queries.steps import step_between
from hearth.referrals.urgency import clocks_of

ATTEMPTS = 5  # references already taken by another request before something is very wrong


class NotAccepting(Exception):
    """The service does not take requests here (any more)."""


class ConsentNeeded(Exception):
    """The service takes referrals only of families that know of it and agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a family or a professional asks. The first person is the one to whom news goes."""

    people: Sequence[tuple[PersonRole, Person]]
    what_help: str
    what_tried: str = ""
    what_better: str = ""
    contact: Contact = field(default_factory=Contact)
    language: str = "en"
    lsoa_code: str = ""
    lawful_basis: str = "public-task"
    family_knows: bool = True
    family_knows_why_not: str = ""
    urgency: str = "usual"
    reopens: Referral | None = None
    came_from: Referral | None = None  # the earlier referral from which the sender went on


@dataclass(frozen=True, slots=True)
class Sending:
    """What was sent. `code` is known only now, and only to whoever sent it first; `told` is how the family hears."""

    referral: Referral
    code: str
    told: Plan | None
    is_new: bool


def send(*, service: Service, asked: Asked, sent_key: UUID, by: Actor, now: datetime) -> Sending:
    """Send what was asked to the service. The same `sent_key` (the draft's id) sends once and finds it afterwards.

    By a family (no account) it is a request for support, by a member a referral of the member's organisation. Raises
    NotAccepting when the service takes no requests, ConsentNeeded when a professional must have it and has not,
    NotAllowed when the member may not send.
    """
    move = machine().moves["send"]
    if by.kind is ActorKind.STAFF and not may(by, "referrals.send"):
        raise moving.NotAllowed
    for attempt in range(ATTEMPTS):
        reference = references.reference_for(sent_key, attempt)
        with _as_sender(by, reference):
            earlier = Referral.objects.filter(reference=reference).select_related("service", "provider").first()
            if earlier is not None and earlier.sent_key == sent_key:
                return Sending(earlier, "", None, is_new=False)
            if earlier is not None:
                continue
            if not queries.takes_requests(service):
                raise NotAccepting
            if by.kind is ActorKind.GUEST and not _takes_guests(service):
                raise NotAccepting
            if by.kind is not ActorKind.FAMILY and lacks_consent(service, asked.family_knows, asked.lawful_basis):
                raise ConsentNeeded
            try:
                with transaction.atomic():
                    return _create(service, asked, reference, sent_key, move, by, now)
            except IntegrityError:
                # Either the same draft was sent at the same moment, or another request has this reference.
                again = Referral.objects.filter(reference=reference, sent_key=sent_key).first()
                if again is not None:
                    return Sending(again, "", None, is_new=False)
    raise RuntimeError("No free reference was found.")


def _takes_guests(service: Service) -> bool:
    pathway = pathway_of(service.pk)
    return pathway is None or pathway.takes_guests


def _as_sender(by: Actor, reference: str) -> AbstractContextManager[None]:
    """A family acts by its reference; a member or a guest stays who they are."""
    return acting_as(reference=reference) if by.kind is ActorKind.FAMILY else nullcontext()


def _create(
    service: Service, asked: Asked, reference: str, sent_key: UUID, move: Move, by: Actor, now: datetime
) -> Sending:
    by_family = by.kind is ActorKind.FAMILY
    code = references.new_code()
    day, clocks = clock.today(now), clocks_of(asked.urgency)
    referral = Referral.objects.create(
        reference=reference,
        kind=ReferralKind.REQUEST if by_family else ReferralKind.REFERRAL,
        service=service,
        provider_id=service.organisation_id,
        sender_user_id=by.user_id if by.kind is ActorKind.STAFF else None,
        sender_organisation_id=None if by_family else by.organisation_id,
        sender_guest_id=by.user_id if by.kind is ActorKind.GUEST else None,
        sent_key=sent_key,
        state=move.to,
        state_at=now,
        sent_at=now,
        acknowledge_by=working_days.after(day, clocks["acknowledge"]),
        decide_by=working_days.after(day, clocks["decide"]),
        first_contact_by=working_days.after(day, clocks["first-contact"]),
        code_hash=references.hash_code(reference, code),
        language=asked.language,
        lsoa_code=asked.lsoa_code,
        what_help=asked.what_help,
        what_tried=asked.what_tried,
        what_better=asked.what_better,
        lawful_basis=asked.lawful_basis,
        family_knows=asked.family_knows,
        family_knows_why_not=asked.family_knows_why_not,
        urgency=asked.urgency,
        reopens=asked.reopens,
        came_from=asked.came_from,
        step=step_between(asked.came_from, service),
    )
    contact = _write_people(referral, asked, by, now)
    row = moving.add_row(referral, move, before=DRAFT, by=by, now=now, given=moving.Given())
    # The receipt carries the code, which no event may; everything else that is told follows from the event.
    told = telling.tell_receipt(referral=referral, row=row, safe_contact=contact, code=code, by=by, now=now)
    moving.publish(referral, move, row, by=by)
    return Sending(referral, code, told, is_new=True)


def _write_people(referral: Referral, asked: Asked, by: Actor, now: datetime) -> SafeContact | None:
    """The people as source records; the safe contact belongs to the first of them."""
    contact, records = None, []
    kind = SourceKind.REQUEST if by.kind is ActorKind.FAMILY else SourceKind.REFERRAL
    for order, (role, person) in enumerate(asked.people):
        record = families.record_person(
            person=person,
            kind=kind,
            by=by,
            now=now,
            source_organisation_id=by.organisation_id,
            source_ref=f"{referral.id}/{order}",
            owner_organisation_id=referral.provider_id,
        )
        ReferralPerson.objects.create(referral=referral, source_record=record, role=role, order=order)
        records.append(record)
        if order == 0:
            contact = families.set_safe_contact(
                source_record=record, contact=asked.contact, by=by, now=now, owner_organisation_id=referral.provider_id
            )
            FamilyContact.objects.create(referral=referral, safe_contact=contact, created_at=now)
    _relate(asked, records, by, now)
    return contact


def _relate(asked: Asked, records: Sequence[SourceRecord], by: Actor, now: datetime) -> None:
    """What the first person said to be to the others; nothing where they did not say."""
    relation = asked.people[0][1].relation if asked.people else ""
    if relation in {"", "self"}:
        return
    for (_role, person), record in zip(asked.people[1:], records[1:], strict=True):
        said = families.said_kind(relation, is_unborn=person.due_date is not None)
        families.relate(record=records[0], to_record=record, kind=said, by=by, now=now)
