"""Registering a family: once, however often the button is pressed; and meeting it at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import events, references
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.directory.models import Site
from hearth.families import vocabulary
from hearth.families.actions.errors import NotAllowed
from hearth.families.actions.involving import begin_involvement
from hearth.families.actions.recording import Contact, Person, record_person, set_safe_contact
from hearth.families.actions.relating import Needs, note_needs, place_in_household, relate, said_kind
from hearth.families.events import FamilyMet, Registered
from hearth.families.models import (
    RegisteredPerson,
    Registration,
    SafeContact,
    SourceKind,
    SourceRecord,
    Way,
)
from hearth.families.queries import registrations as queries

ATTEMPTS = 5  # references already taken before something is very wrong
REFERENCES, CODES = "hearth.families.registration", "hearth.families.code"
REGISTERED_HERE = "registered-here"  # why the hub may look at a registration: the log keeps it, the family reads it
INVOLVEMENT = "involvement"  # agreed: other services may see that the family comes to the hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child, born or expected, and who the adult is to it (a code of data/registration.yaml)."""

    person: Person
    relation: str
    lives_here: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registering:
    """All that a family says when it registers. `notice_version` is what it was shown, `agreed` what it ticked."""

    site: Site
    way: Way
    adult: Person
    children: Sequence[Child] = ()
    contact: Contact = field(default_factory=Contact)
    needs: Needs = field(default_factory=Needs)
    notice_version: str
    notice_language: str = "en"
    agreed: Sequence[str] = ()
    session: UUID | None = None  # the service by whose poster they came
    is_met: bool = True  # said by a member who types a paper form: that they met the family and are sure who they are


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. `code` is known only now, and only to whoever sent it first."""

    registration: Registration
    code: str
    contact: SafeContact | None
    is_new: bool


def as_family(registration_id: UUID) -> AbstractContextManager[None]:
    """Row security sees the family of this registration. Whoever calls it has checked a code, or is just sending it."""
    return acting_as(reference=f"family:{registration_id}")


def can_send_code(contact: SafeContact | None) -> bool:
    """Whether a code may reach the family by itself: by email or text, where they said that is safe."""
    return contact is not None and bool(
        ("email" in contact.channels and contact.email) or ("text" in contact.channels and contact.phone)
    )


def register(*, said: Registering, sent_key: UUID, by: Actor, now: datetime) -> Done:
    """Write a family's registration down. The same `sent_key` registers once and finds it afterwards.

    By a member (from paper) it is one that somebody has met. Raises NotAllowed where the member may not register at
    this hub.
    """
    if by.kind is ActorKind.STAFF and not (may(by, queries.REGISTER) and said.site in queries.own_sites(by)):
        raise NotAllowed
    with as_family(sent_key) if by.kind is ActorKind.FAMILY else nullcontext():
        earlier = Registration.objects.filter(pk=sent_key).first()
        if earlier is not None:
            return Done(earlier, "", queries.contact_of(earlier), is_new=False)
        for attempt in range(ATTEMPTS):
            reference = references.reference_for(REFERENCES, sent_key, attempt)
            try:
                with transaction.atomic():
                    return _create(said, reference, sent_key, by, now)
            except IntegrityError:
                # Either the same draft was sent at the same moment, or another registration has this reference.
                again = Registration.objects.filter(pk=sent_key).first()
                if again is not None:
                    return Done(again, "", queries.contact_of(again), is_new=False)
    raise RuntimeError("No free reference was found.")


def _create(said: Registering, reference: str, key: UUID, by: Actor, now: datetime) -> Done:
    code, by_staff = references.new_code(), by.kind is ActorKind.STAFF
    is_met = by_staff and said.is_met
    registration = Registration.objects.create(
        pk=key,
        site=said.site,
        organisation_id=said.site.organisation_id,
        way=said.way,
        session_id=said.session,
        registered_at=now,
        reference=reference,
        code_hash=references.hash_code(CODES, reference, code),
        notice_version=said.notice_version,
        notice_language=said.notice_language,
        agreed=list(said.agreed),
        entered_by=by.user_id if by_staff else None,
        met_at=now if is_met else None,
        met_by=by.user_id if is_met else None,
        met_by_name=by.name if is_met else "",
    )
    adult = _write(registration, said.adult, 0, by, now)
    if any(asdict(said.needs).values()):
        note_needs(record=adult, needs=said.needs, by=by, now=now)
    contact = set_safe_contact(
        source_record=adult, contact=said.contact, by=by, now=now, owner_organisation_id=registration.organisation_id
    )
    records = [adult]
    together = place_in_household(record=adult, by=by, now=now).household if said.children else None
    for order, child in enumerate(said.children, start=1):
        record = _write(registration, child.person, order, by, now)
        lives_here = True if child.person.due_date else child.lives_here
        kind = said_kind(child.relation, is_unborn=child.person.due_date is not None)
        relate(record=adult, to_record=record, kind=kind, lives_with=lives_here, by=by, now=now)
        if lives_here and together:
            place_in_household(record=record, household=together, by=by, now=now)
        records.append(record)
    if is_met:
        work_with(registration, [record.pk for record in records], by, now)
    audit.record(
        action="families.registered",
        by=by,
        organisation_id=registration.organisation_id,
        subject_type="families.Registration",
        subject_id=registration.pk,
        detail={"way": said.way.value, "people": 1 + len(said.children), "notice": said.notice_version},
    )
    events.publish(Registered(registration_id=registration.pk, site_id=said.site.pk, way=said.way.value), by=by)
    return Done(registration, code, contact, is_new=True)


def work_with(registration: Registration, records: Sequence[UUID], by: Actor, now: datetime) -> None:
    """The hub works with the family from now on, if the family agreed to that being known. Only of a family that
    somebody has met: an involvement is a reason to see what others share."""
    if INVOLVEMENT not in queries.agreed_now(registration):
        return
    with acting_as(job="involvement"):
        begin_involvement(
            source_record_ids=records,
            organisation_id=registration.organisation_id,
            service_name=registration.site.name,
            contact_phone=registration.site.phone,
            origin="registration",
            origin_id=registration.pk,
            by=by,
            now=now,
        )


def as_needs(access: Sequence[str], dietary: Sequence[str], words: str) -> Needs:
    """What was ticked (codes of data/registration.yaml) and written, as a family's needs are kept."""
    return Needs(
        mobility=vocabulary.in_english("access", access, "mobility"),
        sensory=vocabulary.in_english("access", access, "sensory"),
        communication=vocabulary.in_english("access", access, "communication"),
        diet=vocabulary.in_english("dietary", dietary),
        other=words,
    )


def _write(registration: Registration, person: Person, order: int, by: Actor, now: datetime) -> SourceRecord:
    record = record_person(
        person=person,
        kind=SourceKind.REGISTRATION,
        by=by,
        now=now,
        source_organisation_id=registration.organisation_id,
        source_ref=f"{registration.pk}/{order}",
        owner_organisation_id=registration.organisation_id,
    )
    RegisteredPerson.objects.create(registration=registration, source_record=record, order=order)
    return record


def meet(*, registration: Registration, by: Actor, now: datetime) -> bool:
    """Somebody at the desk has met the family that registered by itself. False where a colleague was first.

    Raises NotAllowed.
    """
    if not may(by, queries.REGISTER):
        raise NotAllowed
    with transaction.atomic():
        changed = (
            queries.registrations_visible_to(by)
            .filter(pk__in=queries.not_met(by).filter(pk=registration.pk).values("pk"))
            .update(met_at=now, met_by=by.user_id, met_by_name=by.name)
        )
        if not changed:
            return False
        audit.record(
            action="families.met",
            by=by,
            organisation_id=registration.organisation_id,
            subject_type="families.Registration",
            subject_id=registration.pk,
        )
        work_with(registration, [record.pk for record in queries.people_of(registration)], by, now)
        events.publish(FamilyMet(registration_id=registration.pk), by=by)
    return True


def record_view(*, registration: Registration, by: Actor) -> None:
    """Somebody looked at a registration."""
    audit.record(
        action="families.registration_viewed",
        kind=EntryKind.VIEW,
        by=by,
        organisation_id=registration.organisation_id,
        subject_type="families.Registration",
        subject_id=registration.pk,
        reason=REGISTERED_HERE,
    )


def record_looked(*, found: int, is_known_elsewhere: bool, by: Actor) -> None:
    """The desk asked whether somebody is known. The log says what it was told, and not after whom it asked."""
    audit.record(
        action="families.known_asked",
        kind=EntryKind.SEARCH,
        by=by,
        detail={"found": found, "elsewhere": is_known_elsewhere},
    )


def record_kiosk(*, site: Site, started: bool, by: Actor) -> None:
    """A device became a hub's kiosk, or is one no longer."""
    audit.record(
        action="families.kiosk_started" if started else "families.kiosk_left",
        by=by,
        subject_type="directory.Site",
        subject_id=site.pk,
    )
